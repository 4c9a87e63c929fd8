package org.gatehouse.restriction;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.gatehouse.auth.Account;
import org.gatehouse.auth.ClientAddress;
import org.gatehouse.auth.Gate;
import org.gatehouse.persistence.restriction.RestrictionRow;
import org.gatehouse.persistence.restriction.RestrictionTable;
import org.gatehouse.scope.Configuration;
import org.gatehouse.scope.Settings;

/** Which addresses an account may be used from. */
@ApplicationScoped
public class Restrictions {

  @Resource(lookup = "java:app/jdbc/gatehouse")
  private DataSource source;

  @Inject private Configuration configuration;

  /** For the container, which fills it. */
  public Restrictions() {}

  /** What the container would fill it with. */
  Restrictions(DataSource source, Configuration configuration) {
    this.source = source;
    this.configuration = configuration;
  }

  /**
   * Whether an account may be used from an address at a gate; read anew at each call, so that a
   * change holds at once on every node. An address of this machine's own that only a forwarder
   * names is in no network.
   *
   * @param account empty for an account that does not exist: as much is asked of the database then,
   *     and the answer is false
   * @throws IllegalStateException when the database cannot be asked, or was changed by others to
   *     what no restriction is
   */
  public boolean allow(Optional<Account> account, Gate gate, ClientAddress address) {
    List<Restriction> listed = restrictions(account);
    RestrictionScope scope = configuration.value(Settings.RESTRICTION_SCOPE);
    return account.isPresent() && scope.allows(listed, gate, Network.of(address));
  }

  private List<Restriction> restrictions(Optional<Account> account) {
    int site = account.map(Restrictions::site).orElse(RestrictionTable.NOWHERE);
    String user = account.map(found -> found.name().user()).orElse("");
    try (Connection connection = source.getConnection()) {
      List<RestrictionRow> rows = new RestrictionTable(connection).of(site, user);
      return rows.stream().map(Restriction::of).toList();
    } catch (SQLException | IllegalArgumentException e) {
      throw new IllegalStateException("the restrictions cannot be read", e);
    }
  }

  /** What the table calls the site of an account. */
  static int site(Account account) {
    return account.siteId().orElse(RestrictionTable.APPLIANCE);
  }
}
