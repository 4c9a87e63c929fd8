package org.gatehouse.frontend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import javax.net.ssl.SSLContext;
import org.gatehouse.host.tls.FirstRunCertificate;
import org.gatehouse.host.tls.ServerKey;
import org.gatehouse.scope.Configuration;
import org.gatehouse.scope.Setting;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which certificate is shown, as files and settings change. */
class ServerCertificateTest {

  private static final Logger LOG = Logger.getLogger(ServerCertificate.class.getName());

  @TempDir private Path data;

  private final Map<String, String> settings =
      new HashMap<>(Map.of("certificate", "", "certificate_key", ""));
  private final ServerCertificate shown =
      new ServerCertificate(
          new Configuration() {
            @Override
            public String text(Setting<?> setting) {
              return settings.get(setting.key());
            }

            @Override
            public Path dataDirectory() {
              return data;
            }
          });

  private final List<String> logged = new ArrayList<>();
  private final Handler listener =
      new Handler() {
        @Override
        public void publish(LogRecord entry) {
          if (entry.getLevel().getName().equals("WARNING")) {
            logged.add(String.valueOf(entry.getParameters()[0]));
          }
        }

        @Override
        public void flush() {
          // Nothing is held.
        }

        @Override
        public void close() {
          // Nothing is open.
        }
      };

  @BeforeEach
  void listen() throws Exception {
    LOG.addHandler(listener);
    Files.createDirectories(data.resolve("tls"));
    make(data.resolve("tls/keystore.p12"));
  }

  @AfterEach
  void stopListening() {
    LOG.removeHandler(listener);
  }

  private static ServerKey make(Path keystore) throws Exception {
    char[] password = "changeit".toCharArray();
    Files.deleteIfExists(keystore);
    new FirstRunCertificate(new SecureRandom(), InstantSource.system())
        .write(keystore, password, List.of("localhost"));
    return ServerKey.ofFirstRun(keystore, password);
  }

  private ServerKey another() throws Exception {
    return make(data.resolve("another.p12"));
  }

  private void writeCertificate(ServerKey key) throws Exception {
    write("server.pem", "CERTIFICATE", key.chain().getFirst().getEncoded());
  }

  private void writeKey(ServerKey key) throws IOException {
    write("server.key", "PRIVATE KEY", key.key().getEncoded());
  }

  private void write(String file, String label, byte[] content) throws IOException {
    String body = Base64.getMimeEncoder().encodeToString(content);
    Files.writeString(
        data.resolve(file),
        "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(label, body, label));
  }

  private void name() {
    settings.put("certificate", "server.pem");
    settings.put("certificate_key", "server.key");
  }

  private X509Certificate inUse() throws Exception {
    return Shows.certificate(shown.contexts().get());
  }

  private void look(int times) {
    for (int look = 0; look < times; look++) {
      shown.refresh();
    }
  }

  @Test
  void withoutSettingsItIsTheOneOfTheFirstRun() throws Exception {
    shown.start();

    assertThat(inUse())
        .isEqualTo(
            ServerKey.ofFirstRun(data.resolve("tls/keystore.p12"), "changeit".toCharArray())
                .chain()
                .getFirst());
    assertThat(shown.selfSigned()).isTrue();
  }

  @Test
  void filesThatChangeAreReadAgainAtTheSecondLook() throws Exception {
    ServerKey first = another();
    writeCertificate(first);
    writeKey(first);
    name();
    shown.start();
    assertThat(inUse()).isEqualTo(first.chain().getFirst());

    ServerKey second = another();
    writeCertificate(second);
    writeKey(second);
    look(1);
    assertThat(inUse()).isEqualTo(first.chain().getFirst());
    look(1);
    assertThat(inUse()).isEqualTo(second.chain().getFirst());
    assertThat(logged).isEmpty();
  }

  @Test
  void filesThatDoNotChangeAreNotReadAgain() throws Exception {
    ServerKey first = another();
    writeCertificate(first);
    writeKey(first);
    name();
    shown.start();
    SSLContext context = shown.contexts().get();

    look(5);

    assertThat(shown.contexts().get()).isSameAs(context);
  }

  @Test
  void aHalfWrittenPairKeepsTheOldOneAndIsLoggedOnce() throws Exception {
    ServerKey first = another();
    writeCertificate(first);
    writeKey(first);
    name();
    shown.start();

    ServerKey second = another();
    writeCertificate(second);
    look(5);
    assertThat(inUse()).isEqualTo(first.chain().getFirst());
    assertThat(logged).singleElement().asString().contains("not that of the first certificate");

    writeKey(second);
    look(2);
    assertThat(inUse()).isEqualTo(second.chain().getFirst());
    assertThat(logged).hasSize(1);
  }

  @Test
  void aChangedSettingIsFollowedThereAndBack() throws Exception {
    shown.start();
    X509Certificate ofFirstRun = inUse();
    ServerKey first = another();
    writeCertificate(first);
    writeKey(first);

    name();
    look(2);
    assertThat(inUse()).isEqualTo(first.chain().getFirst());

    settings.put("certificate", "");
    look(5);
    assertThat(logged)
        .containsExactly(
            "[frontend] certificate_key is set and [frontend] certificate is not: set both or neither");
    assertThat(inUse()).isEqualTo(first.chain().getFirst());

    settings.put("certificate_key", "");
    look(2);
    assertThat(inUse()).isEqualTo(ofFirstRun);
  }

  @Test
  void aFileThatIsRemovedLeavesTheOneInUse() throws Exception {
    ServerKey first = another();
    writeCertificate(first);
    writeKey(first);
    name();
    shown.start();

    Files.delete(data.resolve("server.key"));
    look(5);

    assertThat(inUse()).isEqualTo(first.chain().getFirst());
    assertThat(logged).singleElement().asString().contains("there is no file");
  }

  @Test
  void aStartWithoutAUsableOneFailsAndSaysWhy() {
    name();

    assertThatThrownBy(shown::start)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Gatehouse cannot start: there is no file " + data.resolve("server.pem"));
  }

  @Test
  void aNameThatNoFileCanHaveIsLoggedOnceAndTheCertificateIsStillFollowed() throws Exception {
    shown.start();
    X509Certificate ofFirstRun = inUse();
    settings.put("certificate", "server\0.pem");
    settings.put("certificate_key", "server.key");
    look(5);

    assertThat(inUse()).isEqualTo(ofFirstRun);
    assertThat(logged).singleElement().asString().contains("cannot be the name of a file");

    ServerKey first = another();
    writeCertificate(first);
    writeKey(first);
    name();
    look(2);
    assertThat(inUse()).isEqualTo(first.chain().getFirst());
  }

  @Test
  void aStartBetweenTheTwoSettingsShowsTheOneOfTheFirstRun() throws Exception {
    settings.put("certificate", "server.pem");

    shown.start();

    assertThat(shown.selfSigned()).isTrue();
    look(5);
    assertThat(logged).singleElement().asString().contains("set both or neither");
  }
}
