package org.gatehouse.dav;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.gatehouse.auth.Account;
import org.gatehouse.database.Database;
import org.gatehouse.persistence.dav.AccessTable;

/**
 * What accounts may do at the DAV gate. Nothing is remembered, so that a change holds with the next
 * request on every node; what changes something joins the caller's transaction.
 */
@ApplicationScoped
public class AccessModes {

  private Database database;

  /** For the container's proxy; what it makes is never used. */
  public AccessModes() {}

  @Inject
  AccessModes(Database database) {
    this.database = database;
  }

  /**
   * What an account may do: read and write, unless something else was said. The appliance's own
   * accounts, which have no site and so no files there, may do nothing. One statement.
   */
  public Access of(Account account) {
    return account
        .siteId()
        .map(
            site ->
                read(
                    database.read(
                        connection -> new AccessTable(connection).of(site, account.name().user()))))
        .orElse(Access.OFF);
  }

  private static Access read(Optional<String> kept) {
    return kept.map(Access::valueOf).orElse(Access.READ_WRITE);
  }

  /** The users of a site of whom something was said, by name. */
  Map<String, Access> ofSite(int site) {
    Map<String, Access> modes = new LinkedHashMap<>();
    database
        .read(connection -> new AccessTable(connection).ofSite(site))
        .forEach((user, mode) -> modes.put(user, Access.valueOf(mode)));
    return modes;
  }

  /** Has an account of a site do so much from now on. */
  void set(int site, String user, Access access) {
    database.together(
        connection -> {
          AccessTable table = new AccessTable(connection);
          if (access == Access.READ_WRITE) {
            table.deleteOf(site, user);
          } else {
            table.set(site, user, access.name());
          }
          return true;
        });
  }

  /** Forgets what was said of an account of a site; of how many, none or one. */
  public int deleteOf(int site, String user) {
    return database.together(connection -> new AccessTable(connection).deleteOf(site, user));
  }
}
