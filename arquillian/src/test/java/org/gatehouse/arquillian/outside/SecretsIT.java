package org.gatehouse.arquillian.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * No password, key, session id or hash is anywhere below the data directory, where the database and
 * the logs are, but the hashes in shadow files (issue 3, "Shows" 3).
 */
@RunningGatehouse
@Needs(
    value = {"curl", "iproute2"},
    root = true)
class SecretsIT {

  private final GatehouseServer gatehouse;

  SecretsIT(GatehouseServer gatehouse) {
    this.gatehouse = gatehouse;
  }

  @Test
  void whateverWasDoneWithThemNoSecretIsKept() throws IOException {
    try (Visitor visitor = Visitor.fromElsewhere(gatehouse)) {
      SecretUse use = new SecretUse(gatehouse, visitor, "keeper");
      use.everywhere();
      awaitDatabaseOnDisk();

      assertThat(filesWithAnyOf(secrets(use))).as("while they are signed in").isEmpty();

      use.signOut();
      awaitDatabaseOnDisk();

      assertThat(filesWithAnyOf(secrets(use))).as("when they have signed out").isEmpty();
    }
    assertThat(
            filesWithAnyOf(
                List.of(
                    randomPart(gatehouse.adminPassword()),
                    randomPart(gatehouse.demoPassword()),
                    gatehouse.demoKey())))
        .isEmpty();
  }

  /**
   * What was committed before something that is found in the database's files is there too. That it
   * is found shows that the search sees into them: they are neither compressed nor kept back.
   */
  private void awaitDatabaseOnDisk() {
    String planted = "planted " + UUID.randomUUID();
    Answer key =
        Visitor.onThisMachine(gatehouse)
            .send(
                gatehouse.url("/api/auth/create_api_key"),
                "--user",
                gatehouse.admin(),
                "--json",
                "{\"comment\":\"" + planted + "\"}");
    assertThat(key.status()).as(key.body()).isEqualTo(200);
    Until.holds(
        "the search sees into the database",
        () -> {
          try {
            return !filesWithAnyOf(gatehouse.data().resolve("db"), List.of(planted)).isEmpty();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  @Test
  void hashesAreInShadowFilesAlone() throws IOException {
    assertThat(filesWithAnyOf(List.of("$6$rounds=")))
        .isNotEmpty()
        .allSatisfy(file -> assertThat(file.getFileName()).hasToString("shadow"));
  }

  @Test
  void theSearchFindsASecretThatIsThereInAnyForm() throws IOException {
    String secret = gatehouse.demoPassword();
    String pair = "demo@example.test:" + secret;
    for (byte[] form :
        List.of(
            utf8("before" + secret + "after"),
            secret.getBytes(StandardCharsets.UTF_16LE),
            secret.getBytes(StandardCharsets.UTF_16BE),
            Base64.getEncoder().encode(utf8(pair)),
            Base64.getEncoder().encode(utf8("." + pair)),
            Base64.getUrlEncoder().encode(utf8(".." + pair)),
            utf8(HexFormat.of().formatHex(utf8(pair))))) {
      Path planted = gatehouse.data().resolve("log/planted-by-a-test");
      Files.write(planted, form);
      try {
        assertThat(filesWithAnyOf(planted.getParent(), List.of(secret))).containsExactly(planted);
      } finally {
        Files.delete(planted);
      }
    }
  }

  /** What the keyring and its scope are given is kept sealed, and a rotation leaves no secret. */
  @Test
  void noValueOfTheKeyringIsKeptAndNoSecretThatWasExchanged() throws IOException {
    List<String> values = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      values.add("value" + UUID.randomUUID().toString().replace("-", ""));
    }
    String sealed = asAdmin("keyring/encode", "{\"value\":\"" + values.get(0) + "\"}");
    asAdmin("keyring/valid", "{\"text\":" + sealed + "}");
    String name = "{\"name\":\"kept\",\"value\":\"%s\"}";
    asAdmin("keyring/set", name.formatted(values.get(1)));
    asAdmin("keyring/set", name.formatted(values.get(2)));
    asAdmin(
        "scope/set",
        "{\"scope\":\"auth.geoip-key\",\"first\":{\"id\":1234,\"key\":\"" + values.get(3) + "\"}}");
    Answer refused =
        Visitor.onThisMachine(gatehouse)
            .send(
                gatehouse.url("/api/keyring/set"),
                "--user",
                gatehouse.admin(),
                "--json",
                "{\"name\":\"NO NAME\",\"value\":\"" + values.get(1) + "\"}");
    assertThat(refused.status()).isEqualTo(400);
    for (String told :
        List.of(
            asAdmin("keyring/get", "{\"name\":\"kept\"}"),
            asAdmin("keyring/list", "{}"),
            asAdmin("scope/get", "{\"scope\":\"auth.geoip-key\"}"),
            asAdmin("audit/search", "{\"what\":\"SETTING\"}"),
            refused.body())) {
      assertThat(told).doesNotContain(values);
    }
    Path file = gatehouse.data().resolve("secret/auth");
    String former = HexFormat.of().formatHex(Files.readAllBytes(file));

    asAdmin("scope/set", "{\"scope\":\"auth.secret\",\"first\":\"rotate\"}");
    awaitDatabaseOnDisk();

    assertThat(filesWithAnyOf(values)).isEmpty();
    assertThat(asAdmin("keyring/get", "{\"name\":\"kept\"}")).contains("keyring:kept");
    String now = HexFormat.of().formatHex(Files.readAllBytes(file));
    assertThat(now).isNotEqualTo(former);
    assertThat(filesWithBytes(now)).as("the search sees a secret").containsExactly(file);
    assertThat(filesWithBytes(former)).isEmpty();
    assertThat(asAdmin("audit/verify", "{}")).contains("\"verified\":true");
  }

  private List<Path> filesWithBytes(String hexadecimal) throws IOException {
    List<Path> found = new ArrayList<>();
    try (Stream<Path> below = Files.walk(gatehouse.data())) {
      for (Path file : below.filter(Files::isRegularFile).toList()) {
        try {
          if (HexFormat.of().formatHex(Files.readAllBytes(file)).contains(hexadecimal)) {
            found.add(file);
          }
        } catch (NoSuchFileException e) {
          assertThat(file).doesNotExist();
        }
      }
    }
    return found;
  }

  private String asAdmin(String command, String arguments) {
    Answer answer =
        Visitor.onThisMachine(gatehouse)
            .send(
                gatehouse.url("/api/" + command), "--user", gatehouse.admin(), "--json", arguments);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.body();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** The words before it are no secret. */
  private static String randomPart(String password) {
    return password.substring(password.lastIndexOf(' ') + 1);
  }

  private static List<String> secrets(SecretUse use) {
    return Stream.of(use.secrets(), use.tokens()).flatMap(List::stream).toList();
  }

  private List<Path> filesWithAnyOf(List<String> secrets) throws IOException {
    return filesWithAnyOf(gatehouse.data(), secrets);
  }

  private static List<Path> filesWithAnyOf(Path directory, List<String> secrets)
      throws IOException {
    Traces traces = Traces.of(secrets);
    List<Path> found = new ArrayList<>();
    try (Stream<Path> below = Files.walk(directory)) {
      for (Path file : below.filter(Files::isRegularFile).toList()) {
        try {
          if (traces.count(file) > 0) {
            found.add(file);
          }
        } catch (NoSuchFileException e) {
          // The server has removed it since: what is no more keeps nothing.
          assertThat(file).doesNotExist();
        }
      }
    }
    return found;
  }
}
