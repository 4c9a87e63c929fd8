package org.gatehouse.ws;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gatehouse.command.CommandException;
import org.gatehouse.command.CommandException.Kind;
import org.gatehouse.command.CommandParameter;
import org.gatehouse.command.Declaration;
import org.gatehouse.command.ParameterType;

/** Reads the arguments of a call; whatever is wrong is said with the argument's name. */
final class Arguments {

  /** Reads one value. */
  private interface Reading {
    Object read(XmlElement element) throws ValueException;
  }

  /** Finds the element that holds an element's value. */
  @FunctionalInterface
  private interface Resolving {
    XmlElement of(XmlElement element) throws ValueException;
  }

  private Arguments() {}

  /**
   * The arguments of a document/literal call by name; a nil argument is one that was left out.
   *
   * @throws CommandException when one is unknown, given twice or cannot be read, or when there are
   *     some without a name, as of a client that takes them in order
   */
  static Map<String, Object> byName(Call call, Declaration command) {
    List<XmlElement> elements = call.element().children();
    if (call.strays() || elements.isEmpty() && !call.element().text().isBlank()) {
      throw unnamed(command);
    }
    Map<String, Object> arguments = new LinkedHashMap<>();
    for (XmlElement element : elements) {
      CommandParameter parameter =
          named(command, element.name()).orElseThrow(() -> unnamed(command));
      if (arguments.containsKey(parameter.name())) {
        throw refusal("argument '" + parameter.name() + "' is given twice");
      }
      arguments.put(
          parameter.name(), read(parameter, element, holder -> holder, LiteralValues::read));
    }
    return arguments;
  }

  private static CommandException unnamed(Declaration command) {
    return refusal(
        command.name()
            + " takes its arguments by name, each in an element of its name: "
            + command.signature());
  }

  /**
   * The arguments of an rpc/encoded call in order, whatever their elements are called; a nil one is
   * one that was left out. Only where each element has the name of another of the command's
   * arguments, the names decide, as they do in PHP's own server: SOAP 1.1, section 7.1, gives
   * accessors both name and order, and some clients leave out what stands in between.
   *
   * @throws CommandException when one is surplus or cannot be read
   */
  static List<Object> inOrder(Call call, Declaration command) {
    List<XmlElement> elements = call.element().children();
    List<CommandParameter> parameters = command.parameters();
    List<CommandParameter> named =
        elements.stream()
            .flatMap(element -> named(command, element.name()).stream())
            .distinct()
            .toList();
    boolean byName = named.size() == elements.size();
    if (!byName && given(elements) > parameters.size()) {
      throw refusal(
          "%s takes %s and got %d%s"
              .formatted(
                  command.name(),
                  parameters.isEmpty() ? "no arguments" : "at most " + parameters.size(),
                  elements.size(),
                  parameters.isEmpty() ? "" : " arguments: " + command.signature()));
    }
    EncodedValues values = new EncodedValues(call.targets());
    Object[] arguments = new Object[parameters.size()];
    for (int i = 0; i < Math.min(elements.size(), arguments.length); i++) {
      CommandParameter parameter = byName ? named.get(i) : parameters.get(i);
      arguments[parameters.indexOf(parameter)] =
          read(parameter, elements.get(i), values::resolved, values::read);
    }
    return Arrays.asList(arguments);
  }

  /** How many arguments there are; nothing at the end is none. */
  private static int given(List<XmlElement> elements) {
    int given = elements.size();
    while (given > 0 && elements.get(given - 1).nil()) {
      given--;
    }
    return given;
  }

  private static Optional<CommandParameter> named(Declaration command, String name) {
    return command.parameters().stream()
        .filter(parameter -> parameter.name().equals(name))
        .findFirst();
  }

  private static Object read(
      CommandParameter parameter, XmlElement element, Resolving resolving, Reading reading) {
    try {
      XmlElement holder = resolving.of(element);
      if (parameter.type() == ParameterType.TEXT
          && SimpleValue.numeric(holder.type())
          && holder.children().isEmpty()) {
        // Perl's clients take a text of digits for a number; here it still is what was written.
        return holder.nil() ? null : holder.text().strip();
      }
      return reading.read(element);
    } catch (ValueException e) {
      throw refusal("argument '" + parameter.name() + "' " + e.getMessage());
    }
  }

  private static CommandException refusal(String reason) {
    return new CommandException(Kind.ARGUMENT, reason);
  }
}
