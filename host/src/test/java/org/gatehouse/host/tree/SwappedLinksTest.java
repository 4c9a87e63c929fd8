package org.gatehouse.host.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gatehouse.host.tree.Accounts.get;
import static org.gatehouse.host.tree.Accounts.makeCollections;
import static org.gatehouse.host.tree.Accounts.put;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.gatehouse.host.tree.TreeException.Reason;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is renamed and linked while something is done, nothing is done outside the root. */
class SwappedLinksTest {

  private static final int ROUNDS = 300;
  private static final String CANARY = "CANARY";

  @TempDir Path data;
  private Accounts accounts;
  private Path home;
  private final List<Path> outside = new ArrayList<>();

  @BeforeEach
  void whatIsOutside() throws Exception {
    accounts = Accounts.make(data);
    home = accounts.home("jane");
    // All of it is jane's on the disk: nothing but the path keeps her out.
    for (Path place :
        List.of(
            data.resolve("outside"),
            accounts.site().resolve("var"),
            accounts.home("admin").resolve("private"))) {
      Files.createDirectories(place.resolve("d"));
      Files.writeString(place.resolve("f"), CANARY);
      Files.writeString(place.resolve("d/f"), CANARY);
      for (String own : new String[] {"", "d", "f", "d/f"}) {
        Accounts.give(place.resolve(own), Accounts.JANE);
      }
      outside.add(place);
    }
    try (AccountTree jane = accounts.jane()) {
      makeCollections(jane, "safe", "real", "real/d");
      put(jane, "real/f", "inside");
      put(jane, "real/d/f", "inside");
    }
  }

  private List<Map<String, String>> snapshots() throws IOException {
    List<Map<String, String>> all = new ArrayList<>();
    for (Path place : outside) {
      all.add(Snapshot.of(place));
    }
    return all;
  }

  /** What {@code swap} leads to, one after the other. */
  private List<Path> targets() {
    return List.of(
        Path.of("real"),
        Path.of("/var"),
        Path.of("real"),
        Path.of("../admin/private"),
        Path.of("real"),
        data.resolve("outside"),
        Path.of("real"),
        Path.of("../../../../../outside"),
        Path.of("../.."));
  }

  private Callable<Boolean> links(AtomicBoolean over) {
    return () -> {
      while (!over.get()) {
        for (Path target : targets()) {
          Path fresh = home.resolve("fresh");
          Files.createSymbolicLink(fresh, target);
          Accounts.give(fresh, Accounts.JANE);
          Files.move(fresh, home.resolve("swap"), StandardCopyOption.ATOMIC_MOVE);
        }
      }
      return true;
    };
  }

  /** Puts links in the place of a directory, and the directory back. */
  private Callable<Boolean> directories(AtomicBoolean over) {
    return () -> {
      while (!over.get()) {
        for (Path target : targets()) {
          Path place = home.resolve("real");
          if (Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
            Files.move(place, home.resolve("aside"), StandardCopyOption.ATOMIC_MOVE);
          }
          Accounts.give(Files.createSymbolicLink(place, target), Accounts.JANE);
          try {
            Files.delete(place);
            Files.move(home.resolve("aside"), place, StandardCopyOption.ATOMIC_MOVE);
          } catch (NoSuchFileException e) {
            // what is tested removed or moved it, as it may
            Files.createDirectories(home.resolve("aside/d"));
          }
        }
      }
      return true;
    };
  }

  private interface Swapping {
    Callable<Boolean> until(AtomicBoolean over);
  }

  private void assertNothingIsDoneOutside(String way, Swapping swapping) throws Exception {
    List<Map<String, String>> before = snapshots();
    AtomicBoolean over = new AtomicBoolean();
    int done = 0;
    try (AccountTree jane = accounts.jane();
        var threads = Executors.newSingleThreadExecutor()) {
      Future<Boolean> restless = threads.submit(swapping.until(over));
      try {
        for (int i = 0; i < ROUNDS; i++) {
          done += round(jane, way, i);
        }
      } finally {
        over.set(true);
      }
      assertThat(restless.get()).isTrue();
    }
    assertThat(snapshots()).isEqualTo(before);
    // Otherwise nothing was tested.
    assertThat(done).isPositive();
  }

  private int round(AccountTree jane, String way, int i) throws IOException {
    int done = 0;
    for (String below : new String[] {way, way + "/d"}) {
      TreePath file = TreePath.of(below + "/f");
      done += tried(() -> assertThat(get(jane, below + "/f")).doesNotContain(CANARY));
      done += tried(() -> put(jane, below + "/f", "inside " + i));
      done += tried(() -> put(jane, below + "/new" + i, "inside"));
      done += tried(() -> makeCollections(jane, below + "/made" + i));
      done += tried(() -> jane.setProperties(file, new byte[] {1}));
      done += tried(() -> jane.list(TreePath.of(below), (_, _, _) -> {}));
      done += tried(() -> jane.copy(TreePath.of(below), TreePath.of("safe/copy"), true));
      assertNoCanary(home.resolve("safe"));
      done += tried(() -> jane.remove(TreePath.of("safe/copy"), member -> false));
      done += tried(() -> jane.copy(file, TreePath.of("safe/f"), true));
      done += tried(() -> jane.copyOver(file, TreePath.of("safe/f")));
      done += tried(() -> jane.move(TreePath.of("safe/f"), TreePath.of(below + "/moved" + i)));
      done += tried(() -> jane.move(TreePath.of(below + "/new" + i), TreePath.of("safe/new")));
      done += tried(() -> jane.moveOver(TreePath.of("safe/new"), file));
      done += tried(() -> jane.remove(TreePath.of(below + "/made" + i), member -> false));
      done += tried(() -> jane.remove(TreePath.of(below + "/moved" + i), member -> false));
      assertNoCanary(home.resolve("safe"));
      jane.remove(TreePath.of("safe"), member -> false);
      makeCollections(jane, "safe");
    }
    return done;
  }

  private static int tried(Accounts.Deed deed) throws IOException {
    try {
      deed.done();
      return 1;
    } catch (TreeException e) {
      if (e.reason() == Reason.FAILED) {
        throw e;
      }
      return 0;
    }
  }

  private static void assertNoCanary(Path directory) throws IOException {
    try (var paths = Files.walk(directory)) {
      for (Path path : (Iterable<Path>) paths::iterator) {
        if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
          assertThat(Files.readString(path, StandardCharsets.ISO_8859_1)).doesNotContain(CANARY);
        }
      }
    }
  }

  @Test
  void aLinkThatLeadsElsewhereEachTime() throws Exception {
    assertNothingIsDoneOutside("swap", this::links);
  }

  @Test
  void aDirectoryThatIsALinkEverySecondTime() throws Exception {
    assertNothingIsDoneOutside("real", this::directories);
  }
}
