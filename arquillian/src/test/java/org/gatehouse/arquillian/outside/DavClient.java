package org.gatehouse.arquillian.outside;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Speaks WebDAV to the plain DAV port as one account. */
final class DavClient {

  private static final Pattern HREF = Pattern.compile("<D:response><D:href>([^<]*)</D:href>");

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String start;
  private final String authorization;

  /** As the account of this name and password. */
  DavClient(GatehouseServer gatehouse, String name, String password) {
    start = "http://localhost:" + gatehouse.davPorts().getFirst();
    authorization =
        "Basic "
            + Base64.getEncoder()
                .encodeToString((name + ":" + password).getBytes(StandardCharsets.UTF_8));
  }

  /**
   * What was answered.
   *
   * @param status the status
   * @param body the body, as UTF-8
   */
  record Reply(int status, String body, HttpResponse<byte[]> response) {

    Optional<String> header(String name) {
      return response.headers().firstValue(name);
    }

    /** The hrefs that a multistatus tells of, in order of their names. */
    List<String> hrefs() {
      TreeSet<String> hrefs = new TreeSet<>();
      Matcher href = HREF.matcher(body);
      while (href.find()) {
        hrefs.add(href.group(1));
      }
      return new ArrayList<>(hrefs);
    }
  }

  /** The URL of a path. */
  String url(String path) {
    return start + path;
  }

  /** Sends a request; headers are names and values in turn. */
  Reply send(String method, String path, byte[] body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url(path)))
            .method(
                method,
                body.length == 0
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofByteArray(body))
            .header("Authorization", authorization);
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      HttpResponse<byte[]> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      return new Reply(
          response.statusCode(), new String(response.body(), StandardCharsets.UTF_8), response);
    } catch (IOException e) {
      throw new AssertionError(method + " " + path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** The same with a text. */
  Reply send(String method, String path, String body, String... headers) {
    return send(method, path, body.getBytes(StandardCharsets.UTF_8), headers);
  }

  Reply get(String path, String... headers) {
    return send("GET", path, "", headers);
  }

  Reply put(String path, String body, String... headers) {
    return send("PUT", path, body, headers);
  }

  /** Sends a PROPFIND that asks for all. */
  Reply propfind(String path, String depth) {
    return send("PROPFIND", path, "", "Depth", depth);
  }

  /** Takes a lock; its token is in {@code Lock-Token}. */
  Reply lock(String path, String scope, String depth, String... headers) {
    List<String> all = new ArrayList<>(List.of(headers));
    all.add("Depth");
    all.add(depth);
    return send(
        "LOCK",
        path,
        "<lockinfo xmlns=\"DAV:\"><lockscope><"
            + scope
            + "/></lockscope><locktype><write/></locktype><owner>me</owner></lockinfo>",
        all.toArray(String[]::new));
  }
}
