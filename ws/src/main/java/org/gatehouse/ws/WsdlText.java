package org.gatehouse.ws;

import java.util.stream.Collectors;
import org.gatehouse.command.CommandParameter;
import org.gatehouse.command.Declaration;
import org.gatehouse.command.Documentation;

/** What both WSDLs say to people. */
final class WsdlText {

  private WsdlText() {}

  /** The documentation of a command as the element that WSDL 1.1, section 2.1.4, has for it. */
  static String documentation(Declaration command) {
    Documentation documentation = command.documentation();
    String arguments =
        command.parameters().stream()
            .map(parameter -> argument(parameter, documentation))
            .collect(Collectors.joining());
    String result =
        documentation.result().isEmpty() ? "" : "\nResult: " + documentation.result() + ".";
    return "<documentation>"
        + SimpleValue.escape(documentation.description() + arguments + result)
        + "</documentation>";
  }

  private static String argument(CommandParameter parameter, Documentation documentation) {
    String meaning = documentation.arguments().getOrDefault(parameter.name(), "");
    return "\n%s (%s%s)%s"
        .formatted(
            parameter.name(),
            parameter.type().description(),
            parameter.required() ? "" : ", optional",
            meaning.isEmpty() ? "" : ": " + meaning);
  }
}
