package org.gatehouse.host.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.gatehouse.host.Usage;
import org.gatehouse.host.tool.Needs;
import org.gatehouse.host.tool.Tool;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a tree stores, beside what du(1) says. */
class StoredBlocksTest {

  private static final int MEBIBYTE = 1 << 20;

  @TempDir Path base;
  private Path tree;

  @BeforeEach
  void empty() throws IOException {
    tree = Files.createDirectories(base.resolve("site1/fst"));
  }

  private Usage count() throws IOException {
    try (StoredBlocks blocks = new StoredBlocks(base, "site1", "fst")) {
      return blocks.count().orElseThrow();
    }
  }

  private long du() throws Exception {
    Process process = new ProcessBuilder("du", "-skx", tree.toString()).start();
    String answer = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).isZero();
    return Long.parseLong(answer.split("\\s")[0]);
  }

  private Path file(String name, int size) throws IOException {
    Path file = tree.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.write(file, new byte[size]);
  }

  @Test
  void itSaysWhatDuSays() throws Exception {
    for (int i = 0; i < 300; i++) {
      file("home/u" + i % 7 + "/d" + i % 30 + "/ä file " + i, i * 37);
    }
    file("big", 3 * MEBIBYTE);

    assertThat(count()).isEqualTo(new Usage(du(), true));
  }

  @Test
  void aFileOfSeveralNamesCountsOnce() throws Exception {
    Path file = file("one", MEBIBYTE);
    long before = count().kibibytes();
    Files.createLink(tree.resolve("two"), file);
    Files.createLink(Files.createDirectories(tree.resolve("d")).resolve("three"), file);

    assertThat(count().kibibytes()).isLessThan(before + 100).isEqualTo(du());
  }

  @Test
  void aSparseFileCountsWhatItHasOnTheDisk() throws Exception {
    try (RandomAccessFile sparse = new RandomAccessFile(tree.resolve("sparse").toFile(), "rw")) {
      sparse.setLength(100L * MEBIBYTE);
    }

    assertThat(count().kibibytes()).isLessThan(1_000).isEqualTo(du());
  }

  @Test
  void noLinkLeadsOut() throws Exception {
    Path elsewhere = Files.createDirectories(base.resolve("elsewhere"));
    Files.write(elsewhere.resolve("film"), new byte[MEBIBYTE]);
    Files.createSymbolicLink(tree.resolve("directory"), elsewhere);
    Files.createSymbolicLink(tree.resolve("file"), elsewhere.resolve("film"));
    Files.createSymbolicLink(tree.resolve("loop"), tree);

    assertThat(count().kibibytes()).isLessThan(100).isEqualTo(du());
  }

  @Test
  void aLinkInPlaceOfTheTreeIsNoTree() throws Exception {
    Files.move(tree, base.resolve("elsewhere"));
    Files.createSymbolicLink(tree, base.resolve("elsewhere"));

    try (StoredBlocks blocks = new StoredBlocks(base, "site1", "fst")) {
      assertThat(blocks.count()).isEmpty();
    }
    try (StoredBlocks blocks = new StoredBlocks(base, "site2", "fst")) {
      assertThat(blocks.count()).isEmpty();
    }
  }

  @Test
  @Needs(command = "perl", debianPackage = "perl-base")
  void aTreeDeeperThanAPathIsCountedWhole() throws Exception {
    assertThat(
            Tool.run(
                    "",
                    "perl",
                    "-e",
                    "chdir shift; for (1..1500) { mkdir 'deep'; chdir 'deep' or die }"
                        + " open F, '>', 'film'; print F 'x' x 1048576; close F",
                    tree.toString())
                .status())
        .isZero();

    assertThat(count()).isEqualTo(new Usage(du(), true));
    new Graveyard(base, List.of(), "site1").bury();
    new Graveyard(base, List.of(), "site1").empty(Duration.ofMinutes(5));
  }

  @Test
  void whatVanishesAndMovesMeanwhileIsNoError() throws Exception {
    for (int i = 0; i < 200; i++) {
      file("d" + i + "/e/f", 10);
    }
    AtomicBoolean over = new AtomicBoolean();
    try (var threads = Executors.newSingleThreadExecutor()) {
      var restless =
          threads.submit(
              () -> {
                while (!over.get()) {
                  for (int i = 0; i < 200; i++) {
                    Files.move(tree.resolve("d" + i + "/e"), tree.resolve("e"));
                    Files.delete(tree.resolve("e/f"));
                    Files.delete(tree.resolve("e"));
                    file("d" + i + "/e/f", 10);
                  }
                }
                return true;
              });
      try {
        for (int i = 0; i < 50; i++) {
          assertThat(count().kibibytes()).isPositive();
        }
      } finally {
        over.set(true);
      }
      assertThat(restless.get()).isTrue();
    }
  }

  @Test
  void whoHasMoreFilesThanAreLookedAtHasAtLeastWhatWasCounted() throws Exception {
    for (int i = 0; i < 20; i++) {
      file("f" + i, MEBIBYTE / 16);
    }
    try (StoredBlocks blocks = new StoredBlocks(10, base, "site1", "fst")) {
      Usage usage = blocks.count().orElseThrow();

      assertThat(usage.complete()).isFalse();
      assertThat(usage.kibibytes()).isBetween(1L, count().kibibytes() - 1);
    }
  }
}
