package org.gatehouse.arquillian.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.UUID;

/** A site of a test's own, with an admin and a user, and their files by WebDAV. */
final class DavSite implements AutoCloseable {

  static final String OWNERS_PASSWORD = "what the owner types";
  static final String GUESTS_PASSWORD = "what the guest types";

  private final GatehouseServer gatehouse;
  private final Visitor visitor;
  private final String domain = "dav-" + UUID.randomUUID() + ".test";
  private final Path root;

  /** Makes the site. */
  DavSite(GatehouseServer gatehouse) {
    this.gatehouse = gatehouse;
    this.visitor = Visitor.onThisMachine(gatehouse);
    String id =
        call(
            gatehouse.admin(),
            "admin/add-site",
            "[\"%s\",\"owner\",{\"auth.tpasswd\":\"%s\"}]".formatted(domain, OWNERS_PASSWORD));
    root = gatehouse.data().resolve("virtual/site" + id + "/fst");
    asOwner("user/add", "[\"guest\",\"%s\"]".formatted(GUESTS_PASSWORD));
  }

  private String call(String user, String command, String arguments) {
    Answer answer =
        visitor.send(gatehouse.url("/api/" + command), "--user", user, "--json", arguments);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.text();
  }

  /** Calls a command as the site's admin; returns its result as JSON. */
  String asOwner(String command, String arguments) {
    return call(ownerName() + ":" + OWNERS_PASSWORD, command, arguments);
  }

  /** The same as the site's user. */
  String asGuest(String command, String arguments) {
    return call(guestName() + ":" + GUESTS_PASSWORD, command, arguments);
  }

  /** The same as the server's admin. */
  String asAdmin(String command, String arguments) {
    return call(gatehouse.admin(), command, arguments);
  }

  String domain() {
    return domain;
  }

  String ownerName() {
    return "owner@" + domain;
  }

  String guestName() {
    return "guest@" + domain;
  }

  /** The directory of the site's files. */
  Path root() {
    return root;
  }

  /** The site's admin at the DAV gate. */
  DavClient owner() {
    return new DavClient(gatehouse, ownerName(), OWNERS_PASSWORD);
  }

  /** The site's user at the DAV gate. */
  DavClient guest() {
    return new DavClient(gatehouse, guestName(), GUESTS_PASSWORD);
  }

  @Override
  public void close() {
    call(gatehouse.admin(), "admin/delete-site", "[\"" + domain + "\"]");
  }
}
