package org.gatehouse.host.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gatehouse.host.tree.Accounts.get;
import static org.gatehouse.host.tree.Accounts.makeCollections;
import static org.gatehouse.host.tree.Accounts.put;
import static org.gatehouse.host.tree.Accounts.refusal;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.gatehouse.host.tool.Tool;
import org.gatehouse.host.tree.TreeException.Reason;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is being written is out of sight, and what a crash leaves there goes. */
class StagingTest {

  @TempDir Path data;
  private Accounts accounts;
  private Path home;
  private Path staging;

  @BeforeEach
  void aSite() throws Exception {
    accounts = Accounts.make(data);
    home = accounts.home("jane");
    staging = home.resolve(".gatehouse-staging");
  }

  private static TreePath at(String path) {
    return TreePath.of(path);
  }

  @Test
  void itIsTheAccountsAlone() throws Exception {
    try (AccountTree jane = accounts.jane()) {
      put(jane, "f", "x");
    }
    assertThat(Files.getPosixFilePermissions(staging))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    if (Tool.isRoot()) {
      assertThat(Files.getAttribute(staging, "unix:uid")).isEqualTo((int) Accounts.JANE);
    }
  }

  @Test
  void whatACrashLeftGoesAndWhatIsBeingWrittenStays() throws Exception {
    try (AccountTree jane = accounts.jane();
        AccountTree admin = accounts.admin();
        StagedFile file = jane.stage(at("f"))) {
      file.write("whole".getBytes(StandardCharsets.UTF_8), 0, 5);
      put(admin, "f", "x");
      Files.writeString(staging.resolve("left"), "half");
      Files.createDirectories(staging.resolve("tree/removed/deep/er"));
      Files.writeString(staging.resolve("tree/removed/deep/er/f"), "x");
      Files.createSymbolicLink(staging.resolve("link"), Path.of("/"));
      Files.createSymbolicLink(staging.resolve("tree/link"), home);
      Path adminsLeft = accounts.home("admin").resolve(".gatehouse-staging/left");
      Files.writeString(adminsLeft, "half");
      Path sitesLeft = accounts.site().resolve(".gatehouse-staging/left");
      Files.createDirectories(sitesLeft);
      Path elsewhere = home.resolve("d/.gatehouse-staging/kept");
      Files.createDirectories(elsewhere);

      accounts.host().emptyStaging();

      try (var left = Files.list(staging)) {
        assertThat(left).hasSize(1);
      }
      assertThat(adminsLeft).doesNotExist();
      assertThat(sitesLeft).doesNotExist();
      assertThat(elsewhere).exists();
      file.commit();
      assertThat(get(jane, "f")).isEqualTo("whole");
      assertThat(staging).isEmptyDirectory();
    }
  }

  @Test
  void whatIsNeitherFileNorDirectoryGoesWithoutBeingOpened() throws Exception {
    Files.createDirectory(staging);
    assertThat(Tool.run("", "mkfifo", staging.resolve("pipe").toString()).status()).isZero();
    accounts.host().emptyStaging();
    assertThat(staging).isEmptyDirectory();
  }

  @Test
  void aStagingDirectoryThatIsALinkIsNeitherUsedNorSwept() throws Exception {
    Path elsewhere = Files.createDirectories(data.resolve("elsewhere"));
    Files.writeString(elsewhere.resolve("kept"), "kept");
    Files.createSymbolicLink(staging, elsewhere);
    accounts.host().emptyStaging();
    try (AccountTree jane = accounts.jane()) {
      assertThat(refusal(() -> put(jane, "f", "x"))).isEqualTo(Reason.FORBIDDEN);
      makeCollections(jane, "d");
    }
    assertThat(elsewhere.resolve("kept")).hasContent("kept");
    assertThat(home.resolve("f")).doesNotExist();
  }

  @Test
  void anAdminWithoutAHomeStagesInTheSitesRoot() throws Exception {
    Files.delete(accounts.home("admin"));
    try (AccountTree admin = accounts.admin()) {
      put(admin, "f", "x");
      assertThat(get(admin, "f")).isEqualTo("x");
      assertThat(admin.find(at(".gatehouse-staging"))).isEmpty();
      Accounts.list(admin, "");
    }
    assertThat(accounts.site().resolve(".gatehouse-staging")).isEmptyDirectory();
    assertThat(accounts.home("admin")).doesNotExist();
  }

  @Test
  void sweepsAndWritersDoNotDisturbEachOther() throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    try (var threads = Executors.newSingleThreadExecutor()) {
      Future<Boolean> sweeper =
          threads.submit(
              () -> {
                while (!over.get()) {
                  accounts.host().emptyStaging();
                }
                return true;
              });
      try (AccountTree jane = accounts.jane()) {
        for (int i = 0; i < 200; i++) {
          put(jane, "f", "content " + i);
          assertThat(get(jane, "f")).isEqualTo("content " + i);
          makeCollections(jane, "d", "d/e");
          put(jane, "d/e/f", "x");
          assertThat(jane.copy(at("d"), at("copy"), true)).isEmpty();
          assertThat(get(jane, "copy/e/f")).isEqualTo("x");
          assertThat(jane.remove(at("d"), member -> false)).isEmpty();
          assertThat(jane.remove(at("copy"), member -> false)).isEmpty();
        }
      } finally {
        over.set(true);
      }
      assertThat(sweeper.get()).isTrue();
    }
    assertThat(staging).isEmptyDirectory();
  }

  @Test
  void readersSeeTheOldContentOrTheNewOneWhole() throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    String[] contents = {"a".repeat(200_000), "b".repeat(100_000), "c"};
    try (AccountTree jane = accounts.jane();
        AccountTree reader = accounts.jane();
        var threads = Executors.newSingleThreadExecutor()) {
      put(jane, "f", contents[0]);
      put(jane, "other", contents[1]);
      Future<Integer> reading =
          threads.submit(
              () -> {
                int read = 0;
                while (!over.get()) {
                  assertThat(get(reader, "f")).isIn((Object[]) contents);
                  assertThat(reader.find(at("f"))).isPresent();
                  read++;
                }
                return read;
              });
      try {
        for (int i = 0; i < 100; i++) {
          put(jane, "f", contents[i % 3]);
          jane.copyOver(at("other"), at("f"));
          put(jane, "more", contents[2]);
          jane.moveOver(at("more"), at("f"));
        }
      } finally {
        over.set(true);
      }
      assertThat(reading.get()).isPositive();
    }
  }

  @Test
  void theFirstWritersOfAnAccountDoNotDisturbEachOther() throws Exception {
    try (var threads = Executors.newFixedThreadPool(8)) {
      for (int round = 0; round < 20; round++) {
        Files.deleteIfExists(staging);
        List<Callable<Node>> writers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
          String name = "f" + i;
          writers.add(
              () -> {
                try (AccountTree jane = accounts.jane()) {
                  return put(jane, name, "x");
                }
              });
        }
        for (Future<Node> written : threads.invokeAll(writers)) {
          assertThat(written.get().size()).isEqualTo(1);
        }
      }
    }
    if (Tool.isRoot()) {
      assertThat(Files.getAttribute(staging, "unix:uid")).isEqualTo((int) Accounts.JANE);
    }
    try (var all = Files.list(home)) {
      assertThat(all).hasSize(9);
    }
  }

  @Test
  void aStagingDirectoryOfSomebodyElsesMakingIsNoWayOut() throws Exception {
    Files.createDirectory(staging);
    try (AccountTree jane = accounts.jane();
        StagedFile file = jane.stage(at("f"))) {
      file.write(new byte[] {'x'}, 0, 1);
      // The account itself may work in there: a link in the place of what is staged.
      Path staged;
      try (var all = Files.list(staging)) {
        staged = all.findFirst().orElseThrow();
      }
      Path secret = Files.writeString(data.resolve("secret"), "secret");
      Files.delete(staged);
      Files.createSymbolicLink(staged, secret);
      file.commit();
      assertThat(jane.find(at("f"))).isEmpty();
      assertThat(refusal(() -> get(jane, "f"))).isEqualTo(Reason.NOT_FOUND);
      assertThat(secret).hasContent("secret");
      assertThat(Files.exists(home.resolve("f"), LinkOption.NOFOLLOW_LINKS)).isTrue();
    }
  }

  @Test
  void aNewFileLeavesWhatAppearedInItsPlaceMeanwhile() throws Exception {
    try (AccountTree jane = accounts.jane();
        AccountTree other = accounts.jane();
        StagedFile first = jane.stage(at("f"));
        StagedFile second = jane.stage(at("d"));
        StagedFile third = jane.stage(at("link"))) {
      put(other, "f", "other");
      makeCollections(other, "d");
      Accounts.give(Files.createSymbolicLink(home.resolve("link"), Path.of("f")), Accounts.JANE);

      for (StagedFile staged : List.of(first, second, third)) {
        assertThat(refusal(staged::commitNew)).isEqualTo(Reason.EXISTS);
      }
      assertThat(get(jane, "f")).isEqualTo("other");
      assertThat(get(jane, "link")).isEqualTo("other");
      assertThat(Accounts.list(jane, "d")).isEmpty();
    }
    assertThat(staging).isEmptyDirectory();
  }

  @Test
  void aNewFileIsMadeWhereNothingIsOrALinkLeadsNowhere() throws Exception {
    Accounts.give(
        Files.createSymbolicLink(home.resolve("link"), Path.of("nowhere")), Accounts.JANE);
    try (AccountTree jane = accounts.jane()) {
      for (String path : List.of("f", "link")) {
        try (StagedFile staged = jane.stage(at(path))) {
          assertThat(staged.commitNew()).isEqualTo(jane.find(at(path)).orElseThrow());
        }
        assertThat(home.resolve(path)).isEmptyFile();
      }
      assertThat(home.resolve("nowhere")).doesNotExist();
    }
    assertThat(staging).isEmptyDirectory();
  }
}
