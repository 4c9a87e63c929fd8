package org.gatehouse.host.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8EncryptorBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PemFilesTest {

  @TempDir private Path directory;

  private final Authority authority = new Authority();
  private final KeyPair pair = Authority.curve("secp256r1");
  private final X509Certificate certificate = authority.issue("CN=localhost", pair);
  private PemFiles files;

  @BeforeEach
  void write() throws IOException {
    files = new PemFiles(directory.resolve("certificates"), directory.resolve("key"));
    Authority.write(files.certificates(), certificate, authority.certificate());
    Authority.write(files.key(), Authority.pkcs8(pair));
  }

  @ParameterizedTest
  @ValueSource(strings = {"RSA", "secp256r1", "secp384r1", "Ed25519"})
  void aKeyInPkcs8IsServedWithItsChain(String kind) throws Exception {
    KeyPair its = kind.startsWith("secp") ? Authority.curve(kind) : Authority.of(kind);
    X509Certificate leaf = authority.issue("CN=localhost", its);
    Authority.write(files.certificates(), leaf, authority.certificate());
    Authority.write(files.key(), Authority.pkcs8(its));

    assertThat(shown(files.read())).containsExactly(leaf, authority.certificate());
  }

  @Test
  void soIsAnRsaKeyInPkcs1() throws Exception {
    KeyPair its = Authority.of("RSA");
    X509Certificate leaf = authority.issue("CN=localhost", its);
    Authority.write(files.certificates(), leaf, authority.certificate());
    Authority.write(files.key(), its.getPrivate());

    assertThat(files.key()).content().startsWith("-----BEGIN RSA PRIVATE KEY-----");
    assertThat(shown(files.read())).containsExactly(leaf, authority.certificate());
  }

  @Test
  void soIsAnEcKeyInSec1BesideItsCurvesParameters() throws Exception {
    Authority.write(files.key(), Authority.sec1(pair));
    // P-256's, as openssl ecparam -genkey writes them before the key.
    Files.writeString(
        files.key(),
        "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n"
            + Files.readString(files.key()));

    assertThat(files.key()).content().contains("-----BEGIN EC PRIVATE KEY-----");
    assertThat(shown(files.read())).containsExactly(certificate, authority.certificate());
  }

  @Test
  void oneFileMayHoldBoth() throws Exception {
    Authority.write(files.key(), Authority.pkcs8(pair), certificate, authority.certificate());

    assertThat(shown(new PemFiles(files.key(), files.key()).read()))
        .containsExactly(certificate, authority.certificate());
  }

  /** What a client of TLS is shown, once it trusts the authority. */
  private List<X509Certificate> shown(ServerKey key) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("authority", authority.certificate());
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    SSLContext client = SSLContext.getInstance("TLS");
    client.init(null, trust.getTrustManagers(), null);
    try (SSLServerSocket listener =
        (SSLServerSocket) key.context().getServerSocketFactory().createServerSocket(0)) {
      Thread answering =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try (var connection = listener.accept()) {
                      connection.getOutputStream().write('x');
                    } catch (IOException e) {
                      // The client's side of the test says what happened.
                    }
                  });
      try (SSLSocket socket =
          (SSLSocket)
              client.getSocketFactory().createSocket("localhost", listener.getLocalPort())) {
        assertThat(socket.getInputStream().read()).isEqualTo('x');
        return List.of(socket.getSession().getPeerCertificates()).stream()
            .map(X509Certificate.class::cast)
            .toList();
      } finally {
        answering.join();
      }
    }
  }

  @Test
  void onlyACertificateThatItsOwnKeySignedIsSelfSigned() throws Exception {
    KeyPair other = Authority.curve("secp256r1");
    X509Certificate ofTheSameName = authority.issue("CN=an authority", other);

    assertThat(files.read().selfSigned()).isFalse();
    assertThat(ServerKey.of(other.getPrivate(), List.of(ofTheSameName)).selfSigned()).isFalse();
    assertThat(firstRun().selfSigned()).isTrue();
  }

  private ServerKey firstRun() throws Exception {
    char[] password = "changeit".toCharArray();
    Path keystore = directory.resolve("keystore.p12");
    new FirstRunCertificate(new SecureRandom(), InstantSource.system())
        .write(keystore, password, List.of("localhost"));
    return ServerKey.ofFirstRun(keystore, password);
  }

  @Test
  void aKeyOfAnotherCertificateIsRefused() throws Exception {
    for (KeyPair other : List.of(Authority.curve("secp256r1"), Authority.of("RSA"))) {
      Authority.write(files.key(), Authority.pkcs8(other));

      assertThatThrownBy(files::read)
          .isInstanceOf(ServerKeyException.class)
          .hasMessageContaining("the key is not that of the first certificate")
          .hasMessageContaining(files.certificates().toString())
          .hasMessageContaining(files.key().toString());
    }
  }

  @Test
  void certificatesInAnotherOrderAreRefused() throws IOException {
    Authority.write(files.certificates(), authority.certificate(), certificate);

    assertThatThrownBy(files::read)
        .isInstanceOf(ServerKeyException.class)
        .hasMessageContaining("the server's own comes first");
  }

  /** Whoever writes it may be at any byte of it. */
  @Test
  void aFileThatIsHalfWrittenIsNeverServedInPart() throws Exception {
    Authority.write(files.certificates(), certificate);
    for (Path file : List.of(files.certificates(), files.key())) {
      byte[] whole = Files.readAllBytes(file);
      // Without the last line's end it is whole.
      for (int length = 0; length < whole.length - 1; length++) {
        Files.write(file, java.util.Arrays.copyOf(whole, length));

        assertThatThrownBy(files::read)
            .as(length + " bytes of " + file)
            .isInstanceOf(ServerKeyException.class)
            .hasMessageContaining(file.toString());
      }
      Files.write(file, whole);
    }
    assertThat(files.read().chain()).containsExactly(certificate);
  }

  @Test
  void whatIsMissingEncryptedTwiceThereOrTooLargeIsNamed() throws Exception {
    Authority.write(
        files.key(),
        new JcaPKCS8Generator(
            pair.getPrivate(),
            new JceOpenSSLPKCS8EncryptorBuilder(JcaPKCS8Generator.AES_256_CBC)
                .setProvider(new BouncyCastleProvider())
                .setPassword("secret".toCharArray())
                .build()));
    assertThatThrownBy(files::read)
        .hasMessage(files.key() + " is encrypted: write the key without a passphrase");

    Authority.write(files.key(), Authority.pkcs8(pair), Authority.pkcs8(pair));
    assertThatThrownBy(files::read).hasMessage(files.key() + " holds 2 private keys, not one");

    Files.writeString(files.key(), " ".repeat((1 << 20) + 1));
    assertThatThrownBy(files::read).hasMessageStartingWith(files.key() + " is larger than");

    Files.delete(files.key());
    assertThatThrownBy(files::read).hasMessage("there is no file " + files.key());
  }

  @Test
  void aKeyIsNotTold() throws Exception {
    assertThat(files.read()).hasToString("CN=localhost");
  }

  @Test
  @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void onlyARegularFileIsReadSoThatNothingWaitsOrNeverEnds() throws Exception {
    Path pipe = directory.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    for (Path other : List.of(pipe, Path.of("/dev/zero"), directory)) {
      assertThatThrownBy(new PemFiles(other, files.key())::read)
          .isInstanceOf(ServerKeyException.class)
          .hasMessage(other + " is no regular file");
    }
  }

  @Test
  void aPairThatNoClientConnectsToIsRefused() throws Exception {
    KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
    rsa.initialize(512);
    KeyPair weak = rsa.generateKeyPair();
    Authority.write(files.certificates(), authority.issue("CN=weak", weak));
    Authority.write(files.key(), Authority.pkcs8(weak));

    ServerKey read = files.read();

    assertThatThrownBy(read::context)
        .isInstanceOf(ServerKeyException.class)
        .hasMessageStartingWith("CN=weak: no client can connect");
  }

  @Test
  void aPairOfEachKindThatTlsHasIsTaken() throws Exception {
    for (KeyPair good :
        List.of(
            Authority.of("RSA"),
            Authority.of("Ed25519"),
            Authority.curve("secp256r1"),
            Authority.curve("secp384r1"))) {
      Authority.write(files.certificates(), authority.issue("CN=good", good));
      Authority.write(files.key(), Authority.pkcs8(good));

      assertThat(files.read().context()).isNotNull();
    }
  }
}
