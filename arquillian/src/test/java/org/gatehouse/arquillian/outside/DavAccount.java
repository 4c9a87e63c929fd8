package org.gatehouse.arquillian.outside;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;

/**
 * The admin of a site of its own, whose files are the test's alone.
 *
 * @param gatehouse where it is
 * @param name its name
 * @param password its password, which needs no escape anywhere
 */
record DavAccount(GatehouseServer gatehouse, String name, String password) {

  /** Makes one. */
  static DavAccount on(GatehouseServer gatehouse) {
    String domain = "dav-" + UUID.randomUUID() + ".test";
    DavAccount account =
        new DavAccount(gatehouse, "owner@" + domain, "dav-" + UUID.randomUUID() + "-files");
    Visitor visitor = Visitor.onThisMachine(gatehouse);
    Answer answer =
        visitor.send(
            visitor.url("/api/admin/add-site"),
            "--user",
            gatehouse.admin(),
            "--json",
            "[\"%s\",\"owner\",{\"auth.tpasswd\":\"%s\"}]".formatted(domain, account.password));
    if (answer.status() != 200) {
      throw new AssertionError(answer.body());
    }
    return account;
  }

  /** As {@code curl --user} takes it. */
  String user() {
    return name + ":" + password;
  }

  /** The header that shows it, with the end of its line. */
  String authorization() {
    return "Authorization: Basic "
        + Base64.getEncoder().encodeToString(user().getBytes(StandardCharsets.UTF_8))
        + "\r\n";
  }

  /** The port of plain HTTP. */
  int port() {
    return gatehouse.davPorts().getFirst();
  }

  /** The URL of a path. */
  String url(String path) {
    return "http://localhost:" + port() + path;
  }

  /** The same on TLS. */
  String tlsUrl(String path) {
    return "https://localhost:" + gatehouse.davPorts().getLast() + path;
  }

  /** Sends one request with curl. */
  Answer send(String method, String path, String... options) {
    List<String> all = new ArrayList<>(List.of("--user", user(), "--path-as-is"));
    all.addAll(method.equals("HEAD") ? List.of("--head") : List.of("--request", method));
    all.addAll(List.of(options));
    return Visitor.onThisMachine(gatehouse).send(url(path), all.toArray(String[]::new));
  }
}
