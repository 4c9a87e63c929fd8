package org.gatehouse.session;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.gatehouse.apikey.Limits;
import org.gatehouse.auth.Account;
import org.gatehouse.auth.AccountName;
import org.gatehouse.auth.ClientAddress;
import org.gatehouse.auth.Gate;
import org.gatehouse.auth.Proof;
import org.gatehouse.auth.Role;
import org.gatehouse.persistence.apikey.ApiKeyTable;
import org.gatehouse.persistence.session.FoundSession;
import org.gatehouse.persistence.session.Parent;
import org.gatehouse.persistence.session.SessionRow;
import org.gatehouse.persistence.session.SessionTable;

/** What the rows of sessions mean, and how new ones are made. */
final class Rows {

  private static final int LONGEST_USER_AGENT = 255;

  private Rows() {}

  /**
   * Who asked for a session that its account did not start.
   *
   * @param askedBy the account that asked, as it is written
   * @param parent what the session dies with
   */
  record Asked(String askedBy, Optional<Parent> parent) {}

  /** The row of a session that starts now. */
  static SessionRow fresh(
      String id,
      String handle,
      Account account,
      Gate gate,
      ClientAddress address,
      String userAgent,
      Optional<Asked> asked,
      Instant now,
      Duration longest) {
    String agent = userAgent == null ? "" : userAgent;
    return new SessionRow(
        SessionIds.hash(id),
        handle,
        account.siteId(),
        account.name().user(),
        account.name().toString(),
        gate.name(),
        address.text(),
        agent.substring(0, Math.min(agent.length(), LONGEST_USER_AGENT)),
        asked.map(Asked::askedBy),
        asked.flatMap(Asked::parent),
        now,
        now,
        now.plus(longest));
  }

  /** Whether a session is over by itself: idle too long, or at its end. */
  static boolean over(SessionRow row, Instant now, SessionTerms terms) {
    return !now.isBefore(row.endsAt()) || !now.isBefore(row.lastSeenAt().plus(terms.idle()));
  }

  /**
   * The account of a session; empty when its site is suspended or gone, or has another domain than
   * when it started: such a one is found by nobody who ends the account's sessions.
   */
  static Optional<Account> account(FoundSession found) {
    SessionRow row = found.session();
    if (row.siteId().isEmpty()) {
      return Optional.of(appliance(row.user()));
    }
    return found
        .site()
        .filter(FoundSession.SiteState::active)
        .map(
            site ->
                new Account(
                    new AccountName(row.user(), Optional.of(site.domain())),
                    site.admin().equals(row.user()) ? Role.SITE : Role.USER,
                    row.siteId()))
        .filter(account -> account.name().toString().equals(row.account()));
  }

  private static Account appliance(String user) {
    return new Account(new AccountName(user, Optional.empty()), Role.APPLIANCE, Optional.empty());
  }

  /**
   * The account that asked to come in as one of a site: the appliance's, or that site's admin.
   *
   * @param askedBy as it is written
   * @param siteId the site of the account that it came in as
   */
  static Account asker(String askedBy, Optional<Integer> siteId) {
    AccountName name =
        AccountName.parse(askedBy)
            .orElseThrow(() -> new IllegalStateException("a session was asked for by nobody"));
    return name.domain().isEmpty() ? appliance(name.user()) : new Account(name, Role.SITE, siteId);
  }

  /** A session as the rest of the house sees it. */
  static Live live(SessionRow row, Account account) {
    return new Live(
        account,
        Gate.valueOf(row.gate()),
        new Proof.Session(row.idHash(), row.handle(), row.askedBy()),
        row.address(),
        row.userAgent(),
        row.createdAt(),
        row.lastSeenAt(),
        row.endsAt());
  }

  /**
   * Whether what something dies with still lives, and lets it be used.
   *
   * @param address from where: where a key may not be used, nothing may that was asked for with it
   */
  static boolean lives(
      Connection connection,
      Optional<Parent> parent,
      ClientAddress address,
      Instant now,
      SessionTerms terms)
      throws SQLException {
    if (parent.isEmpty()) {
      return true;
    }
    String hash = parent.get().hash().orElse("");
    return switch (parent.get().kind()) {
      case SESSION ->
          new SessionTable(connection)
              .find(hash)
              .filter(found -> !over(found.session(), now, terms))
              .isPresent();
      case KEY ->
          new ApiKeyTable(connection)
              .find(hash)
              .filter(key -> Limits.of(key.limits()).allow(now, address))
              .isPresent();
      // A change of the password deletes what dies with it.
      case PASSWORD -> true;
    };
  }
}
