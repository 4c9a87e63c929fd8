package org.gatehouse.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;

/**
 * A Gatehouse anywhere, called with an API key. The server's certificate and name are always
 * verified; without TLS only this machine is called, so that no key goes over a network in plain.
 */
final class RemoteServer implements Server {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  /** 64 hexadecimal digits, in groups or not; the server says whether it is one. */
  private static final Pattern KEY = Pattern.compile("[0-9a-fA-F-]{1,128}");

  private final URI endpoint;
  private final String key;
  private final HttpClient client;

  /**
   * The server at a URL.
   *
   * @param endpoint its URL, {@code https://host:2083}
   * @param key an API key
   * @param authority a PEM file with the certificates to trust; empty for those of the JDK
   * @throws ArgumentSyntaxException when one of them cannot be used
   */
  RemoteServer(String endpoint, String key, Optional<Path> authority) {
    this.endpoint = endpoint(endpoint);
    if (!KEY.matcher(key).matches()) {
      throw new ArgumentSyntaxException(
          "an API key is 64 hexadecimal digits, with or without dashes");
    }
    this.key = key;
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER);
    authority.map(RemoteServer::trusting).ifPresent(builder::sslContext);
    this.client = builder.build();
  }

  private static URI endpoint(String text) {
    try {
      URI uri = URI.create(text.replaceFirst("/+$", ""));
      boolean usable =
          uri.getHost() != null
              && uri.getRawUserInfo() == null
              && uri.getRawQuery() == null
              && uri.getRawFragment() == null;
      if (usable && ("https".equals(uri.getScheme()) || plainButHere(uri))) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // Said below.
    }
    throw new ArgumentSyntaxException(
        "an endpoint is a URL such as https://host:2083; http only to localhost, since it would"
            + " show the key to the network");
  }

  private static boolean plainButHere(URI uri) {
    return "http".equals(uri.getScheme())
        && switch (uri.getHost()) {
          case "localhost", "127.0.0.1", "[::1]" -> true;
          default -> false;
        };
  }

  private static SSLContext trusting(Path file) {
    try (InputStream stream = Files.newInputStream(file)) {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int number = 0;
      for (Certificate certificate :
          CertificateFactory.getInstance("X.509").generateCertificates(stream)) {
        store.setCertificateEntry("authority" + number++, certificate);
      }
      if (number == 0) {
        throw new ArgumentSyntaxException("there is no certificate in " + file);
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new ArgumentSyntaxException("cannot read a certificate in PEM form from " + file);
    }
  }

  @Override
  public Reply call(Call call) throws NoConnectionException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(endpoint + call.path()))
            .header("Authorization", "Bearer " + key)
            .header("User-Agent", "cpcmd")
            .header("Accept", "application/json")
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(call.body()))
            .build();
    try {
      HttpResponse<byte[]> response =
          client.send(
              request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), Reply.LARGEST_BODY));
      return new Reply(
          response.statusCode(),
          response.headers().firstValue("Content-Type").orElse(""),
          response.body());
    } catch (SSLException e) {
      throw new NoConnectionException(
          """
          does not trust %s: %s
          --cacert FILE names the certificate to trust, for example the first-run one of the \
          server; the host in --endpoint must be a name in it."""
              .formatted(endpoint, e.getMessage()));
    } catch (IOException e) {
      throw new NoConnectionException(
          """
          cannot reach Gatehouse at %s: %s
          Is it started there, and does a firewall let you through?"""
              .formatted(endpoint, reason(e)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NoConnectionException("interrupted");
    }
  }

  private static String reason(IOException e) {
    return e.getMessage() == null ? "no connection" : e.getMessage();
  }
}
