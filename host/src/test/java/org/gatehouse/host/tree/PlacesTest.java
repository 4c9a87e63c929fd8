package org.gatehouse.host.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gatehouse.host.tree.Accounts.get;
import static org.gatehouse.host.tree.Accounts.list;
import static org.gatehouse.host.tree.Accounts.makeCollections;
import static org.gatehouse.host.tree.Accounts.put;
import static org.gatehouse.host.tree.Accounts.refusal;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.gatehouse.host.tree.TreeException.Reason;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a site's admin never sees, and what nobody changes. */
class PlacesTest {

  @TempDir Path data;
  private Accounts accounts;
  private Path site;
  private AccountTree admin;
  private AccountTree jane;

  @BeforeEach
  void aSiteWithSecrets() throws Exception {
    accounts = Accounts.make(data);
    site = accounts.site();
    for (String secret :
        new String[] {
          "info/domain",
          "etc/shadow-",
          "etc/gshadow",
          "etc/.shadow.new",
          "etc/security/opasswd",
          "home/.eve.leaving/letter",
          "home/admin/.gatehouse-staging/upload",
          "var/.gatehouse-staging/upload",
          "usr/bin/tool",
          "etc/apache2/site.conf"
        }) {
      Files.createDirectories(site.resolve(secret).getParent());
      Files.writeString(site.resolve(secret), "SECRET");
    }
    Accounts.give(site.resolve("home/admin/.gatehouse-staging"), Accounts.ADMIN);
    admin = accounts.admin();
    jane = accounts.jane();
    put(admin, "home/admin/mine", "mine");
    makeCollections(admin, "home/admin/collection");
    put(jane, "mine", "mine");
  }

  @AfterEach
  void close() {
    admin.close();
    jane.close();
  }

  private static TreePath at(String path) {
    return TreePath.of(path);
  }

  private void assertRefused(Accounts.Deed deed) throws Exception {
    assertThat(refusal(deed)).isIn(Reason.FORBIDDEN, Reason.NOT_FOUND);
  }

  private void assertNotFound(Accounts.Deed deed) throws Exception {
    assertThat(refusal(deed)).isEqualTo(Reason.NOT_FOUND);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "info",
        "info/domain",
        "etc/shadow",
        "etc/shadow-",
        "etc/gshadow",
        "etc/.shadow.new",
        "etc/.pwd.lock",
        "etc/security/opasswd",
        "home/.eve.leaving",
        "home/.eve.leaving/letter",
        "home/admin/.gatehouse-staging",
        "home/admin/.gatehouse-staging/upload",
        "var/.gatehouse-staging",
        "var/.gatehouse-staging/upload"
      })
  void whatIsHiddenIsNotThereByAnyName(String hidden) throws Exception {
    TreePath path = at(hidden);
    // Links of every kind, from the accounts' own directories.
    Files.createSymbolicLink(site.resolve("home/admin/absolute"), Path.of("/" + hidden));
    Files.createSymbolicLink(site.resolve("home/admin/relative"), Path.of("../../" + hidden));
    Files.createSymbolicLink(site.resolve("home/admin/up"), Path.of("../../../../" + hidden));
    Files.createSymbolicLink(site.resolve("home/admin/twice"), Path.of("relative"));
    Files.createSymbolicLink(site.resolve("home/admin/top"), Path.of("/"));
    Files.createSymbolicLink(site.resolve("home/jane/absolute"), Path.of("/" + hidden));
    Files.createSymbolicLink(site.resolve("home/jane/relative"), Path.of("../../" + hidden));
    Map<String, String> before = Snapshot.of(site);

    assertThat(admin.find(path)).isEmpty();
    assertNotFound(() -> get(admin, hidden));
    assertNotFound(() -> list(admin, hidden));
    assertNotFound(() -> admin.properties(path));
    assertNotFound(() -> admin.setProperties(path, new byte[] {1}));
    assertRefused(() -> put(admin, hidden, "x"));
    assertRefused(() -> makeCollections(admin, hidden));
    assertRefused(() -> admin.remove(path, member -> false));
    for (String own : new String[] {"home/admin/mine", "home/admin/collection"}) {
      assertRefused(() -> admin.move(at(own), path));
      assertRefused(() -> admin.copy(at(own), path, true));
      assertRefused(() -> admin.move(path, at(own + "2")));
      assertRefused(() -> admin.copy(path, at(own + "2"), true));
    }
    assertRefused(() -> admin.copyOver(at("home/admin/mine"), path));
    assertRefused(() -> admin.copyOver(path, at("home/admin/mine")));
    assertRefused(() -> admin.moveOver(at("home/admin/mine"), path));
    assertRefused(() -> admin.moveOver(path, at("home/admin/mine")));
    if (!hidden.contains("/") || admin.find(path.parent()).isPresent()) {
      assertThat(list(admin, path.parent().toString())).doesNotContainKey(path.name());
      assertThat(admin.writable(path)).isFalse();
    }

    for (String name : new String[] {"absolute", "relative", "up", "twice", "top/" + hidden}) {
      String link = "home/admin/" + name;
      assertThat(admin.find(at(link))).as(link).isEmpty();
      assertNotFound(() -> get(admin, link));
      assertNotFound(() -> list(admin, link));
      assertNotFound(() -> admin.properties(at(link)));
      assertNotFound(() -> admin.setProperties(at(link), new byte[] {1}));
      assertNotFound(() -> admin.copy(at(link), at("home/admin/copy"), true));
      assertNotFound(() -> admin.copyOver(at(link), at("home/admin/mine")));
      assertRefused(() -> put(admin, link + "/below", "x"));
    }
    assertThat(list(admin, "home/admin")).containsOnlyKeys("mine", "collection", "top");
    for (String link : new String[] {"absolute", "relative"}) {
      assertThat(jane.find(at(link))).isEmpty();
      assertNotFound(() -> get(jane, link));
      assertNotFound(() -> list(jane, link));
      assertNotFound(() -> jane.copy(at(link), at("copy"), true));
    }
    assertThat(list(jane, "")).containsOnlyKeys("mine");
    assertThat(Snapshot.of(site)).isEqualTo(before);
  }

  @Test
  void aHardLinkToTheHashesIsNotThereEither() throws Exception {
    for (String secret : new String[] {"shadow", "shadow-", "gshadow"}) {
      Files.createLink(site.resolve("home/admin/" + secret), site.resolve("etc").resolve(secret));
      assertThat(admin.find(at("home/admin/" + secret))).isEmpty();
      assertNotFound(() -> get(admin, "home/admin/" + secret));
      assertNotFound(() -> admin.copy(at("home/admin/" + secret), at("home/admin/copy"), true));
    }
    assertThat(list(admin, "home/admin")).containsOnlyKeys("mine", "collection");
    assertThat(admin.copy(at("home/admin"), at("copy"), true)).isEmpty();
    assertThat(list(admin, "copy")).containsOnlyKeys("mine", "collection");
    assertThat(site.resolve("copy")).isDirectoryNotContaining("glob:**shadow*");
  }

  @Test
  void whatIsCopiedLeavesTheHiddenOut() throws Exception {
    assertThat(admin.copy(at("etc"), at("etc2"), true)).isEmpty();
    assertThat(site.resolve("etc2/passwd")).exists();
    assertThat(site.resolve("etc2/apache2/site.conf")).exists();
    assertThat(admin.copy(at("home"), at("home2"), true)).isEmpty();
    assertThat(admin.copy(at("var"), at("var2"), true)).isEmpty();
    for (String copy : new String[] {"etc2", "home2", "var2"}) {
      assertThat(Snapshot.of(site.resolve(copy)).keySet())
          .noneMatch(
              path ->
                  path.contains("shadow")
                      || path.contains("opasswd")
                      || path.contains("leaving")
                      || path.contains("staging")
                      || path.contains("lock"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "etc",
        "etc/passwd",
        "etc/apache2",
        "etc/apache2/site.conf",
        "etc/new",
        "usr",
        "usr/bin",
        "usr/bin/tool",
        "bin",
        "bin/sh",
        "sbin",
        "lib",
        "lib64",
        "lib32",
        "libx32",
        "boot",
        "dev",
        "dev/null",
        "proc",
        "root",
        "root/x",
        "run",
        "sys",
        "home",
        "home/eve",
        "home/jane",
        "home/jane/mine",
        "home/jane/new"
      })
  void whatIsTheSystemsOrSomebodyElsesIsReadAndNotChanged(String place) throws Exception {
    TreePath path = at(place);
    Map<String, String> before = Snapshot.of(site);

    assertThat(refusal(() -> put(admin, place, "x")))
        .isIn(Reason.FORBIDDEN, Reason.NO_PARENT, Reason.OTHER_KIND);
    assertThat(refusal(() -> makeCollections(admin, place)))
        .isIn(Reason.FORBIDDEN, Reason.NO_PARENT, Reason.EXISTS);
    assertThat(refusal(() -> admin.remove(path, member -> false)))
        .isIn(Reason.FORBIDDEN, Reason.NOT_FOUND, Reason.NO_PARENT);
    assertThat(refusal(() -> admin.move(path, at("moved"))))
        .isIn(Reason.FORBIDDEN, Reason.NOT_FOUND, Reason.NO_PARENT);
    assertThat(refusal(() -> admin.moveOver(path, at("home/admin/mine"))))
        .isIn(Reason.FORBIDDEN, Reason.NOT_FOUND, Reason.NO_PARENT);
    assertThat(refusal(() -> admin.setProperties(path, new byte[] {1})))
        .isIn(Reason.FORBIDDEN, Reason.NOT_FOUND);
    for (String own : new String[] {"home/admin/mine", "home/admin/collection"}) {
      assertThat(refusal(() -> admin.move(at(own), path)))
          .isIn(Reason.FORBIDDEN, Reason.EXISTS, Reason.NO_PARENT);
      assertThat(refusal(() -> admin.copy(at(own), path, true)))
          .isIn(Reason.FORBIDDEN, Reason.EXISTS, Reason.NO_PARENT);
    }
    assertThat(refusal(() -> admin.moveOver(at("home/admin/mine"), path)))
        .isIn(Reason.FORBIDDEN, Reason.OTHER_KIND, Reason.NO_PARENT);
    assertThat(refusal(() -> admin.copyOver(at("home/admin/mine"), path)))
        .isIn(Reason.FORBIDDEN, Reason.OTHER_KIND, Reason.NO_PARENT);
    if (admin.find(path).isPresent()) {
      assertThat(admin.writable(path)).isFalse();
    }
    assertThat(Snapshot.of(site)).isEqualTo(before);
  }

  @Test
  void whatTheKernelTellsOfItselfIsNotShown() throws Exception {
    for (String system : new String[] {"proc", "sys"}) {
      Files.createDirectories(site.resolve(system).resolve("self"));
      Files.writeString(site.resolve(system).resolve("self/environ"), "SECRET");
      assertThat(list(admin, system)).isEmpty();
      assertNotFound(() -> get(admin, system + "/self/environ"));
      Path link = site.resolve("home/admin/" + system);
      Files.createSymbolicLink(link, Path.of("/" + system + "/self"));
      assertNotFound(() -> get(admin, "home/admin/" + system + "/environ"));
      assertThat(admin.copy(at(system), at("var/" + system), true)).isEmpty();
      assertThat(site.resolve("var").resolve(system)).isEmptyDirectory();
    }
  }

  @Test
  void theAdminSeesTheSystemsAndEverybodysFiles() throws Exception {
    assertThat(list(admin, "")).containsOnlyKeys("etc", "home", "usr", "var");
    assertThat(get(admin, "etc/passwd")).contains("admin:", "jane:");
    assertThat(get(admin, "etc/apache2/site.conf")).isEqualTo("SECRET");
    assertThat(list(admin, "home")).containsOnlyKeys("admin", "jane");
    assertThat(get(admin, "home/jane/mine")).isEqualTo("mine");
  }

  @Test
  void theSitesRootIsTheAdminsBesides() throws Exception {
    assertThat(admin.writable(at(""))).isTrue();
    makeCollections(admin, "litmus", "var/www");
    put(admin, "var/www/index.html", "<p>");
    assertThat(admin.writable(at("var/www/index.html"))).isTrue();
    admin.move(at("var/www"), at("www"));
    assertThat(admin.remove(at("litmus"), member -> false)).isEmpty();
    assertThat(list(admin, "")).containsOnlyKeys("etc", "home", "usr", "var", "www");
  }

  @Test
  void aHomeIsNotTheAdminsToMoveAwayEvenTheirOwn() throws Exception {
    assertThat(refusal(() -> admin.move(at("home/admin"), at("admin"))))
        .isEqualTo(Reason.FORBIDDEN);
    assertThat(refusal(() -> admin.remove(at("home/admin"), member -> false)))
        .isEqualTo(Reason.FORBIDDEN);
    assertThat(get(admin, "home/admin/mine")).isEqualTo("mine");
  }

  @Test
  void aUserSeesTheirHomeAndNothingElse() throws Exception {
    Files.createSymbolicLink(site.resolve("home/jane/passwd"), Path.of("/etc/passwd"));
    Files.createSymbolicLink(site.resolve("home/jane/other"), Path.of("../admin"));
    Files.createSymbolicLink(site.resolve("home/jane/www"), Path.of("/var"));
    Files.createSymbolicLink(site.resolve("home/jane/site"), Path.of("/"));
    Files.createSymbolicLink(site.resolve("home/jane/out"), Path.of("../../../../.."));

    assertThat(list(jane, "")).containsOnlyKeys("mine");
    for (String link : new String[] {"passwd", "other", "www", "site", "out"}) {
      assertThat(jane.find(at(link))).isEmpty();
      assertThat(refusal(() -> put(jane, link + "/x", "x")))
          .isIn(Reason.NOT_FOUND, Reason.NO_PARENT);
      assertThat(refusal(() -> makeCollections(jane, link + "/x")))
          .isIn(Reason.NOT_FOUND, Reason.NO_PARENT);
      assertThat(refusal(() -> jane.move(at("mine"), at(link + "/x"))))
          .isIn(Reason.NOT_FOUND, Reason.NO_PARENT);
    }
    assertThat(jane.root()).isEqualTo(at("home/jane"));
    assertThat(admin.root()).isEqualTo(TreePath.ROOT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "etc", "etc/security", "home", "home/eve", "proc", "var/www", "a/b/c"})
  void aMemberIsHiddenWhereItsPathIs(String collection) {
    TreePath place = TreePath.of(collection);
    for (TreePath root : List.of(TreePath.ROOT, TreePath.of("home/eve"))) {
      Places places = new Places(root);
      for (String name :
          List.of(
              "info",
              "etc",
              "shadow-",
              "x.lock",
              "security",
              "OPASSWD",
              ".eve.leaving",
              "self",
              ".gatehouse-staging",
              ".gatehouse-staging-2",
              "index.html")) {
        assertThat(places.hides(place, name))
            .as(root + ": " + collection + "/" + name)
            .isEqualTo(places.hidden(place.child(name)));
      }
    }
  }
}
