package org.gatehouse.site;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.gatehouse.host.Usage;

/** How much room a site has, for those who store something there. */
@ApplicationScoped
public class SiteRoom {

  /** Who lists a directory does not wait for a million files to be looked at. */
  private static final Duration PATIENCE = Duration.ofMillis(500);

  private static final int KIBIBYTE = 1_024;
  private static final int MOST_REMEMBERED = 10_000;

  /** Who writes a thousand small files does not ask for the plan a thousand times. */
  private static final Duration REMEMBERED = Duration.ofSeconds(5);

  private final Cache<Integer, Room> lately =
      Caffeine.newBuilder()
          .maximumSize(MOST_REMEMBERED)
          .expireAfterWrite(REMEMBERED)
          .executor(Runnable::run)
          .build();

  private KnownSites known;
  private StorageUsage storage;

  /** For the container's proxy; what it makes is never used. */
  public SiteRoom() {}

  @Inject
  SiteRoom(KnownSites known, StorageUsage storage) {
    this.known = known;
    this.storage = storage;
  }

  /**
   * What is known of a site's room.
   *
   * @param used bytes that it stores, as they were measured last; empty when they never were
   * @param most bytes that it may store; empty when nothing limits it
   */
  public record Room(Optional<Long> used, Optional<Long> most) {}

  /** The room of a site, some seconds ago; nothing is known of one that is not there. */
  public Room of(int siteId) {
    return lately.get(siteId, this::now);
  }

  private Room now(int siteId) {
    Optional<Long> used =
        Optional.ofNullable(storage.of(List.of(siteId), PATIENCE).get(siteId))
            .flatMap(StorageUsage.Known::usage)
            .map(Usage::kibibytes)
            .map(kibibytes -> kibibytes * KIBIBYTE);
    Optional<Long> most =
        known
            .ofItsOwn(siteId)
            .map(KnownSite::quota)
            .filter(quota -> quota > 0)
            .map(quota -> quota * KIBIBYTE);
    return new Room(used, most);
  }
}
