package org.gatehouse.host.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.gatehouse.host.tool.Needs;
import org.gatehouse.host.tool.Tool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Removing what strangers made. */
class GraveyardTest {
  @TempDir Path parent;

  private void remove(String name) throws IOException {
    Graveyard graveyard = new Graveyard(parent, name);
    graveyard.bury();
    graveyard.empty();
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
  void aRemovalThatWasCutShortIsCompleted() throws Exception {
    fill(parent.resolve("site1"), 2);
    new Graveyard(parent, "site1").bury();
    assertThat(parent.resolve("site1")).doesNotExist();
    fill(parent.resolve("site1"), 1);

    remove("site1");

    assertThat(parent).isEmptyDirectory();
  }

  @Test
  void severalMayRemoveTheSame() throws Exception {
    fill(parent.resolve("site1"), 5);
    new Graveyard(parent, "site1").bury();
    Callable<Void> removing =
        () -> {
          new Graveyard(parent, "site1").empty();
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
      assertThatThrownBy(() -> remove("site1")).isInstanceOf(FileSystemException.class);
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
