package org.gatehouse.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is restored comes to its place as a whole, also where only the place may be written. */
class DestinationTest {

  @TempDir private Path parent;

  private Path made(Destination destination) throws IOException {
    Files.createDirectories(destination.fresh().resolve("virtual/site1"));
    Files.writeString(destination.fresh().resolve("node"), "a");
    destination.settle();
    return destination.data();
  }

  private void assertWhole(Path data) throws IOException {
    assertThat(data.toFile().list()).containsExactlyInAnyOrder("virtual", "node");
    assertThat(data.resolve("virtual/site1")).isDirectory();
    assertThat(Files.getPosixFilePermissions(data))
        .isEqualTo(PosixFilePermissions.fromString("rwx--x--x"));
    assertThat(parent.toFile().list()).containsExactly("data");
  }

  @Test
  void besideItsPlaceOneRenamePutsItThere() throws IOException {
    Destination destination = Destination.of(parent.resolve("data"));
    assertThat(destination.inside()).isFalse();

    assertWhole(made(destination));
  }

  @Test
  void insideOfAnEmptyDirectoryItsParentIsNotNeeded() throws IOException {
    Destination destination = Destination.inside(Files.createDirectory(parent.resolve("data")));
    assertThat(destination.fresh()).hasParent(parent.resolve("data"));

    assertWhole(made(destination));
  }

  @Test
  void aPlaceOnAnotherFileSystemThanItsParentIsFilledInside() throws IOException {
    // A file system of its own on every Linux, with a directory that nothing is restored into.
    Path mounted = Path.of("/dev/shm");
    assumeTrue(Files.isWritable(mounted));
    Destination destination = Destination.of(mounted);
    try (Unfinished _ = new Unfinished(destination.fresh())) {
      assertThat(destination.inside()).isTrue();
    }
  }
}
