package org.gatehouse.arquillian.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Somebody in the account swaps files and directories with links that lead out while requests run
 * (issue 7, shows 4): nothing outside is ever read, written or made.
 */
@RunningGatehouse
@Needs(value = "curl", root = true)
class DavLinksIT {

  private static final String CANARY = "canary outside of the root";
  private static final int REQUESTS = 10_000;
  private static final int CLIENTS = 4;

  private final GatehouseServer gatehouse;

  DavLinksIT(GatehouseServer gatehouse) {
    this.gatehouse = gatehouse;
  }

  @Test
  void linksThatAreSwappedWhileRequestsRunLeadNobodyOut(@TempDir Path elsewhere) throws Exception {
    try (DavSite site = new DavSite(gatehouse)) {
      Path home = site.root().resolve("home/guest");
      List<Path> outside = List.of(elsewhere, site.root().resolve("outside"));
      for (Path one : outside) {
        makeCanaries(one);
      }
      List<SortedMap<String, String>> before = outside.stream().map(DiskListing::of).toList();
      long seed = Long.getLong("gatehouse.test.seed", System.nanoTime());
      System.out.println("DavLinksIT: -Dgatehouse.test.seed=" + seed);

      SortedMap<Integer, Integer> statuses = new TreeMap<>();
      long swaps;
      try (Swapping swapping = new Swapping(home, List.of("d", "f", "p"), targets(home, outside));
          ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
        List<Future<Map<Integer, Integer>>> all = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
          Random random = new Random(seed + i);
          DavClient client = site.guest();
          Callable<Map<Integer, Integer>> requests = () -> requests(client, random);
          all.add(clients.submit(requests));
        }
        for (Future<Map<Integer, Integer>> one : all) {
          one.get().forEach((status, count) -> statuses.merge(status, count, Integer::sum));
        }
        swaps = swapping.swaps();
      }
      System.out.println("DavLinksIT: " + swaps + " swaps, statuses " + statuses);

      for (int i = 0; i < outside.size(); i++) {
        assertThat(DiskListing.of(outside.get(i))).as("seed " + seed).isEqualTo(before.get(i));
      }
      assertThat(contents(home)).as("seed " + seed).noneMatch(text -> text.contains(CANARY));
      assertThat(swaps).as("there were links and none in turn").isGreaterThan(REQUESTS);
      assertThat(statuses.headMap(300).values().stream().mapToInt(Integer::intValue).sum())
          .as("many met no link")
          .isGreaterThan(REQUESTS / 10);
      assertThat(statuses).as("some met one").containsKey(404);
      assertThat(statuses.keySet()).as("seed " + seed).allMatch(status -> status < 500);
    }
  }

  private static void makeCanaries(Path directory) throws IOException {
    for (String path : List.of("f", "q/f", "sub/f")) {
      Path file = directory.resolve(path);
      Files.createDirectories(file.getParent());
      Files.writeString(file, CANARY);
    }
  }

  /** Where links lead: absolute as the machine sees it and as the site does, and by going up. */
  private static List<Path> targets(Path home, List<Path> outside) {
    List<Path> targets = new ArrayList<>(outside);
    targets.add(Path.of("/outside"));
    targets.add(Path.of("../../outside"));
    targets.add(home.relativize(outside.getFirst()));
    return targets;
  }

  private static List<String> contents(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      return all.filter(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS))
          .map(
              path -> {
                try {
                  return Files.readString(path);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              })
          .toList();
    }
  }

  /** Requests of all kinds to what is swapped; tells how often which status was answered. */
  private static Map<Integer, Integer> requests(DavClient client, Random random) {
    Map<Integer, Integer> statuses = new TreeMap<>();
    List<String> paths =
        List.of(
            "/f", "/d/f", "/d/new", "/d/sub/f", "/d/sub/new", "/p/q/f", "/p/q/new", "/d", "/p/q");
    for (int i = 0; i < REQUESTS / CLIENTS; i++) {
      String path = paths.get(random.nextInt(paths.size()));
      String own = "/own-" + random.nextInt(4);
      DavClient.Reply reply =
          switch (random.nextInt(14)) {
            case 0, 1, 2 -> client.get(path);
            case 3, 4 -> client.put(path, "of the guest");
            case 5 -> client.put(own, "of the guest");
            case 6 -> client.propfind(path, "1");
            case 7 -> client.send("COPY", path, "", "Destination", own);
            case 8 -> client.send("COPY", own, "", "Destination", path);
            case 9 -> client.send("MOVE", own, "", "Destination", path);
            case 10 -> client.send("MOVE", path, "", "Destination", own);
            case 11 -> client.send(random.nextBoolean() ? "DELETE" : "MKCOL", path, "");
            case 12 ->
                client.send(
                    "PROPPATCH",
                    path,
                    "<propertyupdate xmlns='DAV:'><set><prop><x xmlns='u:'>y</x></prop></set>"
                        + "</propertyupdate>");
            default -> lockAndUnlock(client, path);
          };
      assertThat(reply.body()).as(path).doesNotContain(CANARY);
      statuses.merge(reply.status(), 1, Integer::sum);
    }
    return statuses;
  }

  private static DavClient.Reply lockAndUnlock(DavClient client, String path) {
    DavClient.Reply locked = client.lock(path, "shared", "0");
    locked
        .header("Lock-Token")
        .ifPresent(token -> client.send("UNLOCK", path, "", "Lock-Token", token));
    return locked;
  }

  /** Exchanges what is in a home with links, in one step each (renameat2(2)). */
  private static final class Swapping implements AutoCloseable {

    /** Without one it would take a processor from the server, and swap no oftener than it looks. */
    private static final Duration PAUSE = Duration.ofNanos(20_000);

    private static final int AT_FDCWD = -100;
    private static final int RENAME_NOREPLACE = 1;
    private static final int RENAME_EXCHANGE = 2;

    @SuppressWarnings("restricted")
    private static final MethodHandle RENAMEAT2 =
        Linker.nativeLinker()
            .downcallHandle(
                Linker.nativeLinker().defaultLookup().findOrThrow("renameat2"),
                FunctionDescriptor.of(
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT,
                    ValueLayout.ADDRESS,
                    ValueLayout.JAVA_INT,
                    ValueLayout.ADDRESS,
                    ValueLayout.JAVA_INT));

    private final AtomicBoolean over = new AtomicBoolean();
    private final Path home;
    private final List<String> names;
    private final List<Path> targets;
    private final Thread thread;
    private volatile long swaps;
    private volatile Throwable failure;

    Swapping(Path home, List<String> names, List<Path> targets) {
      this.home = home;
      this.names = names;
      this.targets = targets;
      thread = Thread.ofPlatform().start(this::swap);
    }

    private void swap() {
      try {
        List<Path> links = new ArrayList<>();
        for (int i = 0; i < names.size() * targets.size(); i++) {
          links.add(home.resolve("link-" + i));
        }
        for (int turn = 0; !over.get(); turn++) {
          int which = turn % links.size();
          String name = names.get(which % names.size());
          Path target = targets.get(which / names.size());
          Path link = links.get(which);
          // There and back, so that a link is a link again.
          for (int i = 0; i < 2; i++) {
            if (rename(link, home.resolve(name), RENAME_EXCHANGE)) {
              swaps++;
            } else {
              prepare(name, link, name.equals("f") ? target.resolve("f") : target);
            }
            LockSupport.parkNanos(PAUSE.toNanos());
          }
        }
      } catch (IOException | RuntimeException | AssertionError e) {
        failure = e;
      }
    }

    private static boolean rename(Path from, Path to, int flags) {
      try (Arena arena = Arena.ofConfined()) {
        return (int)
                RENAMEAT2.invokeExact(
                    AT_FDCWD,
                    arena.allocateFrom(from.toString()),
                    AT_FDCWD,
                    arena.allocateFrom(to.toString()),
                    flags)
            == 0;
      } catch (Throwable e) {
        throw new AssertionError(e);
      }
    }

    /** Makes what is not there yet, or what a request took away. */
    private void prepare(String name, Path link, Path target) throws IOException {
      if (!Files.isSymbolicLink(link)) {
        Program.run("rm", "-rf", "--", link.toString()).orFail();
        Files.createSymbolicLink(link, target);
      }
      Path made = home.resolve("made");
      if (name.equals("f")) {
        Files.writeString(made, "of the guest");
        own(made);
      } else {
        Path inner = Files.createDirectories(made.resolve(name.equals("d") ? "sub" : "q"));
        own(made);
        own(inner);
      }
      if (!rename(made, home.resolve(name), RENAME_NOREPLACE)) {
        Program.run("rm", "-rf", "--", made.toString()).orFail();
      }
    }

    /** What was made by this process is the account's. */
    private void own(Path made) throws IOException {
      for (String owner : List.of("unix:uid", "unix:gid")) {
        Files.setAttribute(made, owner, Files.getAttribute(home, owner), LinkOption.NOFOLLOW_LINKS);
      }
    }

    long swaps() {
      return swaps;
    }

    @Override
    public void close() {
      over.set(true);
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      assertThat(failure).isNull();
    }
  }
}
