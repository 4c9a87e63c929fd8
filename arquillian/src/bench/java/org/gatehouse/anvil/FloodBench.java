package org.gatehouse.anvil;

import java.lang.management.ManagementFactory;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;
import org.gatehouse.arquillian.domain.MariaDb;
import org.gatehouse.auth.ClientAddress;
import org.gatehouse.auth.Gate;
import org.gatehouse.database.Database;
import org.gatehouse.persistence.GatehouseDataSource;
import org.gatehouse.persistence.Schema;

/**
 * Attempts that fail, each from another address, into the anvil and its ledger on MariaDB: whether
 * the heap and the time of each stay as they are, and how long the anvil keeps a legitimate sign-in
 * meanwhile. No password is hashed and no answer is held: it is the ledger that is measured.
 */
final class FloodBench {

  private static final int PARTS = 10;
  private static final int THREADS = 2;
  private static final int SIGN_INS = 300;
  private static final Duration BETWEEN = Duration.ofMillis(20);
  private static final int NAMES = 1000;
  private static final int WARM_UP = 5000;

  /** What a heap may differ by that holds the same: some caches are not full at first. */
  private static final long FLAT_BYTES = 24L << 20;

  private static final double FLAT_TIME = 1.3;
  private static final double MOST_DURING = 2.0;

  private static final Limits LIMITS =
      new Limits(
          20, Duration.ofSeconds(900), 3, Duration.ofMillis(100), Duration.ofSeconds(5), true);

  private static final Logger FLYWAY = Logger.getLogger("org.flywaydb");

  private FloodBench() {}

  /** Whoever comes from the one address is known there. */
  private static final class Known extends KnownAddresses {
    @Override
    public boolean knows(String account, ClientAddress address) {
      return anybody(address);
    }

    @Override
    public boolean anybody(ClientAddress address) {
      return address.text().equals("192.0.2.1");
    }

    @Override
    public int sweep() {
      return 0;
    }
  }

  /** Transactions of a thread, without an application server. */
  private static final class PlainDatabase extends Database {
    private final DataSource source;

    PlainDatabase(DataSource source) {
      this.source = source;
    }

    @Override
    public <T> T read(Work<T> work) {
      return apart(work);
    }

    @Override
    public <T> T apart(Work<T> work) {
      try (Connection connection = source.getConnection()) {
        return work.with(connection);
      } catch (SQLException e) {
        throw failed(e);
      }
    }

    @Override
    public <T> T together(Work<T> work) {
      return apart(work);
    }

    @Override
    public <T> T whole(Supplier<T> deed) {
      return deed.get();
    }
  }

  /**
   * Exit status 1 when something grows.
   *
   * @param arguments how many addresses
   */
  public static void main(String[] arguments) throws Exception {
    int addresses = Integer.parseInt(arguments[0]);
    int status;
    try (MariaDb mariaDb = MariaDb.start()) {
      Path data = Files.createTempDirectory("gatehouse-flood");
      Path settings = Files.createDirectory(data.resolve("custom")).resolve("config.ini");
      Files.writeString(settings, mariaDb.settings());
      DataSource source = new GatehouseDataSource(data);
      FLYWAY.setLevel(Level.WARNING);
      Schema.migrate(source);
      status = measure(ofThreads(source), addresses);
      // Its server goes before its connections do, which is none of its business.
      Logger.getLogger("org.gatehouse.persistence").setLevel(Level.OFF);
      Files.delete(settings);
      Files.delete(settings.getParent());
      Files.delete(data);
    }
    System.exit(status);
  }

  /** A connection of each thread's own, as an application server's pool comes to have them. */
  private static DataSource ofThreads(DataSource source) {
    ThreadLocal<Connection> kept = new ThreadLocal<>();
    return proxy(
        DataSource.class,
        (_, method, arguments) -> {
          if (!method.getName().equals("getConnection")) {
            return method.invoke(source, arguments);
          }
          if (kept.get() == null) {
            Connection connection = source.getConnection();
            kept.set(
                proxy(
                    Connection.class,
                    (_, called, values) ->
                        called.getName().equals("close")
                            ? null
                            : called.invoke(connection, values)));
          }
          return kept.get();
        });
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(
        Proxy.newProxyInstance(FloodBench.class.getClassLoader(), new Class<?>[] {type}, handler));
  }

  private static int measure(DataSource source, int addresses) throws Exception {
    SplittableRandom seeds = new SplittableRandom();
    RandomGenerator random =
        () -> {
          synchronized (seeds) {
            return seeds.nextLong();
          }
        };
    Anvil anvil =
        new Anvil(
            new SqlLedger(source, new PlainDatabase(source), _ -> {}, random, () -> LIMITS),
            new Known(),
            () -> LIMITS,
            List.of(),
            Clock.systemUTC(),
            System::nanoTime,
            random);
    flood(anvil, 0, Math.max(WARM_UP, addresses / 50)); // until the code is compiled
    signIns(anvil);
    double quiet = signIns(anvil);
    AtomicBoolean over = new AtomicBoolean();
    List<Double> during = new ArrayList<>();
    Thread person =
        Thread.ofPlatform()
            .start(
                () -> {
                  while (!over.get()) {
                    during.add(signIns(anvil));
                  }
                });
    double[] microseconds = new double[PARTS];
    long[] heap = new long[PARTS];
    System.out.println("addresses   µs each   heap in use");
    for (int part = 0; part < PARTS; part++) {
      int each = addresses / PARTS;
      long start = System.nanoTime();
      flood(anvil, 1 + part, each);
      microseconds[part] = (System.nanoTime() - start) / 1e3 / each;
      System.gc();
      heap[part] = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
      System.out.printf(
          Locale.ROOT,
          "%9d  %8.0f  %8.1f MiB%n",
          (part + 1) * each,
          microseconds[part],
          heap[part] / 1048576.0);
    }
    over.set(true);
    person.join();
    double busy = median(during.stream().mapToDouble(Double::doubleValue).toArray());
    System.out.printf(
        Locale.ROOT,
        "a legitimate sign-in at the anvil: %.2f ms when quiet, %.2f ms during the flood%n",
        quiet,
        busy);
    // The first part still fills caches: the second is what the end is compared with.
    boolean kept =
        verdict(
            "time per attempt, the last tenth to the second",
            microseconds[PARTS - 1] / microseconds[1],
            FLAT_TIME);
    kept &=
        verdict(
            "heap in use, the last tenth to the second",
            (double) heap[PARTS - 1] / heap[1],
            1 + (double) FLAT_BYTES / heap[1]);
    kept &= verdict("a sign-in during the flood to a quiet one", busy / quiet, MOST_DURING);
    return kept ? 0 : 1;
  }

  private static boolean verdict(String what, double ratio, double most) {
    boolean kept = ratio <= most;
    System.out.printf(
        Locale.ROOT, "%s: %.2f (at most %.2f%s)%n", what, ratio, most, kept ? "" : ", NOT KEPT");
    return kept;
  }

  /** Each from another address, at one of many names. */
  private static void flood(Anvil anvil, int part, int count) throws InterruptedException {
    AtomicInteger next = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int n = next.getAndIncrement(); n < count; n = next.getAndIncrement()) {
                      ClientAddress address =
                          ClientAddress.of(
                              "%d.%d.%d.%d"
                                  .formatted(20 + part, n >> 16 & 255, n >> 8 & 255, n & 255));
                      if (anvil.enter(address, "name" + n % NAMES + "@example.test", Gate.SOAP)
                          instanceof Entrance.Place place) {
                        anvil.failed(place, "wrong password");
                      }
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  /** The median of some, in milliseconds. */
  private static double signIns(Anvil anvil) {
    double[] milliseconds = new double[SIGN_INS];
    for (int i = 0; i < SIGN_INS; i++) {
      long start = System.nanoTime();
      Entrance.Place place =
          (Entrance.Place)
              anvil.enter(ClientAddress.of("192.0.2.1"), "owner@example.test", Gate.SOAP);
      anvil.admitted(place);
      milliseconds[i] = (System.nanoTime() - start) / 1e6;
      try {
        Thread.sleep(BETWEEN);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    return median(milliseconds);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
