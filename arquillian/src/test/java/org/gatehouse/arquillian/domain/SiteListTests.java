package org.gatehouse.arquillian.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.gatehouse.arquillian.domain.Domain.freshDomain;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.gatehouse.persistence.settings.DataDirectory;
import org.junit.jupiter.api.Test;

/** How sites are found and measured. */
interface SiteListTests {

  Domain domain();

  @Test
  default void theDomainsOfAllSitesAreNamedInTheOrderInWhichTheyWereAdded() {
    String first = freshDomain();
    String second = freshDomain();
    domain().addSite(first, Map.of());
    domain().addSite(second, Map.of());

    assertThat(new ArrayList<Object>((List<?>) domain().admin("get-domains")))
        .containsSubsequence(first, second);
  }

  @Test
  default void sitesAreFoundByWhatIsSaidOfThem() {
    String invoice = "I-" + freshDomain();
    String one = freshDomain();
    int first = domain().addSite(one, Map.of("billing.invoice", invoice, "users.max", 3));
    int second =
        domain()
            .addSite(
                freshDomain(), Map.of("billing.invoice", invoice, "aliases.aliases", "[x.test]"));
    domain().admin("deactivate-site", "site" + second);

    Object mine = Map.of("billing.invoice", invoice);
    assertThat(domain().found(List.of(), mine)).containsExactly("site" + first, "site" + second);
    Map.<Map<String, Object>, Integer>of(
            Map.of("billing.invoice", invoice, "active", true), first,
            Map.of("billing.invoice", invoice, "active", "0"), second,
            Map.of("billing,invoice", invoice, "users.max", "3"), first,
            Map.of("billing.invoice", invoice, "users.max", "null"), second,
            Map.of("billing.invoice", invoice, "aliases.aliases", "x.test"), second,
            Map.of("domain", one), first)
        .forEach(
            (query, found) ->
                assertThat(domain().found(List.of("users.max"), query))
                    .as("%s", query)
                    .containsExactly("site" + found));
    assertThat(domain().found(List.of(), mine, List.of("site" + second, "nowhere.test", one)))
        .containsExactly("site" + first, "site" + second);
    assertThat(
            ((Map<?, ?>)
                    ((Map<?, ?>) domain().admin("collect", List.of(), mine)).get("site" + second))
                .get("active"))
        .isEqualTo(false);
  }

  @Test
  default void howManySitesThereAreCostsNoStatements() throws Exception {
    domain().addSite(freshDomain(), Map.of("users.max", 3));
    Map<String, Integer> few =
        Statements.during(() -> domain().admin("collect", List.of("siteinfo", "users")));
    for (int i = 0; i < 5; i++) {
      domain().addSite(freshDomain(), Map.of("users.max", 3, "billing.invoice", i));
    }

    assertThat(Statements.during(() -> domain().admin("collect", List.of("siteinfo", "users"))))
        .isEqualTo(few);
    assertThat(few.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(2);
  }

  @Test
  default void whatASiteStoresIsMeasured() throws IOException {
    String site = freshDomain();
    int id = domain().addSite(site, Map.of("diskquota.quota", 2, "diskquota.units", "GB"));
    String other = freshDomain();
    int unlimited = domain().addSite(other, Map.of("diskquota.enabled", 0));
    Map<?, ?> before = usage(site, id);
    assertThat((Long) before.get("qused")).isPositive();
    assertThat(before.get("qhard")).isEqualTo(2L << 20);
    assertThat(before.get("complete")).isEqualTo(true);
    assertThat(usage(other, unlimited).get("qhard")).isEqualTo(0L);

    assertThat(before.get("late")).isEqualTo(false);
    assertThat((Long) before.get("age")).isNotNegative();

    String full = freshDomain();
    int filled = domain().addSite(full, Map.of());
    Path film =
        DataDirectory.path().resolve("virtual/site" + filled).resolve("fst/home/owner/film");
    Files.write(film, new byte[1 << 20]);
    assertThat((Long) usage(full, filled).get("qused"))
        .isBetween((Long) before.get("qused") + 1_024, (Long) before.get("qused") + 1_100);
    Files.delete(film);
    assertThat((Long) usage(full, filled).get("qused"))
        .as("a figure of the last minute is given again")
        .isGreaterThan(1_024);
    assertThat(new ArrayList<Object>(((Map<?, ?>) domain().admin("get-usage", "storage")).keySet()))
        .contains("site" + id, "site" + unlimited);
    assertThatThrownBy(() -> domain().admin("get-usage", "bandwidth"))
        .hasMessageContaining("bandwidth is not measured yet");
    assertThatThrownBy(() -> domain().admin("get-usage", "memory"))
        .hasMessageContaining("not measured yet");
  }

  private Map<?, ?> usage(String site, int id) {
    return (Map<?, ?>)
        ((Map<?, ?>) domain().admin("get-usage", "storage", List.of(site))).get("site" + id);
  }
}
