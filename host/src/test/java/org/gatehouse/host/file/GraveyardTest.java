package org.gatehouse.host.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.gatehouse.host.tool.Needs;
import org.gatehouse.host.tool.Tool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Removing what strangers made. */
class GraveyardTest {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  @TempDir Path parent;

  private Graveyard graveyard(String name) {
    return new Graveyard(parent, List.of(), name);
  }

  private void remove(String name) throws IOException {
    Graveyard graveyard = graveyard(name);
    graveyard.bury();
    graveyard.empty(PATIENCE);
  }

  private void fill(Path directory, int depth) throws IOException {
    Files.createDirectories(directory);
    for (int i = 0; i < 3; i++) {
      Files.writeString(directory.resolve("file" + i), "x");
      if (depth > 0) {
        fill(directory.resolve("directory" + i), depth - 1);
      }
    }
  }

  @Test
  void aTreeIsRemovedWithAllItHolds() throws Exception {
    fill(parent.resolve("site1"), 4);

    remove("site1");

    assertThat(parent).isEmptyDirectory();
  }

  @Test
  void whatIsNotThereIsRemovedAlready() throws Exception {
    remove("site1");
    assertThat(parent).isEmptyDirectory();
  }

  @Test
  void noLinkIsFollowed() throws Exception {
    Path elsewhere = parent.resolve("elsewhere");
    fill(elsewhere, 1);
    fill(parent.resolve("site1/home"), 1);
    Files.createSymbolicLink(parent.resolve("site1/link"), elsewhere);
    Files.createSymbolicLink(parent.resolve("site1/home/up"), Path.of("../.."));
    Files.createSymbolicLink(parent.resolve("site1/home/root"), Path.of("/"));
    Files.createSymbolicLink(parent.resolve("site1/dangling"), Path.of("nowhere"));

    remove("site1");

    assertThat(parent.resolve("site1")).doesNotExist();
    assertThat(elsewhere.resolve("directory0/file0")).exists();
  }

  @Test
  void aSiteThatIsALinkItselfIsRemovedAndNotItsTarget() throws Exception {
    Path elsewhere = parent.resolve("elsewhere");
    fill(elsewhere, 1);
    Files.createSymbolicLink(parent.resolve("site1"), elsewhere);

    remove("site1");

    assertThat(parent.resolve("site1")).doesNotExist();
    assertThat(elsewhere.resolve("directory0/file0")).exists();
  }

  @Test
  @Needs(command = "perl", debianPackage = "perl-base")
  void aTreeDeeperThanAnyPathIsRemoved() throws Exception {
    Path site = Files.createDirectory(parent.resolve("site1"));
    assertThat(
            Tool.run(
                    "",
                    "perl",
                    "-e",
                    "chdir shift; for (1..1500) { mkdir 'deep'; open F, '>', 'f'; close F; chdir 'deep' or die }",
                    site.toString())
                .status())
        .isZero();

    remove("site1");

    assertThat(parent).isEmptyDirectory();
  }

  @Test
  @Needs(command = "perl", debianPackage = "perl-base")
  void namesThatAreNoTextAreRemovedToo() throws Exception {
    Path site = Files.createDirectory(parent.resolve("site1"));
    assertThat(
            Tool.run(
                    "",
                    "perl",
                    "-e",
                    "chdir shift; for (\"\\xff\", \"\\xe4\\xf6\", \"line\\nbreak\", \"\\x01\", '-rf', '*', 'x' x 255) {"
                        + " mkdir $_ or die; open F, '>', \"$_/\\xfe$_\" || 1; mkdir \"$_/\\xfd\";"
                        + " open F, '>', \"$_/\\xfd/f\" or die; close F }",
                    site.toString())
                .status())
        .isZero();

    remove("site1");

    assertThat(parent).isEmptyDirectory();
  }

  @Test
  void aFileOfSeveralNamesLosesTheOneThatIsRemoved() throws Exception {
    Path elsewhere = Files.writeString(parent.resolve("elsewhere"), "kept");
    Path site = Files.createDirectory(parent.resolve("site1"));
    Files.createLink(site.resolve("name"), elsewhere);

    remove("site1");

    assertThat(elsewhere).hasContent("kept");
    assertThat(site).doesNotExist();
  }

  @Test
  void pipesAndSocketsAreRemovedAndNotOpened() throws Exception {
    Path site = Files.createDirectory(parent.resolve("site1"));
    assertThat(Tool.run("", "mkfifo", site.resolve("pipe").toString()).status()).isZero();
    try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      socket.bind(UnixDomainSocketAddress.of(site.resolve("socket")));

      remove("site1");
    }
    assertThat(parent).isEmptyDirectory();
  }

  @Test
  @Needs(command = "setpriv", debianPackage = "util-linux")
  void whatForbidsToBeReadOrChangedIsRemovedByItsOwner() throws Exception {
    if (!Tool.isRoot()) {
      RemovesTree.main(new String[] {parent.toString()});
    } else {
      Files.setAttribute(parent, "unix:uid", 65_534);
      Tool.Result removed =
          Tool.run(
              "",
              "setpriv",
              "--reuid=65534",
              "--regid=65534",
              "--clear-groups",
              ProcessHandle.current().info().command().orElseThrow(),
              "-XX:TieredStopAtLevel=1",
              "-cp",
              System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
              RemovesTree.class.getName(),
              parent.toString());
      assertThat(removed.status()).as(removed.output()).isZero();
    }
    assertThat(parent).isEmptyDirectory();
  }

  @Test
  void whenThereIsNoTimeTheRestIsLeftForLater() throws Exception {
    fill(parent.resolve("site1"), 3);
    Graveyard graveyard = graveyard("site1");
    graveyard.bury();

    assertThat(graveyard.empty(Duration.ZERO)).isFalse();
    assertThat(parent.resolve("site1")).doesNotExist();
    assertThat(parent.resolve(".site1.removed")).isNotEmptyDirectory();

    assertThat(graveyard.empty(PATIENCE)).isTrue();
    assertThat(parent).isEmptyDirectory();
  }

  @Test
  void aPlaceThatIsALinkIsNotFollowed() throws Exception {
    Path elsewhere = Files.createDirectory(parent.resolve("elsewhere"));
    fill(parent.resolve("site1"), 0);
    Files.createSymbolicLink(parent.resolve(".site1.removed"), elsewhere);

    assertThatThrownBy(() -> remove("site1")).isInstanceOf(IOException.class);

    assertThat(elsewhere).isEmptyDirectory();
    assertThat(parent.resolve("site1/file0")).exists();
  }

  @Test
  void aLinkOnTheWayIsNotFollowed() throws Exception {
    fill(parent.resolve("elsewhere/site1"), 0);
    Files.createSymbolicLink(parent.resolve("link"), parent.resolve("elsewhere"));
    Graveyard graveyard = new Graveyard(parent, List.of("link"), "site1");

    graveyard.bury();
    graveyard.empty(PATIENCE);

    assertThat(parent.resolve("elsewhere/site1/file0")).exists();
  }

  @Test
  void aRemovalThatWasCutShortIsCompleted() throws Exception {
    fill(parent.resolve("site1"), 2);
    graveyard("site1").bury();
    assertThat(parent.resolve("site1")).doesNotExist();
    fill(parent.resolve("site1"), 1);

    remove("site1");

    assertThat(parent).isEmptyDirectory();
  }

  @Test
  void severalMayRemoveTheSame() throws Exception {
    fill(parent.resolve("site1"), 5);
    graveyard("site1").bury();
    Callable<Void> removing =
        () -> {
          graveyard("site1").empty(PATIENCE);
          return null;
        };
    try (var threads = Executors.newFixedThreadPool(4)) {
      for (var each : threads.invokeAll(Collections.nCopies(8, removing))) {
        each.get();
      }
    }
    assertThat(parent).isEmptyDirectory();
  }

  @Test
  @Needs(command = "mount", debianPackage = "mount", rights = Needs.Rights.ROOT)
  void aMountedFileSystemIsNotEntered() throws Exception {
    Path elsewhere = parent.resolve("elsewhere");
    fill(elsewhere, 1);
    Path inside = Files.createDirectories(parent.resolve("site1/home/mounted"));
    assumeThat(Tool.run("", "mount", "--bind", elsewhere.toString(), inside.toString()).status())
        .describedAs("a container that may not mount")
        .isZero();
    try {
      assertThatThrownBy(() -> remove("site1")).isInstanceOf(IOException.class);
      assertThat(elsewhere.resolve("directory0/file0")).exists();
    } finally {
      assertThat(Tool.run("", "umount", "-l", mounted().toString()).status()).isZero();
    }
    remove("site1");
    assertThat(elsewhere.resolve("directory0/file0")).exists();
    assertThat(parent.resolve(".site1.removed")).doesNotExist();
  }

  /** It is where its parents were moved to. */
  private Path mounted() throws IOException {
    try (var found = Files.find(parent, 9, (path, _) -> path.endsWith("mounted"))) {
      return found.findFirst().orElseThrow();
    }
  }
}
