package org.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RemoteServerTest {

  private static final Call WHOAMI = new Call("common", "whoami", new Value.Items(List.of()));
  private static final String KEY = "0123abcd-0123ABCD";
  private static final char[] PASSWORD = "changeit".toCharArray();

  @TempDir private Path directory;

  private final AtomicReference<String> request = new AtomicReference<>();
  private HttpServer server;

  @AfterEach
  void stop() {
    if (server != null) {
      server.stop(0);
    }
  }

  @Test
  void callsWithTheKeyAndReadsTheAnswer() throws Exception {
    start(HttpServer.create(loopback(), 0));
    Reply reply = remote("http://localhost:" + port() + "/", Optional.empty()).call(WHOAMI);
    assertThat(reply.successful()).isTrue();
    assertThat(reply.text()).isEqualTo("\"me\"");
    assertThat(request).hasValue("POST /cli/common/whoami Bearer " + KEY + " []");
  }

  @Test
  void trustsOnlyTheCertificateItIsGiven() throws Exception {
    Path certificate = startHttps("localhost");
    String endpoint = "https://localhost:" + port();
    assertThat(remote(endpoint, Optional.of(certificate)).call(WHOAMI).status()).isEqualTo(200);
    request.set(null);
    assertThatThrownBy(() -> remote(endpoint, Optional.empty()).call(WHOAMI))
        .isInstanceOf(NoConnectionException.class)
        .hasMessageContaining("--cacert");
    assertThat(request).as("the key was not sent").hasValue(null);
  }

  @Test
  void trustsNoCertificateOfAnotherName() throws Exception {
    Path certificate = startHttps("another.test");
    assertThatThrownBy(
            () -> remote("https://localhost:" + port(), Optional.of(certificate)).call(WHOAMI))
        .isInstanceOf(NoConnectionException.class)
        .hasMessageContaining("does not trust");
    assertThat(request).as("the key was not sent").hasValue(null);
  }

  @Test
  void saysWhatToDoWhenNobodyListens() throws Exception {
    start(HttpServer.create(loopback(), 0));
    String endpoint = "http://localhost:" + port();
    server.stop(0);
    assertThatThrownBy(() -> remote(endpoint, Optional.empty()).call(WHOAMI))
        .isInstanceOf(NoConnectionException.class)
        .hasMessageContaining(endpoint)
        .hasMessageContaining("Is it started");
  }

  private static RemoteServer remote(String endpoint, Optional<Path> authority) {
    return new RemoteServer(endpoint, KEY, authority);
  }

  private Path startHttps(String name) throws Exception {
    Path keystore = directory.resolve("keystore.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keystore",
                keystore.toString(),
                "-storepass",
                new String(PASSWORD),
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + name,
                "-ext",
                "SAN=DNS:" + name)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream stream = Files.newInputStream(keystore)) {
      store.load(stream, PASSWORD);
    }
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    HttpsServer https = HttpsServer.create(loopback(), 0);
    https.setHttpsConfigurator(new HttpsConfigurator(context));
    start(https);
    String encoded =
        Base64.getMimeEncoder().encodeToString(store.getCertificate("mykey").getEncoded());
    return Files.writeString(
        directory.resolve("ca.pem"),
        "-----BEGIN CERTIFICATE-----\n" + encoded + "\n-----END CERTIFICATE-----\n");
  }

  private void start(HttpServer started) {
    server = started;
    server.createContext(
        "/",
        exchange -> {
          request.set(
              exchange.getRequestMethod()
                  + " "
                  + exchange.getRequestURI()
                  + " "
                  + exchange.getRequestHeaders().getFirst("Authorization")
                  + " "
                  + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          byte[] body = "\"me\"".getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().add("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  private int port() {
    return server.getAddress().getPort();
  }

  private static InetSocketAddress loopback() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }
}
