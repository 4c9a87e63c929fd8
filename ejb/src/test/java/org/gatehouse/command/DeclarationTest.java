package org.gatehouse.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gatehouse.auth.Account;
import org.gatehouse.auth.AccountName;
import org.gatehouse.auth.Caller;
import org.gatehouse.auth.ClientAddress;
import org.gatehouse.auth.Gate;
import org.gatehouse.auth.Proof;
import org.gatehouse.auth.Role;
import org.junit.jupiter.api.Test;

class DeclarationTest {

  private static final Caller CALLER =
      new Caller(
          new Account(new AccountName("admin", Optional.empty()), Role.APPLIANCE, Optional.empty()),
          Gate.CLI,
          ClientAddress.of("127.0.0.1"),
          new Proof.Socket());

  /** A module with one command of every kind of argument. */
  public static class Example {

    /**
     * Says what it was given. Nothing {@code <else>} happens.
     *
     * @param domainName a domain, on two lines
     * @param count how many
     * @return all of it
     */
    @Command(roles = Role.APPLIANCE)
    public List<Object> takeAll(
        Caller caller,
        String domainName,
        @Default("7") int count,
        @Default("true") boolean force,
        @Default("") Map<String, Object> options) {
      return List.of(caller.account().name().toString(), domainName, count, force, options);
    }
  }

  /** A module with a command that takes any simple value. */
  public static class Echo {

    /** Gives it back. */
    @Command(roles = Role.APPLIANCE)
    public Object echo(Caller caller, @Default("") Object value) {
      return value;
    }
  }

  private final Declaration declaration = declaration(new Example());

  private static Declaration declaration(Object module) {
    return new Declaration(
        "test",
        module,
        Arrays.stream(module.getClass().getMethods())
            .filter(method -> method.isAnnotationPresent(Command.class))
            .findFirst()
            .orElseThrow());
  }

  @Test
  void takesItsNamesFromTheMethodInSnakeCase() {
    assertThat(declaration.name()).isEqualTo("test:take-all");
    assertThat(declaration.function()).isEqualTo("take_all");
    assertThat(declaration.signature()).isEqualTo("domain_name, [count], [force], [options]");
  }

  @Test
  void saysWhatItsJavadocSays() {
    Documentation documentation = declaration.documentation();
    assertThat(documentation.description())
        .isEqualTo("Says what it was given. Nothing <else> happens.");
    assertThat(documentation.summary()).isEqualTo("Says what it was given.");
    assertThat(documentation.arguments())
        .isEqualTo(Map.of("domain_name", "a domain, on two lines", "count", "how many"));
    assertThat(documentation.result()).isEqualTo("all of it");
  }

  @Test
  void aMapsKeysThatAreNumbersBecomeTexts() {
    assertThat(declaration.call(CALLER, Map.of("domain_name", "a", "options", Map.of(1L, "c"))))
        .isEqualTo(List.of("admin", "a", 7, true, Map.of("1", "c")));
  }

  @Test
  void fillsInWhatIsLeftOut() {
    assertThat(declaration.call(CALLER, List.of("a.test")))
        .isEqualTo(List.of("admin", "a.test", 7, true, Map.of()));
    assertThat(declaration.call(CALLER, Arrays.asList("a.test", null, false)))
        .isEqualTo(List.of("admin", "a.test", 7, false, Map.of()));
  }

  @Test
  void takesArgumentsByName() {
    assertThat(
            declaration.call(
                CALLER,
                Map.of("domain_name", "a.test", "options", Map.of("a.b", "c"), "count", "9")))
        .isEqualTo(List.of("admin", "a.test", 9, true, Map.of("a.b", "c")));
  }

  @Test
  void takesTheFirstInOrderAndOthersByName() {
    assertThat(declaration.bind(CALLER, List.of("a.test", 9), Map.of("force", false)))
        .containsExactly(CALLER, "a.test", 9, false, Map.of());
    assertThatThrownBy(
            () -> declaration.bind(CALLER, List.of("a.test"), Map.of("domain_name", "b.test")))
        .hasMessageContaining("argument 'domain_name' is given twice");
    assertThatThrownBy(
            () -> declaration.bind(CALLER, List.of("a", 1, true, Map.of(), 5), Map.of("force", 1)))
        .hasMessageContaining("takes at most 4 arguments");
    assertThatThrownBy(() -> declaration.bind(CALLER, List.of("a"), Map.of("forse", 1)))
        .hasMessageContaining("did you mean 'force'?");
  }

  @Test
  void namesTheArgumentThatIsMissingAndAllThereAre() {
    assertThatThrownBy(() -> declaration.call(CALLER, Map.of("count", 3)))
        .isInstanceOf(CommandException.class)
        .hasMessage(
            "argument 'domain_name' is missing; test:take-all takes domain_name, [count],"
                + " [force], [options]");
  }

  @Test
  void namesTheArgumentThatIsOfAWrongType() {
    assertThatThrownBy(() -> declaration.call(CALLER, List.of("a.test", "many")))
        .hasMessage("argument 'count' must be a whole number");
    assertThatThrownBy(() -> declaration.call(CALLER, List.of("a.test", 1L << 40)))
        .hasMessage("argument 'count' must be a whole number");
    assertThatThrownBy(() -> declaration.call(CALLER, List.of(List.of())))
        .hasMessage("argument 'domain_name' must be a text");
    assertThatThrownBy(() -> declaration.call(CALLER, List.of("a.test", 1, "maybe")))
        .hasMessage("argument 'force' must be true or false");
    assertThatThrownBy(() -> declaration.call(CALLER, List.of("a.test", 1, true, "text")))
        .hasMessage("argument 'options' must be a map");
  }

  @Test
  void refusesWhatItDoesNotTake() {
    assertThatThrownBy(() -> declaration.call(CALLER, List.of("a", 1, true, Map.of(), "surplus")))
        .hasMessageContaining("takes at most 4 arguments");
    assertThatThrownBy(() -> declaration.call(CALLER, Map.of("domain_name", "a", "other", 1)))
        .hasMessageContaining("has no argument 'other'; it takes domain_name");
  }

  @Test
  void suggestsTheArgumentThatWasMeantEvenIfItIsMissingThen() {
    assertThatThrownBy(() -> declaration.call(CALLER, Map.of("domian_name", "a")))
        .hasMessage(
            "test:take-all has no argument 'domian_name'; did you mean 'domain_name'? It takes"
                + " domain_name, [count], [force], [options]");
  }

  @Test
  void takesAnEmptyListForAMapAsPhpSendsIt() {
    assertThat(declaration.call(CALLER, List.of("a.test", 1, true, List.of())))
        .isEqualTo(List.of("admin", "a.test", 1, true, Map.of()));
  }

  @Test
  void aZeroAndAOneAreTruthsAsPhpAndPerlWriteThem() {
    assertThat(declaration.call(CALLER, List.of("a.test", 7, 0L)))
        .isEqualTo(List.of("admin", "a.test", 7, false, Map.of()));
    assertThat(declaration.call(CALLER, List.of("a.test", 7, 1)))
        .isEqualTo(List.of("admin", "a.test", 7, true, Map.of()));
    assertThatThrownBy(() -> declaration.call(CALLER, List.of("a.test", 7, 2L)))
        .hasMessageContaining("'force'");
  }

  @Test
  void twoKeysThatAreOneNameAreRefused() {
    assertThatThrownBy(
            () ->
                declaration.call(
                    CALLER,
                    Map.of("domain_name", "a", "options", Map.of(1L, "number", "1", "text"))))
        .hasMessageContaining("'options'");
  }

  @Test
  void aSimpleValueComesAsItIsAndIsNullWhenItIsLeftOut() {
    Declaration echo = declaration(new Echo());
    for (Object value : List.of("", "7", "true", 7, 1L << 40, 1.5, true, false)) {
      assertThat(echo.call(CALLER, List.of(value))).isEqualTo(value);
      assertThat(echo.call(CALLER, Map.of("value", value))).isEqualTo(value);
    }
    assertThat(echo.call(CALLER, List.of())).isNull();
    assertThat(echo.call(CALLER, Map.of())).isNull();
    assertThat(echo.call(CALLER, Collections.singletonList(null))).isNull();
    for (Object value : List.of(List.of(), Map.of(), List.of(1))) {
      assertThatThrownBy(() -> echo.call(CALLER, List.of(value)))
          .hasMessage("argument 'value' must be a text, a number, or true or false");
    }
  }
}
