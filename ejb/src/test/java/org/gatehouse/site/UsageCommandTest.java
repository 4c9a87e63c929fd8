package org.gatehouse.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gatehouse.auth.Account;
import org.gatehouse.auth.AccountName;
import org.gatehouse.auth.Caller;
import org.gatehouse.auth.ClientAddress;
import org.gatehouse.auth.Gate;
import org.gatehouse.auth.Proof;
import org.gatehouse.auth.Role;
import org.gatehouse.host.Host;
import org.gatehouse.host.HostException;
import org.gatehouse.host.Usage;
import org.gatehouse.persistence.site.SiteState;
import org.junit.jupiter.api.Test;

/** How much sites use, and how long one call measures. */
class UsageCommandTest {

  private static final Caller ADMIN =
      new Caller(
          new Account(new AccountName("admin", Optional.empty()), Role.APPLIANCE, Optional.empty()),
          Gate.CLI,
          ClientAddress.of("127.0.0.1"),
          new Proof.Socket());

  private final Map<Integer, Usage> stored = new HashMap<>();
  private final List<Integer> measured = new ArrayList<>();
  private Instant now = Instant.parse("2026-12-01T00:00:00Z");
  private Duration each = Duration.ZERO;

  private final UsageCommand command = new UsageCommand(new Known(), host(), new Passing());

  private Host host() {
    return (Host)
        Proxy.newProxyInstance(
            Host.class.getClassLoader(),
            new Class<?>[] {Host.class},
            (proxy, method, arguments) -> {
              int site = (int) arguments[0];
              measured.add(site);
              now = now.plus(each);
              if (stored.get(site) == null) {
                throw new HostException.UnknownSite(site);
              }
              return stored.get(site);
            });
  }

  /** A clock that passes with the measuring alone. */
  private final class Passing extends Clock {
    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  /** Sites 1 to 9. */
  private static final class Known extends KnownSites {
    @Override
    List<KnownSite> all() {
      List<KnownSite> all = new ArrayList<>();
      for (int id = 1; id < 10; id++) {
        all.add(
            new KnownSite(
                new SiteState(id, "s" + id + ".test", "owner", true),
                Map.of("diskquota.quota", "3", "diskquota.units", "MB"),
                new Plan("basic", Map.of())));
      }
      return all;
    }
  }

  private Map<String, Object> usage() {
    return command.getUsage(ADMIN, "storage", List.of());
  }

  @Test
  void oneCallGoesOnToAnotherSiteForFiveMinutesAndLeavesOutTheRest() {
    for (int id = 1; id < 10; id++) {
      stored.put(id, new Usage(id, true));
    }
    each = UsageCommand.LONGEST.dividedBy(3);

    assertThat(usage()).containsOnlyKeys("site1", "site2", "site3");
    assertThat(measured).as("nor is it looked at").containsExactly(1, 2, 3);

    each = UsageCommand.LONGEST.multipliedBy(2);
    assertThat(usage()).as("one at least").containsOnlyKeys("site1");
    each = Duration.ZERO;
    assertThat(usage()).hasSize(9);
  }

  @Test
  void aSiteWithMoreThanCanBeLookedAtIsSaidToBeMeasuredInPart() {
    stored.put(1, new Usage(700, false));

    assertThat(usage())
        .containsEntry("site1", Map.of("qused", 700L, "qhard", 3L << 10, "complete", false));
  }

  @Test
  void aSiteThatIsDeletedWhileOthersAreMeasuredIsLeftOut() {
    stored.put(2, new Usage(5, true));
    stored.put(9, new Usage(6, true));

    assertThat(usage()).containsOnlyKeys("site2", "site9");
  }
}
