package org.gatehouse.site;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.gatehouse.host.Host;
import org.gatehouse.host.HostException;
import org.gatehouse.host.Usage;
import org.gatehouse.scope.Configuration;
import org.gatehouse.scope.Settings;

/**
 * Measures what sites store, in the background, a few at once. Of a site there is at most one
 * measurement at a time, however many ask; it goes on when nobody waits any more, so that whoever
 * asks again finds its figure. One that is young enough is given again.
 */
@ApplicationScoped
public class StorageUsage {

  private static final Logger LOG = Logger.getLogger(StorageUsage.class.getName());

  /** More would only be in each other's way on the disk. */
  private static final int AT_ONCE = 2;

  private static final int MOST_REMEMBERED = 100_000;

  /** How long a figure is remembered for those who could not wait for a newer one. */
  private static final Duration REMEMBERED = Duration.ofDays(1);

  /** What measures one site. */
  @FunctionalInterface
  interface Measure {
    Usage of(int siteId) throws HostException;
  }

  /**
   * What is known of a site.
   *
   * @param usage what it stored when it was measured; empty when it never was
   * @param age how long ago that was; zero when it never was
   * @param late whether a newer figure was wanted and did not come in time
   */
  record Known(Optional<Usage> usage, Duration age, boolean late) {}

  private record Figure(Usage usage, Instant at) {}

  private final Map<Integer, CompletableFuture<Optional<Figure>>> running =
      new ConcurrentHashMap<>();
  private final Cache<Integer, Figure> figures =
      Caffeine.newBuilder()
          .maximumSize(MOST_REMEMBERED)
          .expireAfterWrite(REMEMBERED)
          .executor(Runnable::run)
          .build();

  private Measure measure;
  private ExecutorService threads;
  private Clock clock;
  private Supplier<Duration> kept;
  private Supplier<Duration> deadline;

  @Resource private ManagedThreadFactory factory;

  /** For the container's proxy; what it makes is never used. */
  public StorageUsage() {}

  @Inject
  StorageUsage(Host host, Clock clock, Configuration configuration) {
    this(
        host::usage,
        null,
        clock,
        () -> configuration.value(Settings.USAGE_KEPT),
        () -> configuration.value(Settings.USAGE_DEADLINE));
  }

  /** For tests. */
  StorageUsage(
      Measure measure,
      ExecutorService threads,
      Clock clock,
      Supplier<Duration> kept,
      Supplier<Duration> deadline) {
    this.measure = measure;
    this.threads = threads;
    this.clock = clock;
    this.kept = kept;
    this.deadline = deadline;
  }

  @PostConstruct
  void start() {
    threads = Executors.newFixedThreadPool(AT_ONCE, factory);
  }

  @PreDestroy
  void stop() {
    threads.shutdownNow();
  }

  /**
   * What these sites store. Waits for what has to be measured, but no longer than {@code [site]
   * usage_deadline} for all of them together.
   *
   * @return by id; those that have no directories are left out
   */
  Map<Integer, Known> of(List<Integer> siteIds) {
    return of(siteIds, deadline.get());
  }

  /** The same for who does not want to wait that long. */
  Map<Integer, Known> of(List<Integer> siteIds, Duration patience) {
    long end = System.nanoTime() + patience.toNanos();
    Map<Integer, CompletableFuture<Optional<Figure>>> asked = new LinkedHashMap<>();
    siteIds.forEach(id -> asked.computeIfAbsent(id, this::figure));
    Map<Integer, Known> known = new LinkedHashMap<>();
    asked.forEach((id, figure) -> known(id, figure, end).ifPresent(one -> known.put(id, one)));
    return known;
  }

  private CompletableFuture<Optional<Figure>> figure(int siteId) {
    CompletableFuture<Optional<Figure>> ours = new CompletableFuture<>();
    CompletableFuture<Optional<Figure>> others = running.putIfAbsent(siteId, ours);
    if (others != null) {
      return others;
    }
    // Looked for now, for another measurement may have ended just before.
    Optional<Figure> young = young(siteId);
    if (young.isPresent()) {
      running.remove(siteId);
      ours.complete(young);
    } else {
      threads.execute(() -> measure(siteId, ours));
    }
    return ours;
  }

  private Optional<Figure> young(int siteId) {
    return Optional.ofNullable(figures.getIfPresent(siteId))
        .filter(figure -> age(figure).compareTo(kept.get()) <= 0);
  }

  private void measure(int siteId, CompletableFuture<Optional<Figure>> begun) {
    Optional<Figure> figure = Optional.empty();
    try {
      figure = Optional.of(new Figure(measure.of(siteId), clock.instant()));
      figures.put(siteId, figure.get());
    } catch (HostException.UnknownSite e) {
      // It was deleted meanwhile, or is just being made.
      figures.invalidate(siteId);
    } catch (HostException | RuntimeException e) {
      LOG.log(Level.WARNING, "what site" + siteId + " stores cannot be measured", e);
      begun.completeExceptionally(e);
    } finally {
      running.remove(siteId);
      begun.complete(figure);
    }
  }

  /** Empty when the site has no directories. */
  private Optional<Known> known(int siteId, CompletableFuture<Optional<Figure>> figure, long end) {
    try {
      return figure
          .get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS)
          .map(measured -> new Known(Optional.of(measured.usage()), age(measured), false));
    } catch (TimeoutException | ExecutionException e) {
      return Optional.of(late(siteId));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of(late(siteId));
    }
  }

  private Known late(int siteId) {
    Optional<Figure> last = Optional.ofNullable(figures.getIfPresent(siteId));
    return new Known(last.map(Figure::usage), last.map(this::age).orElse(Duration.ZERO), true);
  }

  /** The clock may have been set back. */
  private Duration age(Figure figure) {
    Duration age = Duration.between(figure.at(), clock.instant());
    return age.isNegative() ? kept.get().plusSeconds(1) : age;
  }
}
