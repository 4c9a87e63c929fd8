package org.gatehouse.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What every declared command says of its effect. */
class EffectTest {

  /** How a command is named that changes nothing. */
  private static final Pattern READING =
      Pattern.compile(
          "(get|list|is|has|preview|search|verify|head|info|whoami|collect|count|show|check|encode|valid)"
              + "|(get|list|is|has|preview|search|verify|count|show|check)[A-Z].*"
              + "|.*(List|Info|Permitted)");

  private static List<Method> commands() throws IOException, URISyntaxException {
    Path classes =
        Path.of(Command.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    try (Stream<Path> files = Files.walk(classes)) {
      return files
          .map(file -> classes.relativize(file).toString())
          .filter(name -> name.endsWith(".class") && !name.contains("$"))
          .map(name -> name.replace(".class", "").replace('/', '.'))
          .map(EffectTest::load)
          .filter(type -> type.isAnnotationPresent(Module.class))
          .flatMap(type -> Arrays.stream(type.getMethods()))
          .filter(method -> method.isAnnotationPresent(Command.class))
          .toList();
    }
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName(name, false, EffectTest.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }

  private static Effect effect(Method command) {
    return command.getAnnotation(Command.class).effect();
  }

  @Test
  void aCommandThatIsNamedAsOneThatReadsSaysThatItReadsAndNoOther()
      throws IOException, URISyntaxException {
    assertThat(commands())
        .isNotEmpty()
        .allSatisfy(
            command ->
                assertThat(effect(command) == Effect.READS)
                    .as(command + " is declared with effect " + effect(command))
                    .isEqualTo(READING.matcher(command.getName()).matches()));
  }

  @Test
  void aChangeThatAnswersATextIsTakenToRevealASecret() throws IOException, URISyntaxException {
    assertThat(commands())
        .filteredOn(command -> command.getReturnType() == String.class)
        .filteredOn(command -> effect(command) != Effect.READS)
        .isNotEmpty()
        .allSatisfy(
            command -> assertThat(effect(command)).as("%s", command).isEqualTo(Effect.REVEALS));
  }
}
