package org.gatehouse.host.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FirstRunCertificateTest {
  private static final char[] PASSWORD = "changeit".toCharArray();
  private static final List<String> NAMES =
      List.of("localhost", "panel.example.test", "127.0.0.1", "::1");

  @TempDir Path directory;
  private Path keystore;
  private final FirstRunCertificate maker =
      new FirstRunCertificate(new SecureRandom(), InstantSource.system());

  @BeforeEach
  void whereItGoes() {
    keystore = directory.resolve("keystore.p12");
  }

  private KeyStore load() throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream content = Files.newInputStream(keystore)) {
      store.load(content, PASSWORD);
    }
    return store;
  }

  private X509Certificate certificate() throws Exception {
    return (X509Certificate) load().getCertificate(FirstRunCertificate.ALIAS);
  }

  @Test
  void itNamesTheServerByEveryNameAndAddress() throws Exception {
    maker.write(keystore, PASSWORD, NAMES);

    X509Certificate certificate = certificate();
    assertThat(certificate.getSubjectAlternativeNames())
        .containsExactly(
            List.of(2, "localhost"),
            List.of(2, "panel.example.test"),
            List.of(7, "127.0.0.1"),
            List.of(7, "0:0:0:0:0:0:0:1"));
    assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=localhost");
    certificate.verify(certificate.getPublicKey());
  }

  @Test
  void itIsAServersAndNoAuthority() throws Exception {
    maker.write(keystore, PASSWORD, NAMES);

    X509Certificate certificate = certificate();
    assertThat(certificate.getBasicConstraints()).isEqualTo(-1);
    assertThat(certificate.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
    assertThat(((ECPublicKey) certificate.getPublicKey()).getParams().getOrder().bitLength())
        .isEqualTo(256);
    assertThat(certificate.getSerialNumber()).isPositive();
  }

  @Test
  void itIsValidFor825DaysFromADayAgo() throws Exception {
    Instant now = Instant.parse("2026-11-22T12:34:56.789Z");
    new FirstRunCertificate(new SecureRandom(), InstantSource.fixed(now))
        .write(keystore, PASSWORD, NAMES);

    Instant start = certificate().getNotBefore().toInstant();
    assertThat(start).isEqualTo("2026-11-21T12:34:56Z");
    assertThat(certificate().getNotAfter().toInstant().plusSeconds(1))
        .isEqualTo(start.plus(Duration.ofDays(825)));
  }

  @Test
  void aClientThatTrustsItConnects() throws Exception {
    maker.write(keystore, PASSWORD, NAMES);
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(load(), PASSWORD);
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("server", certificate());
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    SSLContext server = SSLContext.getInstance("TLS");
    server.init(keys.getKeyManagers(), null, null);
    SSLContext client = SSLContext.getInstance("TLS");
    client.init(null, trust.getTrustManagers(), null);

    for (String version : List.of("TLSv1.2", "TLSv1.3")) {
      assertHandshake(server, client, version);
    }
  }

  private static void assertHandshake(SSLContext server, SSLContext client, String version)
      throws Exception {
    try (SSLServerSocket listener =
        (SSLServerSocket) server.getServerSocketFactory().createServerSocket(0)) {
      Thread answering =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try (var connection = listener.accept()) {
                      connection.getOutputStream().write('x');
                    } catch (java.io.IOException e) {
                      // the client's side of the test says what happened
                    }
                  });
      try (SSLSocket socket =
          (SSLSocket)
              client.getSocketFactory().createSocket("localhost", listener.getLocalPort())) {
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        parameters.setProtocols(new String[] {version});
        socket.setSSLParameters(parameters);
        assertThat(socket.getInputStream().read()).isEqualTo('x');
        assertThat(socket.getSession().getProtocol()).isEqualTo(version);
      }
      answering.join();
    }
  }

  @Test
  void onlyItsOwnerReadsIt() throws Exception {
    maker.write(keystore, PASSWORD, NAMES);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keystore)))
        .isEqualTo("rw-------");
    assertThat(directory).isDirectoryNotContaining("glob:**/.*");
  }

  @Test
  void aKeyInUseIsNeverOverwritten() throws Exception {
    Files.writeString(keystore, "in use");

    assertThatThrownBy(() -> maker.write(keystore, PASSWORD, NAMES))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(keystore).hasContent("in use");
    assertThat(directory).isDirectoryNotContaining("glob:**/.*");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "a b", "a/b", "a_b", "-a", "1.2.3", "1.2.3.4.5", "a\nb", "ä", "a,b", "::x"})
  void whatIsNeitherNameNorAddressIsRefused(String name) {
    assertThatThrownBy(() -> maker.write(keystore, PASSWORD, List.of("localhost", name)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(keystore).doesNotExist();
  }

  @Test
  void asAProgramItSaysByItsStatusHowItWent() throws Exception {
    Path password = Files.writeString(directory.resolve("password"), "changeit\n");

    assertThat(FirstRunCertificate.run(keystore.toString())).isEqualTo(2);
    assertThat(FirstRunCertificate.run(keystore.toString(), "short", "localhost")).isEqualTo(2);
    assertThat(FirstRunCertificate.run(keystore.toString(), "@" + password, "localhost")).isZero();
    assertThat(load().isKeyEntry(FirstRunCertificate.ALIAS)).isTrue();
    assertThat(FirstRunCertificate.run(keystore.toString(), "changeit", "localhost")).isEqualTo(1);
  }
}
