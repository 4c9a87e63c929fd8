package org.gatehouse.auth;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;
import org.gatehouse.persistence.site.SiteState;
import org.gatehouse.persistence.site.SiteTable;

/** Finds out which account a name means. Nothing of it is remembered: each call asks SQL. */
@ApplicationScoped
public class Accounts {

  /** No site has it: for look-ups that are made only because the others are. */
  private static final String NO_DOMAIN = "";

  @Resource(lookup = "java:app/jdbc/gatehouse")
  private DataSource source;

  /** For the container. */
  public Accounts() {}

  /** For tests. */
  Accounts(DataSource source) {
    this.source = source;
  }

  /** A question to the table of sites. */
  @FunctionalInterface
  private interface Question {
    Optional<SiteState> ask(SiteTable sites) throws SQLException;
  }

  /**
   * The account of a name, whether or not the host side has such a user, or the site is active. One
   * statement, whatever the name.
   *
   * @param name empty for what can be nobody's name
   * @return empty when the name has a domain that is no site's, or there is no name
   */
  public Optional<Standing> find(Optional<AccountName> name) {
    String domain = name.flatMap(AccountName::domain).orElse(NO_DOMAIN);
    Optional<SiteState> site = ask(sites -> sites.ofDomain(domain));
    return name.flatMap(
        known ->
            known.domain().isEmpty()
                ? Optional.of(ofAppliance(known.user()))
                : site.map(found -> ofSite(found, known.user())));
  }

  /**
   * The account of a name, whether or not the host side has such a user, or the site is active.
   *
   * @return empty when the name has a domain that is no site's
   */
  public Optional<Standing> find(AccountName name) {
    return find(Optional.of(name));
  }

  /**
   * The account of a user of a site.
   *
   * @param siteId the site; empty for the appliance
   * @param user the user's name
   * @return empty when there is no such site
   */
  public Optional<Standing> find(Optional<Integer> siteId, String user) {
    return siteId.isEmpty()
        ? Optional.of(ofAppliance(user))
        : ask(sites -> sites.ofId(siteId.get())).map(site -> ofSite(site, user));
  }

  /**
   * The admin of the site of a domain.
   *
   * @return empty when the domain is no site's
   */
  public Optional<Standing> findAdmin(String domain) {
    return ask(sites -> sites.ofDomain(domain)).map(site -> ofSite(site, site.admin()));
  }

  /**
   * The admin of a site.
   *
   * @return empty when there is no such site
   */
  public Optional<Standing> findAdmin(int siteId) {
    return ask(sites -> sites.ofId(siteId)).map(site -> ofSite(site, site.admin()));
  }

  /** A user of the appliance. */
  public static Standing ofAppliance(String user) {
    return new Standing(
        new Account(new AccountName(user, Optional.empty()), Role.APPLIANCE, Optional.empty()),
        true);
  }

  /** A user of a site whose state was just read. */
  public static Standing ofSite(SiteState site, String user) {
    Role role = site.admin().equals(user) ? Role.SITE : Role.USER;
    AccountName name = new AccountName(user, Optional.of(site.domain()));
    return new Standing(new Account(name, role, Optional.of(site.id())), site.active());
  }

  private Optional<SiteState> ask(Question question) {
    try (Connection connection = source.getConnection()) {
      return question.ask(new SiteTable(connection));
    } catch (SQLException e) {
      throw new IllegalStateException("the sites cannot be asked", e);
    }
  }

  /**
   * An account and whether it may sign in at all.
   *
   * @param account the account
   * @param active whether its site is not suspended
   */
  public record Standing(Account account, boolean active) {}
}
