package org.gatehouse.arquillian.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code ./gatehouse start} and {@code stop} promise (issue 2, shows 1). */
@RunningGatehouse
@Needs("curl")
class StartIT {

  private final GatehouseServer gatehouse;

  StartIT(GatehouseServer gatehouse) {
    this.gatehouse = gatehouse;
  }

  /** One story, since a start takes long: two starts are needed anyway. */
  @Test
  @Needs(value = "iproute2", root = true)
  void aSecondServerRunsBesideTheFirstAndASecondStartKeepsEverythingAndPrintsNoSecret(
      @TempDir Path directory) throws Exception {
    try (GatehouseServer second = GatehouseServer.withSecretsOfItsOwn();
        Visitor blocked = Visitor.fromElsewhere(second)) {
      Program.Ended first = second.start();
      assertThat(first.status()).as(first.errors()).isZero();
      String adminPassword = printed(first.output(), "admin's password:");
      String demoPassword = printed(first.output(), "demo@example.test's password:");
      String key = printed(first.output(), "demo@example.test's API key:");
      assertThat(whoami(second, "--user", "admin:" + adminPassword)).isEqualTo("admin");
      assertThat(whoami(second, "--user", "demo@example.test:" + demoPassword))
          .isEqualTo("demo@example.test");
      assertThat(whoami(second, "--header", "Authorization: Bearer " + key))
          .isEqualTo("demo@example.test");
      assertThat(whoami(gatehouse, "--user", gatehouse.demo())).isEqualTo("demo@example.test");

      blocked.sendAtOnce(
          AnvilFromOutside.LIMIT,
          blocked.url(WayIn.SOAP.path()),
          WayIn.SOAP.attempt("demo@example.test", AnvilFromOutside.WRONG));

      long process = second.process();
      second.stop().orFail();
      assertThat(ended(process)).as("stop returns when the server has ended").isTrue();

      Path output = directory.resolve("out");
      Process launcher = second.startInForeground(output, directory.resolve("err"));
      Until.holds("the second start is ready", () -> contains(output, "Ctrl-C"));
      assertThat(Files.readString(output)).doesNotContain(adminPassword, demoPassword, key, "once");
      assertThat(whoami(second, "--user", "admin:" + adminPassword)).isEqualTo("admin");
      assertThat(whoami(second, "--header", "Authorization: Bearer " + key))
          .isEqualTo("demo@example.test");
      for (WayIn gate : WayIn.values()) {
        AnvilFromOutside.assertRefused(gate.attempt(blocked, "demo@example.test", demoPassword));
      }
      assertThat(
              Visitor.onThisMachine(second)
                  .send(
                      second.url("/api/anvil/unblock"),
                      "--user",
                      "admin:" + adminPassword,
                      "--json",
                      "{\"address\":\"" + blocked.address() + "\"}")
                  .text())
          .isEqualTo("true");
      for (WayIn gate : List.of(WayIn.SOAP, WayIn.REST)) {
        assertThat(gate.attempt(blocked, "demo@example.test", demoPassword).status())
            .isEqualTo(200);
      }

      long again = second.process();
      launcher.destroy();
      Until.holds("SIGTERM ends the launcher", () -> !launcher.isAlive());
      Until.holds("and the server with it", () -> ended(again));
      assertThat(second.stop().status()).as("stopping what does not run").isZero();
    }
  }

  @Test
  void theFirstSecretsAreInNeitherTheServersEnvironmentNorItsArguments() {
    assertThat(environmentOfTheServer())
        .doesNotContain("GATEHOUSE_ADMIN_PASSWORD", "GATEHOUSE_DEMO_KEY")
        .doesNotContain(gatehouse.adminPassword(), gatehouse.demoPassword(), gatehouse.demoKey());
  }

  @Test
  void aSecondStartOnTheSameDataIsRefusedInOneLine() {
    assertRefused(gatehouse.start(), gatehouse.data().toString());
  }

  @Test
  void aPortInUseIsToldInOneLine(@TempDir Path directory) {
    assertRefused(
        gatehouse.onSamePorts(directory.resolve("data")).start(),
        Integer.toString(gatehouse.port()).substring(0, 2),
        "--port-offset");
  }

  /** What is given is looked at before the ports: a password that would do fails at those. */
  @ParameterizedTest
  @ValueSource(strings = {"GATEHOUSE_ADMIN_PASSWORD", "GATEHOUSE_DEMO_PASSWORD"})
  void aGivenPasswordOfFewerThanEightCharactersIsRefusedInOneLineBeforeAnythingIsMade(
      String variable, @TempDir Path directory) {
    GatehouseServer another = gatehouse.onSamePorts(directory.resolve("data"));

    for (String password : List.of("a", "seven77", "\u00fc\u00fc\u00fc\u00fc\u00fc\u00fc\u00fc")) {
      assertRefused(startWith(variable, password, another), "less than 8 characters");
    }
    assertThat(another.data()).doesNotExist();
    for (String password :
        List.of("eight888", "\u00fc\u00fc\u00fc\u00fc\u00fc\u00fc\u00fc\u00fc")) {
      assertRefused(startWith(variable, password, another), "--port-offset");
    }
  }

  /** In the locale that counts bytes. The JDK's own is not asked how to write the password. */
  private static Program.Ended startWith(
      String variable, String password, GatehouseServer another) {
    StringBuilder octal = new StringBuilder();
    for (byte one : password.getBytes(StandardCharsets.UTF_8)) {
      octal.append("\\%03o".formatted(one & 0xFF));
    }
    List<String> command =
        new ArrayList<>(
            List.of(
                "sh",
                "-c",
                "export LC_ALL=C " + variable + "=\"$(printf '" + octal + "')\" && exec \"$@\"",
                "sh"));
    command.addAll(another.command("--detach", "--demo"));
    return Program.run(another.environment(), command);
  }

  @Test
  void aDataDirectoryThatCannotBeWrittenIsToldInOneLine() {
    assertRefused(gatehouse.onSamePorts(Path.of("/proc/data")).start(), "/proc/data", "--data");
  }

  @Test
  @Needs(value = "util-linux", root = true)
  void aWrongJdkIsToldInOneLine() {
    // Where every JDK is hidden, but one that is too old.
    String hideThem =
        """
        mount -t tmpfs none /usr/lib/jvm && mkdir -p /usr/lib/jvm/java-17/bin &&
        touch /usr/lib/jvm/java-17/bin/java /usr/lib/jvm/java-17/bin/javac &&
        chmod +x /usr/lib/jvm/java-17/bin/* && echo 'JAVA_VERSION="17.0.9"' >/usr/lib/jvm/java-17/release &&
        export JAVA_HOME=/usr/lib/jvm/java-17 && exec "$@"
        """;
    List<String> command =
        new ArrayList<>(List.of("unshare", "--mount", "sh", "-c", hideThem, "sh"));
    command.addAll(
        gatehouse.onSamePorts(GatehouseServer.checkout().resolve("none")).command("--detach"));
    assertRefused(Program.run(command.toArray(String[]::new)), "JDK 25", "JAVA_HOME");
  }

  @Test
  void aSecretThatOthersCanReadKeepsTheServerFromStartingAndIsToldAsTheReason() throws IOException {
    try (GatehouseServer second = GatehouseServer.withSecretsOfItsOwn()) {
      Path secret = second.data().resolve("secret/auth");
      Files.createDirectories(secret.getParent());
      Files.write(secret, new byte[32]);
      Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-r--r--"));

      Program.Ended ended = second.start();

      assertThat(ended.status()).isNotZero();
      assertThat(ended.errors().lines().toList().getLast())
          .startsWith("gatehouse: ")
          .contains(secret.toString(), "mode 0600");
    }
  }

  private static void assertRefused(Program.Ended ended, String... words) {
    assertThat(ended.status()).as(ended.output()).isNotZero();
    assertThat(ended.errors().lines()).as(ended.errors()).hasSize(1);
    assertThat(ended.errors()).startsWith("gatehouse: ").contains(words);
  }

  private static String whoami(GatehouseServer server, String... credential) {
    List<String> options = new ArrayList<>(List.of(credential));
    options.addAll(List.of("--json", "{}"));
    return Visitor.onThisMachine(server)
        .send(server.url("/api/common/whoami"), options.toArray(String[]::new))
        .text();
  }

  private static String printed(String output, String what) {
    Matcher line = Pattern.compile(Pattern.quote(what) + "\\s+(\\S+)").matcher(output);
    assertThat(line.find()).as("'" + what + "' is printed").isTrue();
    String secret = line.group(1);
    assertThat(line.find()).as("once").isFalse();
    return secret;
  }

  private static boolean contains(Path file, String text) {
    try {
      return Files.readString(file).contains(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ended is also what only its parent has not asked about yet: state Z (proc(5)). */
  private static boolean ended(long process) {
    Path status = Path.of("/proc/" + process + "/status");
    return Files.notExists(status) || contains(status, "State:\tZ");
  }

  private String environmentOfTheServer() {
    return Program.run("cat", "/proc/" + gatehouse.process() + "/environ").orFail()
        + Program.run("cat", "/proc/" + gatehouse.process() + "/cmdline").orFail();
  }
}
