package org.gatehouse.arquillian.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * No password, key or hash is anywhere below the data directory, but the hashes in shadow files.
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
    List<String> secrets = useSecrets();

    assertThat(filesWithAnyOf(secrets)).isEmpty();
  }

  @Test
  void hashesAreInShadowFilesAlone() throws IOException {
    assertThat(filesWithAnyOf(List.of("$6$rounds=")))
        .isNotEmpty()
        .allSatisfy(file -> assertThat(file.getFileName()).hasToString("shadow"));
  }

  @Test
  void theSearchFindsASecretThatIsThere() throws IOException {
    for (Charset charset : List.of(StandardCharsets.UTF_8, StandardCharsets.UTF_16LE)) {
      Path planted = gatehouse.data().resolve("log/planted-by-a-test");
      Files.write(planted, ("before" + gatehouse.demoPassword() + "after").getBytes(charset));
      try {
        assertThat(filesWithAnyOf(List.of(gatehouse.demoPassword()))).containsExactly(planted);
      } finally {
        Files.delete(planted);
      }
    }
  }

  /** Signs in right and wrong at every gate, makes a key and an account, and provokes errors. */
  private List<String> useSecrets() {
    String wrong = "a wrong pass-word 7301";
    String guests = "a guest's pass-word 7302";
    List<String> secrets = new ArrayList<>();
    try (Visitor visitor = Visitor.fromElsewhere(gatehouse)) {
      for (WayIn gate : WayIn.values()) {
        gate.attempt(visitor, "demo@example.test", gatehouse.demoPassword());
        gate.attempt(visitor, "admin", wrong);
      }
      String key = call(visitor, "auth/create_api_key", "{\"comment\":\"kept nowhere\"}");
      visitor.send(
          visitor.url("/soap?authkey=" + key),
          "--header",
          "Content-Type: text/xml",
          "--data",
          "<x/>");
      visitor.send(
          visitor.url("/soap?authkey=" + key + key),
          "--header",
          "Content-Type: text/xml",
          "--data",
          "<x/>");
      call(visitor, "user/add", "{\"user\":\"keeper\",\"password\":\"" + guests + "\"}");
      call(visitor, "user/add", "{\"user\":\"no:name\",\"password\":\"" + guests + "\"}");
      call(visitor, "user/add", "{\"user\":\"keeper\",\"password\":\"" + guests);
      secrets.addAll(List.of(key, key.replace("-", "")));
    }
    secrets.addAll(List.of(gatehouse.adminPassword(), gatehouse.demoPassword(), wrong, guests));
    secrets.addAll(List.of(gatehouse.demoKey(), "demo@example.test:" + gatehouse.demoPassword()));
    return secrets;
  }

  private String call(Visitor visitor, String command, String arguments) {
    return visitor
        .send(visitor.url("/api/" + command), "--user", gatehouse.demo(), "--json", arguments)
        .text();
  }

  private List<Path> filesWithAnyOf(List<String> secrets) throws IOException {
    List<String> traces = secrets.stream().flatMap(SecretsIT::forms).toList();
    List<Path> found = new ArrayList<>();
    try (Stream<Path> below = Files.walk(gatehouse.data())) {
      for (Path file : below.filter(Files::isRegularFile).toList()) {
        // As ISO 8859-1 every byte is a character of its own.
        String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
        if (traces.stream().anyMatch(bytes::contains)) {
          found.add(file);
        }
      }
    }
    return found;
  }

  /** A secret as bytes, in the forms in which it could be written down. */
  private static Stream<String> forms(String secret) {
    byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
    return Stream.of(
            bytes,
            secret.getBytes(StandardCharsets.UTF_16LE),
            secret.getBytes(StandardCharsets.UTF_16BE),
            Base64.getEncoder().withoutPadding().encode(bytes),
            HexFormat.of().formatHex(bytes).getBytes(StandardCharsets.UTF_8))
        .map(form -> new String(form, StandardCharsets.ISO_8859_1));
  }
}
