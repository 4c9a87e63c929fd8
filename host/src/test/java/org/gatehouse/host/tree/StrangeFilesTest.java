package org.gatehouse.host.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gatehouse.host.tree.Accounts.get;
import static org.gatehouse.host.tree.Accounts.list;
import static org.gatehouse.host.tree.Accounts.makeCollections;
import static org.gatehouse.host.tree.Accounts.put;
import static org.gatehouse.host.tree.Accounts.refusal;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.gatehouse.host.tool.Needs;
import org.gatehouse.host.tool.Tool;
import org.gatehouse.host.tree.TreeException.Reason;
import org.junit.jupiter.api.Test;

/** Files, names and trees that no gate makes, and some that one does. */
class StrangeFilesTest extends InAHome {

  private void perl(String program) throws Exception {
    // As the account, where that can be: what it makes is its own.
    Tool.Result result =
        Tool.isRoot()
            ? Tool.run(
                "",
                "perl",
                "-e",
                "chdir shift; $) = '5012 5012'; $> = 5002; " + program,
                home.toString())
            : Tool.run("", "perl", "-e", "chdir shift; " + program, home.toString());
    assertThat(result.status()).as(result.output()).isZero();
  }

  private void open(Path... ways) throws IOException {
    for (Path way : ways) {
      for (Path path = way; !path.equals(data.getParent()); path = path.getParent()) {
        Files.setPosixFilePermissions(
            path, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
      }
    }
  }

  @Test
  void pipesAndSocketsAreNotThereAndNeverOpened() throws Exception {
    makeCollections(jane, "d");
    put(jane, "d/f", "x");
    assertThat(Tool.run("", "mkfifo", home.resolve("d/pipe").toString()).status()).isZero();
    Accounts.give(home.resolve("d/pipe"), Accounts.JANE);
    Files.createSymbolicLink(home.resolve("link"), Path.of("d/pipe"));
    try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      Path place = home.resolve("d/socket");
      socket.bind(UnixDomainSocketAddress.of(place));
      Accounts.give(place, Accounts.JANE);

      assertThat(list(jane, "d")).containsOnlyKeys("f");
      assertThat(list(jane, "")).containsOnlyKeys("d");
      for (String path : List.of("d/pipe", "d/socket", "link")) {
        assertThat(jane.find(at(path))).isEmpty();
        assertThat(refusal(() -> get(jane, path))).isEqualTo(Reason.NOT_FOUND);
        assertThat(refusal(() -> jane.properties(at(path)))).isEqualTo(Reason.NOT_FOUND);
        assertThat(refusal(() -> jane.copy(at(path), at("copy"), true)))
            .isEqualTo(Reason.NOT_FOUND);
        assertThat(refusal(() -> put(jane, path, "x"))).isEqualTo(Reason.FORBIDDEN);
        assertThat(refusal(() -> jane.copyOver(at("d/f"), at(path))))
            .isEqualTo(path.equals("link") ? null : Reason.FORBIDDEN);
      }
      assertThat(jane.copy(at("d"), at("copy"), true)).isEmpty();
      assertThat(list(jane, "copy")).containsOnlyKeys("f");
      try (var copied = Files.list(home.resolve("copy"))) {
        assertThat(copied).hasSize(1);
      }
      assertThat(jane.remove(at("d"), member -> false)).isEmpty();
      assertThat(home.resolve("d")).doesNotExist();
    }
  }

  @Test
  @Needs(command = "mknod", debianPackage = "coreutils", rights = Needs.Rights.ROOT)
  void devicesAreNotThere() throws Exception {
    assertThat(Tool.run("", "mknod", home.resolve("null").toString(), "c", "1", "3").status())
        .isZero();
    assertThat(jane.find(at("null"))).isEmpty();
    assertThat(list(jane, "")).isEmpty();
    assertThat(refusal(() -> get(jane, "null"))).isEqualTo(Reason.NOT_FOUND);
    assertThat(refusal(() -> put(jane, "null", "x"))).isEqualTo(Reason.FORBIDDEN);
  }

  @Test
  void namesInEveryUnicodeFormAreDifferentNames() throws Exception {
    List<String> names =
        List.of(
            "\u00e9", // composed
            "e\u0301", // decomposed
            "\u0065",
            "\u212b",
            "\u00c5",
            "\ud83d\ude00",
            " ",
            " leading and trailing ",
            "back\\slash",
            "line\nbreak",
            "\u202egnp.exe",
            "\ufeff",
            "%2e%2e",
            "...",
            ".hidden",
            "-rf",
            "*",
            "con",
            "\u3042".repeat(85),
            "x".repeat(255));
    for (String name : names) {
      put(jane, name, name);
    }
    assertThat(list(jane, "")).containsOnlyKeys(names);
    for (String name : names) {
      assertThat(get(jane, name)).isEqualTo(name);
    }
    makeCollections(jane, "d");
    for (String name : names) {
      jane.move(at(name), at("d/" + name));
      jane.copy(at("d/" + name), at(name), true);
    }
    assertThat(list(jane, "d")).containsOnlyKeys(names);
  }

  @Test
  @Needs(command = "perl", debianPackage = "perl-base")
  void namesThatAreNoTextAreNotShownAndGoWithTheirCollection() throws Exception {
    open(home);
    perl(
        "mkdir 'd'; for (\"\\xff\", \"a\\xe4\", \"\\xed\\xa0\\x80\", \"\\xc0\\xaf\") {"
            + " mkdir \"d/$_\" or die; open F, '>', \"d/$_/f$_\" or die; close F }");
    put(jane, "d/ok", "x");
    Files.createSymbolicLink(home.resolve("all"), Path.of("d"));

    assertThat(list(jane, "d")).containsOnlyKeys("ok");
    assertThat(jane.copy(at("d"), at("copy"), true)).isEmpty();
    try (var copied = Files.list(home.resolve("copy"))) {
      assertThat(copied).hasSize(1);
    }
    jane.move(at("d"), at("moved"));
    assertThat(jane.remove(at("moved"), member -> false)).isEmpty();
    assertThat(home.resolve("moved")).doesNotExist();
  }

  @Test
  @Needs(command = "perl", debianPackage = "perl-base")
  void treesDeeperThanAnyPathAreRemovedAndNotCopiedWhole() throws Exception {
    open(home);
    perl("for (1..1500) { mkdir 'd'; chdir 'd' or die; open F, '>', 'f'; print F 'x'; close F }");
    TreePath deepest = new TreePath(Collections.nCopies(TreePath.MOST_NAMES, "d"));
    assertThat(jane.find(deepest)).isPresent();
    // What could be in there has no path.
    assertThat(list(jane, deepest.toString())).isEmpty();

    List<Failure> failures = jane.copy(at("d/d/d/d/d"), at("copy"), true);
    assertThat(failures).isNotEmpty();
    assertThat(failures).allMatch(failure -> failure.reason() == Reason.NAME_TOO_LONG);
    assertThat(get(jane, "copy/d/d/f")).isEqualTo("x");
    assertThat(jane.remove(at("copy"), member -> false)).isEmpty();

    jane.move(at("d"), at("e"));
    assertThat(jane.remove(at("e"), member -> false)).isEmpty();
    assertThat(list(jane, "")).isEmpty();
    assertThat(home.resolve(".gatehouse-staging")).isEmptyDirectory();
  }

  /** A collection with one file, so many names below the home. */
  private void deep(String top, int names) throws Exception {
    String path = top;
    makeCollections(jane, path);
    for (int i = 2; i < names; i++) {
      path += "/d";
      makeCollections(jane, path);
    }
    put(jane, path + "/f", "deep");
  }

  @Test
  void nothingIsMovedOrCopiedSoDeepThatItWouldNotBeSeen() throws Exception {
    // Below the site's root a home is two names down.
    deep("deep", TreePath.MOST_NAMES - 2);
    makeCollections(jane, "d", "full");
    put(jane, "file", "x");
    put(jane, "full/f", "x");
    Map<String, String> before = Snapshot.of(home);

    for (Accounts.Deed deed :
        List.<Accounts.Deed>of(
            () -> jane.move(at("deep"), at("d/deep")),
            () -> jane.copy(at("deep"), at("d/deep"), true),
            () -> jane.exchange(at("deep"), at("full/f")),
            () -> jane.copyInstead(at("deep"), at("full/f"), true))) {
      assertThat(refusal(deed)).isEqualTo(Reason.NAME_TOO_LONG);
      assertThat(Snapshot.of(home)).isEqualTo(before);
    }
    assertThat(jane.copy(at("deep"), at("d/deep"), false)).isEmpty();

    assertThat(jane.copy(at("deep"), at("copy"), true)).isEmpty();
    jane.exchange(at("copy"), at("file"));
    jane.move(at("file"), at("moved"));
    String names = "/d".repeat(TreePath.MOST_NAMES - 4) + "/f";
    assertThat(get(jane, "moved" + names)).isEqualTo("deep");
    try (AccountTree admin = accounts.admin()) {
      assertThat(get(admin, "home/jane/deep" + names)).isEqualTo("deep");
    }
  }

  @Test
  void nothingIsMovedOrCopiedToWhereItsPathWouldHaveMoreBytesThanOneMay() throws Exception {
    TreePath path = at("d");
    makeCollections(jane, "d");
    for (int i = 0; i < 11; i++) {
      path = path.child("x".repeat(254));
      jane.makeCollection(path);
    }
    put(jane, path + "/f", "deep");
    // With a slash each: home/jane, another name in the place of d, the eleven, and f.
    int left = TreePath.LONGEST - 10 - 11 * 255 - 2 - 1;
    String longest = "y".repeat(left);
    String longer = longest + "y";
    Map<String, String> before = Snapshot.of(home);

    for (Accounts.Deed deed :
        List.<Accounts.Deed>of(
            () -> jane.move(at("d"), at(longer)), () -> jane.copy(at("d"), at(longer), true))) {
      assertThat(refusal(deed)).isEqualTo(Reason.NAME_TOO_LONG);
      assertThat(Snapshot.of(home)).isEqualTo(before);
    }

    assertThat(jane.copy(at("d"), at("copy"), true)).isEmpty();
    jane.move(at("d"), at(longest));
    String names = path.toString().substring(1) + "/f";
    try (AccountTree admin = accounts.admin()) {
      assertThat(get(admin, "home/jane/" + longest + names)).isEqualTo("deep");
    }
  }

  @Test
  @Needs(command = "perl", debianPackage = "perl-base")
  void ofAVeryDeepTreeAllGoesButWhatIsLocked() throws Exception {
    open(home);
    perl(
        "for (1..600) { mkdir 'd'; mkdir 'e'; open F, '>', 'f'; close F;"
            + " open F, '>', 'e/f'; close F; chdir 'd' or die }");
    TreePath locked = new TreePath(Collections.nCopies(100, "d")).child("e");

    assertThat(jane.remove(at("d"), locked::equals))
        .containsExactly(new Failure(locked, Reason.LOCKED));

    TreePath last = locked.parent();
    assertThat(list(jane, last.toString())).containsOnlyKeys("e");
    assertThat(list(jane, last.parent().toString())).containsOnlyKeys("d");
    assertThat(list(jane, locked.toString())).containsOnlyKeys("f");
  }

  @Test
  void whatIsLockedStaysWithWhatItIsIn() throws Exception {
    makeCollections(jane, "d", "d/a", "d/b", "d/b/c", "d/locked", "d/locked/below");
    put(jane, "d/a/f", "x");
    put(jane, "d/b/c/f", "x");
    put(jane, "d/locked/below/f", "x");
    List<TreePath> locked = List.of(at("d/b/c/f"), at("d/locked"));

    assertThat(jane.remove(at("d"), locked::contains))
        .containsExactlyInAnyOrder(
            new Failure(at("d/b/c/f"), Reason.LOCKED), new Failure(at("d/locked"), Reason.LOCKED));

    assertThat(Snapshot.of(home.resolve("d")).keySet())
        .containsExactlyInAnyOrder(
            "", "b", "b/c", "b/c/f", "locked", "locked/below", "locked/below/f");
  }

  @Test
  void aNameThatIsTooLongForTheFileSystemIsRefused() throws Exception {
    // Three bytes each: 86 of them are more than 255, which a path does not take either.
    String longest = "\u3042".repeat(85);
    makeCollections(jane, longest);
    assertThat(list(jane, "")).containsOnlyKeys(longest);
    org.assertj.core.api.Assertions.assertThatThrownBy(() -> at(longest + "\u3042"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aPathAsLongAsOneMayBeWorks() throws Exception {
    TreePath path = TreePath.ROOT;
    for (int i = 0; i < 12; i++) {
      path = path.child("x".repeat(254));
      jane.makeCollection(path);
    }
    put(jane, path + "/f", "deep");
    assertThat(get(jane, path + "/f")).isEqualTo("deep");
    // Three bytes are left for a slash and a name.
    put(jane, path + "/ok", "deep");
    Files.writeString(home.resolve(path.toString()).resolve("long"), "x");
    assertThat(list(jane, path.toString()).keySet()).allMatch(name -> name.length() <= 11);
    assertThat(jane.copy(at("x".repeat(254)), at("copy"), true)).isEmpty();
    assertThat(jane.remove(at("x".repeat(254)), member -> false)).isEmpty();
  }

  @Test
  void timesOfAnyAgeAreTold() throws Exception {
    put(jane, "f", "x");
    for (String time :
        List.of("1969-12-31T23:59:59Z", "1901-12-14T00:00:00Z", "2261-01-01T00:00:00Z")) {
      Files.setLastModifiedTime(home.resolve("f"), FileTime.from(Instant.parse(time)));
      Node node = jane.find(at("f")).orElseThrow();
      assertThat(node.modified()).isEqualTo(Instant.parse(time));
      assertThat(node.version()).matches("[0-9a-f-]{1,60}");
    }
  }

  @Test
  void noDescriptorIsLeftOpen() throws Exception {
    // Once before, so that what is opened for good is open.
    allKindsOfThings(0);
    long before = descriptors();
    for (int i = 1; i < 50; i++) {
      allKindsOfThings(i);
    }
    accounts.host().emptyStaging();
    assertThat(descriptors()).isLessThanOrEqualTo(before + 5);
  }

  private static long descriptors() throws IOException {
    try (var all = Files.list(Path.of("/proc/self/fd"))) {
      return all.count();
    }
  }

  private void allKindsOfThings(int i) throws Exception {
    try (AccountTree tree = accounts.jane();
        AccountTree admin = accounts.admin()) {
      String d = "d" + i;
      makeCollections(tree, d, d + "/e");
      put(tree, d + "/e/f", "x");
      Files.createSymbolicLink(home.resolve(d + "/link"), Path.of("e"));
      Files.createSymbolicLink(home.resolve(d + "/out"), Path.of("/etc"));
      get(tree, d + "/link/f");
      list(tree, d);
      tree.canonical(at(d + "/link/f"), true);
      tree.writable(at(d + "/link/g"));
      tree.setProperties(at(d), new byte[] {1});
      tree.properties(at(d));
      tree.space();
      for (Accounts.Deed deed :
          List.<Accounts.Deed>of(
              () -> get(tree, "nothing"),
              () -> get(tree, d),
              () -> list(tree, d + "/e/f"),
              () -> put(tree, d, "x"),
              () -> put(tree, d + "/out/x", "x"),
              () -> put(tree, "no/thing", "x"),
              () -> makeCollections(tree, d),
              () -> tree.copy(at(d), at(d + "/x"), true),
              () -> tree.copyOver(at(d), at(d + "/e/f")),
              () -> tree.copyOver(at(d + "/e/f"), at(d)),
              () -> tree.move(at(d), at(d + "/x")),
              () -> tree.move(at(d), at("no/x")),
              () -> tree.move(at("nothing"), at("x")),
              () -> tree.moveOver(at(d), at(d + "/e/f")),
              () -> tree.moveOver(at(d + "/e/f"), at(d)),
              () -> tree.remove(at("nothing"), member -> false),
              () -> tree.remove(TreePath.ROOT, member -> false),
              () -> admin.move(at("home/jane"), at("x")),
              () -> admin.remove(at("etc"), member -> false),
              () -> put(admin, "etc/x", "x"))) {
        assertThat(refusal(deed)).isNotNull();
      }
      tree.remove(at(d), member -> member.name().equals("f"));
      tree.copy(at(d), at("copy"), true);
      tree.move(at("copy"), at("moved"));
      tree.remove(at("moved"), member -> false);
      tree.remove(at(d), member -> false);
      try (StagedFile file = tree.stage(at("f"))) {
        file.write(new byte[10], 0, 10);
      }
    }
  }
}
