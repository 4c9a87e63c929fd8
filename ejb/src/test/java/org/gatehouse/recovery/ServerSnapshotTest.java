package org.gatehouse.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A copy of the database does not outlive the backup that asked for it. */
class ServerSnapshotTest {

  private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");

  @TempDir private Path run;

  private Path snapshot(String name, int secondsAgo) throws IOException {
    Path directory = Files.createDirectory(run.resolve(name));
    Files.writeString(directory.resolve("site.tsv"), "id\n");
    return Files.setLastModifiedTime(directory, FileTime.from(NOW.minusSeconds(secondsAgo)));
  }

  @Test
  void whatNobodyFetchedIsRemovedAndWhatIsStillWrittenIsNot() throws IOException {
    Path left = snapshot("backup.1", 31);
    Path justMade = snapshot("backup.2", 10);
    Path written = snapshot("backup.3", 300);
    Path other = snapshot("other", 300);

    ServerSnapshot.sweep(run, Optional.of(written), NOW);

    assertThat(left).doesNotExist();
    assertThat(justMade.resolve("site.tsv")).exists();
    assertThat(written.resolve("site.tsv")).exists();
    assertThat(other).exists();
  }

  @Test
  void aBackupReadsFilesThatAreGoneFromTheDisk() throws IOException {
    Path directory = snapshot("backup.1", 0);

    try (OpenSnapshot snapshot = OpenSnapshot.of(directory)) {
      assertThat(directory).doesNotExist();
      assertThat(snapshot.names()).containsExactly("site.tsv");
      assertThat(snapshot.size("site.tsv")).isEqualTo(3);
      for (int time = 0; time < 2; time++) {
        assertThat(snapshot.content("site.tsv").readAllBytes())
            .isEqualTo("id\n".getBytes(StandardCharsets.UTF_8));
      }
    }
  }
}
