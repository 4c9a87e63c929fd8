package org.gatehouse.arquillian.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who reaches which files, and for how long. */
@RunningGatehouse
@Needs(
    value = {"curl", "iproute2", "passwd"},
    programs = "unshare",
    root = true)
class DavAccessIT {

  /**
   * {@code passwd -R} asks the PAM of the root that it is given, so the machine's modules stand
   * there for it, in a mount namespace of its own; what it writes is the site's.
   */
  private static final String PASSWD =
      """
      set -e
      mkdir "$1/usr" "$1/etc/pam.d"
      ln -s usr/lib "$1/lib"
      ln -s usr/lib64 "$1/lib64"
      mount --bind /usr "$1/usr"
      echo 'password required pam_unix.so sha512' >"$1/etc/pam.d/passwd"
      printf '%s\n%s\n' "$3" "$3" | passwd -R "$1" "$2"
      """;

  private final GatehouseServer gatehouse;
  private final DavSite site;
  private final DavClient owner;
  private final DavClient guest;

  DavAccessIT(GatehouseServer gatehouse) {
    this.gatehouse = gatehouse;
    this.site = new DavSite(gatehouse);
    this.owner = site.owner();
    this.guest = site.guest();
  }

  @AfterEach
  void deleteSite() {
    site.close();
  }

  /** What is on disk, by path. */
  private Map<String, String> onDisk() throws IOException {
    try (Stream<Path> all = Files.walk(site.root())) {
      return all.filter(Files::isRegularFile)
          .collect(
              java.util.stream.Collectors.toMap(
                  path -> site.root().relativize(path).toString(),
                  path -> {
                    try {
                      return Files.readString(path);
                    } catch (IOException e) {
                      throw new java.io.UncheckedIOException(e);
                    }
                  }));
    }
  }

  @Test
  void anAdminSeesTheSitesRootAndAUserTheirHome() {
    owner.put("/file", "of the site");
    guest.put("/file", "of the guest");

    assertThat(owner.get("/file").body()).isEqualTo("of the site");
    assertThat(guest.get("/file").body()).isEqualTo("of the guest");
    assertThat(owner.get("/home/guest/file").body()).isEqualTo("of the guest");
    assertThat(owner.put("/home/guest/file", "x").status()).isEqualTo(403);
    assertThat(owner.propfind("/", "1").hrefs()).contains("/", "/etc/", "/home/", "/file");
    assertThat(guest.propfind("/", "1").hrefs()).containsExactly("/", "/file");
  }

  @Test
  void theServersAdminHasNoFiles() {
    String[] admin = gatehouse.admin().split(":", 2);

    assertThat(new DavClient(gatehouse, admin[0], admin[1]).get("/").status()).isEqualTo(403);
  }

  @ParameterizedTest
  @ValueSource(strings = {"etc/passwd", "etc/new", "usr/file", "usr/new", "bin/file", "bin/new"})
  void whatIsTheSystemsIsReadAndNeverChanged(String path) throws IOException {
    for (String directory : List.of("usr", "bin")) {
      Files.createDirectories(site.root().resolve(directory));
      Files.writeString(site.root().resolve(directory).resolve("file"), "of the system");
    }
    owner.put("/mine", "mine");
    Map<String, String> before = onDisk();

    assertThat(owner.get("/" + path).status()).isEqualTo(path.endsWith("new") ? 404 : 200);
    assertThat(owner.put("/" + path, "x").status()).isEqualTo(403);
    assertThat(owner.send("DELETE", "/" + path, "").status()).isIn(403, 404);
    assertThat(owner.send("MKCOL", "/" + path + "-new", "").status()).isEqualTo(403);
    for (String method : List.of("COPY", "MOVE")) {
      assertThat(owner.send(method, "/mine", "", "Destination", "/" + path).status())
          .isEqualTo(403);
    }
    assertThat(owner.send("MOVE", "/" + path, "", "Destination", "/got").status()).isIn(403, 404);
    String top = "/" + path.substring(0, path.indexOf('/'));
    assertThat(owner.send("DELETE", top, "").status()).isEqualTo(403);
    assertThat(owner.send("MOVE", top, "", "Destination", "/got").status()).isEqualTo(403);
    assertThat(owner.lock("/" + path, "exclusive", "0").status()).isEqualTo(403);
    assertThat(onDisk()).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "etc/shadow",
        "etc/shadow-",
        "etc/gshadow",
        "etc/shadow.new",
        "info",
        "info/domain"
      })
  void whatIsSecretIsNotThereByAnyNameOrLink(String path) throws IOException {
    Path secret = site.root().resolve(path);
    if (!Files.exists(secret)) {
      Files.createDirectories(secret.getParent());
      if (path.equals("info")) {
        Files.createDirectory(secret);
      } else {
        Files.writeString(secret, "secret");
      }
    }
    owner.put("/mine", "mine");
    Files.createSymbolicLink(site.root().resolve("link"), Path.of(path));
    Files.createSymbolicLink(site.root().resolve("absolute"), Path.of("/" + path));
    Map<String, String> before = onDisk();

    for (String name : List.of("/" + path, "/link", "/absolute", "/%65tc/.%2e/" + path)) {
      assertThat(owner.get(name).status()).as(name).isIn(400, 404);
      assertThat(owner.propfind(name, "0").status()).as(name).isIn(400, 404);
      assertThat(owner.send("COPY", name, "", "Destination", "/got").status())
          .as(name)
          .isIn(400, 403, 404);
    }
    assertThat(owner.put("/" + path, "x").status()).isIn(403, 404, 409);
    for (String method : List.of("COPY", "MOVE")) {
      assertThat(owner.send(method, "/mine", "", "Destination", "/" + path).status())
          .isIn(403, 404, 409);
    }
    assertThat(owner.send("MOVE", "/" + path, "", "Destination", "/got").status()).isIn(403, 404);
    assertThat(owner.send("DELETE", "/" + path, "").status()).isIn(403, 404);
    assertThat(owner.propfind("/", "1").body()).doesNotContain("info");
    assertThat(owner.propfind("/etc/", "1").body()).contains("passwd").doesNotContain("shadow");
    assertThat(onDisk()).isEqualTo(before);
  }

  @Test
  void aLinkThatLeadsOutOfWhatTheAccountSeesIsNotThere() throws IOException {
    Path home = site.root().resolve("home/guest");
    guest.put("/mine", "mine");
    Files.writeString(site.root().resolve("of-the-site"), "of the site");
    for (String target : List.of("/etc/passwd", "../../of-the-site", "/of-the-site", "/", "..")) {
      Path link = home.resolve("link");
      Files.deleteIfExists(link);
      Files.createSymbolicLink(link, Path.of(target));

      assertThat(guest.get("/link").status()).as(target).isEqualTo(404);
      assertThat(guest.get("/link/etc/passwd").status()).as(target).isEqualTo(404);
      assertThat(guest.put("/link/new", "x").status()).as(target).isIn(403, 404, 409);
      assertThat(guest.propfind("/", "1").hrefs()).as(target).containsExactly("/", "/mine");
    }
    assertThat(site.root().resolve("new")).doesNotExist();
  }

  @Test
  void aLinkToOnesOwnIsFollowed() throws IOException {
    guest.send("MKCOL", "/a", "");
    guest.put("/a/file", "one");
    Files.createSymbolicLink(site.root().resolve("home/guest/b"), Path.of("a"));

    assertThat(guest.get("/b/file").body()).isEqualTo("one");
    assertThat(guest.put("/b/file", "two").status()).isEqualTo(204);
    assertThat(guest.get("/a/file").body()).isEqualTo("two");
    assertThat(guest.send("DELETE", "/b", "").status()).isEqualTo(204);
    assertThat(guest.get("/a/file").body()).isEqualTo("two");
  }

  @ParameterizedTest
  @CsvSource({"ro,200,403", "off,403,403"})
  void accessIsWhatTheSitesAdminSays(String access, int reading, int writing) {
    guest.put("/file", "one");

    site.asOwner("dav/set-access", "[\"guest\",\"" + access + "\"]");

    assertThat(guest.get("/file").status()).isEqualTo(reading);
    assertThat(guest.put("/file", "two").status()).isEqualTo(writing);
    assertThat(guest.send("DELETE", "/file", "").status()).isEqualTo(writing);
    site.asOwner("dav/set-access", "[\"guest\",\"rw\"]");
    assertThat(guest.get("/file").body()).isEqualTo("one");
  }

  @Test
  void aChangedPasswordEndsAccessAtOnce() {
    assertThat(guest.put("/file", "one").status()).isEqualTo(201);
    assertThat(guest.get("/file").status()).isEqualTo(200);

    site.asOwner("auth/change-password", "[\"another password of the guest\",\"guest\"]");

    assertThat(guest.get("/file").status()).isEqualTo(401);
    assertThat(
            new DavClient(gatehouse, site.guestName(), "another password of the guest")
                .get("/file")
                .status())
        .isEqualTo(200);
  }

  @Test
  void soDoesOneThatASystemToolChanged() {
    assertThat(guest.put("/file", "one").status()).isEqualTo(201);

    Program.run("usermod", "-R", site.root().toString(), "-L", "guest").orFail();

    assertThat(guest.get("/file").status()).isEqualTo(401);
    Program.run("usermod", "-R", site.root().toString(), "-U", "guest").orFail();
    assertThat(guest.get("/file").status()).isEqualTo(200);
  }

  @Test
  void soDoesPasswdInTheSitesRoot() {
    String changed = "what passwd was told";
    DavClient withTheChanged = new DavClient(gatehouse, site.guestName(), changed);
    assertThat(guest.put("/file", "one").status()).isEqualTo(201);
    assertThat(guest.get("/file").status()).isEqualTo(200);

    Program.run(
            "unshare",
            "--mount",
            "sh",
            "-c",
            PASSWD,
            "sh",
            site.root().toString(),
            "guest",
            changed)
        .orFail();

    assertThat(guest.get("/file").status()).isEqualTo(401);
    assertThat(withTheChanged.get("/file").body()).isEqualTo("one");
    assertThat(withTheChanged.get("/file").status()).isEqualTo(200);
    assertThat(guest.put("/file", "two").status()).isEqualTo(401);
    assertThat(withTheChanged.get("/file").body()).isEqualTo("one");
  }

  @Test
  void soDoesASuspensionOfTheSite() {
    assertThat(guest.put("/file", "one").status()).isEqualTo(201);

    site.asAdmin("admin/deactivate-site", "[\"" + site.domain() + "\"]");

    assertThat(guest.get("/file").status()).isEqualTo(401);
    site.asAdmin("admin/activate-site", "[\"" + site.domain() + "\"]");
    assertThat(guest.get("/file").status()).isEqualTo(200);
  }

  @Test
  void soDoesANewRestriction() {
    assertThat(guest.put("/file", "one").status()).isEqualTo(201);

    site.asGuest("auth/restrict-ip", "[\"192.0.2.0/24\",\"DAV\",true]");

    assertThat(guest.get("/file").status()).isEqualTo(401);
  }

  @Test
  void aRefusedAddressLooksLikeAWrongPassword() {
    DavClient.Reply wrong = new DavClient(gatehouse, site.guestName(), "something else").get("/");

    site.asGuest("auth/restrict-ip", "[\"192.0.2.0/24\",\"DAV\",true]");
    DavClient.Reply refused = guest.get("/");

    assertThat(refused.status()).isEqualTo(wrong.status()).isEqualTo(401);
    assertThat(refused.body()).isEqualTo(wrong.body());
    assertThat(refused.response().headers().map()).isEqualTo(wrong.response().headers().map());
  }

  @Test
  void aWrongPasswordIsCountedThoughTheRightOneIsRemembered() {
    try (Visitor visitor = Visitor.fromElsewhere(gatehouse)) {
      String right = site.guestName() + ":" + DavSite.GUESTS_PASSWORD;
      for (int i = 0; i < 3; i++) {
        assertThat(visitor.send(visitor.davUrl("/"), "--user", right).status()).isEqualTo(200);
      }

      List<Integer> statuses =
          visitor.sendAtOnce(
              25, visitor.davUrl("/"), "--user", site.guestName() + ":something else");

      assertThat(statuses).contains(401, 429).doesNotContain(200);
      assertThat(visitor.send(visitor.davUrl("/"), "--user", right).status()).isEqualTo(429);
    }
  }
}
