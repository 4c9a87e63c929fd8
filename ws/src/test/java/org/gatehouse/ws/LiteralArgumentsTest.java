package org.gatehouse.ws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.gatehouse.ws.Messages.literal;

import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.gatehouse.command.CommandException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Arguments of document/literal calls, by name. */
class LiteralArgumentsTest {

  private static final String HOW =
      "test:take-all takes its arguments by name, each in an element of its name:"
          + " domain, [count], [force], [options], [names]";

  @Test
  void eachArrivesByItsNameAsTheSchemaHasIt() throws Exception {
    var arguments =
        literal(
            """
            <count>3</count><domain>a.test</domain><force xsi:nil='1'/>
            <options>
              <item><key>auth.tpasswd</key><value xsi:type='xsd:string'>secret</value></item>
              <item><key>n</key><value xsi:type='xsd:int'>5</value></item>
              <item><key>f</key><value xsi:type='xsd:double'>0.5</value></item>
              <item><key>t</key><value xsi:type='xsd:boolean'>1</value></item>
              <item><key>none</key><value xsi:nil='true'/></item>
              <item><key>untyped</key><value>text</value></item>
              <item><key>list</key><value><item>a</item><item>b</item></value></item>
              <item><key>empty</key><value xsi:type='List'/></item>
            </options><names><item>x</item></names>
            """);

    assertThat(arguments)
        .containsEntry("domain", "a.test")
        .containsEntry("count", "3")
        .containsEntry("force", null)
        .containsEntry("names", List.of("x"));
    assertThat(arguments.get("options"))
        .asInstanceOf(InstanceOfAssertFactories.map(String.class, Object.class))
        .containsEntry("auth.tpasswd", "secret")
        .containsEntry("n", 5L)
        .containsEntry("f", 0.5)
        .containsEntry("t", true)
        .containsEntry("none", null)
        .containsEntry("untyped", "text")
        .containsEntry("list", List.of("a", "b"))
        .containsEntry("empty", List.of());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<param0>a.test</param0><param1>3</param1>",
        "<c-gensym3>a.test</c-gensym3>",
        "<domain>a.test</domain><other/>",
        "a.test",
        "</test_take_all><param1>3</param1><test_take_all>"
      })
  void aCallWithoutNamesOrWithOthersIsToldHowToCall(String arguments) {
    assertThatThrownBy(() -> literal(arguments))
        .isInstanceOf(CommandException.class)
        .hasMessage(HOW);
  }

  @ParameterizedTest
  @CsvSource({
    "<domain/><domain/>, 'domain' is given twice",
    "<options><a/></options>, 'options' is written as item elements",
    "<options><item><key/></item><item><key/></item></options>, 'options' has a key twice",
    "<names><item xsi:type='xsd:int'>x</item></names>, 'names' holds no whole number"
  })
  void whatCannotBeReadIsRefusedByTheArgumentsName(String arguments, String reason) {
    assertThatThrownBy(() -> literal(arguments.replace("''", "'")))
        .isInstanceOf(CommandException.class)
        .hasMessageContaining("argument " + reason);
  }
}
