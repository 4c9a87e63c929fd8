package org.gatehouse.frontend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.gatehouse.command.CommandException;
import org.gatehouse.host.tls.FirstRunCertificate;
import org.gatehouse.host.tls.ServerKey;
import org.gatehouse.scope.Configuration;
import org.gatehouse.scope.Settings;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** "In force" is said only of a certificate that can be. */
class CertificateCheckTest {

  @TempDir private Path data;

  private final CertificateCheck check =
      new CertificateCheck(
          new Configuration() {
            @Override
            public Path dataDirectory() {
              return data;
            }
          });

  @BeforeEach
  void writeTwoPairs() throws Exception {
    for (String name : List.of("a", "b")) {
      Path store = data.resolve(name + ".p12");
      char[] password = "changeit".toCharArray();
      new FirstRunCertificate(new SecureRandom(), InstantSource.system())
          .write(store, password, List.of("localhost"));
      ServerKey key = ServerKey.ofFirstRun(store, password);
      write(name + ".pem", "CERTIFICATE", key.chain().getFirst().getEncoded());
      write(name + ".key", "PRIVATE KEY", key.key().getEncoded());
    }
  }

  private void write(String file, String label, byte[] content) throws Exception {
    Files.writeString(
        data.resolve(file),
        "-----BEGIN %s-----\n%s\n-----END %s-----\n"
            .formatted(label, Base64.getMimeEncoder().encodeToString(content), label));
  }

  private Optional<String> set(String certificates, String key) {
    return check.check(setting -> setting == Settings.CERTIFICATE ? certificates : key);
  }

  @Test
  void filesThatFitAreAccepted() {
    assertThat(set("a.pem", "a.key")).contains("in force within two seconds");
    assertThat(set("", "")).get().asString().contains("of the first start");
  }

  @Test
  void oneOfBothIsSaidNotToBeInForceYet() {
    assertThat(set("a.pem", "")).get().asString().contains("[frontend] certificate_key being set");
    assertThat(set("", "a.key")).get().asString().contains("[frontend] certificate being set");
  }

  @Test
  void filesThatAreNotThereOrDoNotFitAreRefused() {
    assertThatThrownBy(() -> set("none.pem", ""))
        .isInstanceOf(CommandException.class)
        .hasMessageContaining("argument 'third': there is no file " + data.resolve("none.pem"));
    assertThatThrownBy(() -> set("", "none.key")).hasMessageContaining("there is no file");
    assertThatThrownBy(() -> set("a.pem", "b.key"))
        .hasMessageContaining("the key is not that of the first certificate")
        .hasMessageContaining("set certificate to an empty text first");
  }
}
