package org.gatehouse.host.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** "Atomic: a half-made root never remains." */
class NewDirectoryTest {
  @TempDir Path parent;

  @Test
  void itAppearsWithAllItsContent() throws Exception {
    boolean made =
        NewDirectory.make(
            parent,
            "site1",
            "rwx--x--x",
            directory -> {
              assertThat(parent.resolve("site1")).doesNotExist();
              Files.writeString(directory.resolve("file"), "x");
            });

    assertThat(made).isTrue();
    assertThat(parent.resolve("site1/file")).hasContent("x");
    assertThat(parent).isDirectoryNotContaining("glob:**/.*");
  }

  @Test
  void whatIsThereStays() throws Exception {
    Files.createDirectory(parent.resolve("site1"));

    assertThat(NewDirectory.make(parent, "site1", "rwx------", _ -> {})).isFalse();
    assertThat(parent.resolve("site1")).isEmptyDirectory();
  }

  @Test
  void aFailureLeavesNothing() {
    assertThatThrownBy(
            () ->
                NewDirectory.make(
                    parent,
                    "site1",
                    "rwx------",
                    directory -> {
                      Files.writeString(directory.resolve("file"), "x");
                      throw new IOException("disk full");
                    }))
        .hasMessage("disk full");
    assertThat(parent).isEmptyDirectory();
  }

  @Test
  void whatACrashLeftDoesNotStandInTheWay() throws Exception {
    Files.createDirectories(parent.resolve(".site1.making/half"));

    assertThat(NewDirectory.make(parent, "site1", "rwx------", _ -> {})).isTrue();
    assertThat(parent.resolve("site1")).isEmptyDirectory();
    assertThat(parent).isDirectoryNotContaining("glob:**/.*");
  }
}
