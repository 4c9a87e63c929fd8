package org.gatehouse.site;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gatehouse.command.CommandException;
import org.gatehouse.command.CommandException.Kind;
import org.gatehouse.database.Database;
import org.gatehouse.persistence.site.SiteState;
import org.gatehouse.persistence.site.SiteTable;

/** Reads sites with all that is said of them: two statements, however many they are. */
@ApplicationScoped
public class KnownSites {

  private Database database;
  private Plans plans;

  /** For the container's proxy; what it makes is never used. */
  public KnownSites() {}

  @Inject
  KnownSites(Database database, Plans plans) {
    this.database = database;
    this.plans = plans;
  }

  /** Every site, by id. */
  List<KnownSite> all() {
    return database.apart(
        connection -> {
          SiteTable table = new SiteTable(connection);
          return known(table.all(), table.options());
        });
  }

  /** The domain of every site, by id, and no more: one statement. */
  List<String> domains() {
    return database.apart(connection -> new SiteTable(connection).domains());
  }

  /** Those of these sites that there are, by id. */
  List<KnownSite> those(List<SiteName> names) {
    List<String> domains = new ArrayList<>();
    List<Integer> ids = new ArrayList<>();
    for (SiteName name : names) {
      switch (name) {
        case SiteName.Domain(String domain) -> domains.add(domain);
        case SiteName.Id(int id) -> ids.add(id);
      }
    }
    return names.isEmpty()
        ? List.of()
        : database.apart(
            connection -> {
              SiteTable table = new SiteTable(connection);
              List<SiteState> sites = table.those(domains, ids);
              return known(sites, options(table, sites));
            });
  }

  private static Map<Integer, Map<String, String>> options(SiteTable table, List<SiteState> sites)
      throws SQLException {
    return sites.isEmpty() ? Map.of() : table.optionsOf(sites.stream().map(SiteState::id).toList());
  }

  private List<KnownSite> known(List<SiteState> sites, Map<Integer, Map<String, String>> options) {
    Map<String, Plan> read = new HashMap<>();
    return sites.stream()
        .map(
            site -> {
              Map<String, String> own = options.getOrDefault(site.id(), Map.of());
              String plan = own.getOrDefault(Services.PLAN, plans.usual());
              return new KnownSite(site, own, read.computeIfAbsent(plan, plans::of));
            })
        .toList();
  }

  /**
   * The site of one of its own accounts, who are told nothing of the server's files.
   *
   * @return empty when it is gone
   */
  Optional<KnownSite> ofItsOwn(int siteId) {
    try {
      return those(List.of(new SiteName.Id(siteId))).stream().findFirst();
    } catch (CommandException e) {
      throw new CommandException(
          Kind.UNAVAILABLE, "the site's plan cannot be read now; ask the server's admin");
    }
  }
}
