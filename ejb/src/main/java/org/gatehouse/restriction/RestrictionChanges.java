package org.gatehouse.restriction;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import org.gatehouse.audit.Audit;
import org.gatehouse.audit.AuditEvent;
import org.gatehouse.auth.Account;
import org.gatehouse.auth.Caller;
import org.gatehouse.auth.HandOverGuard;
import org.gatehouse.command.CommandException;
import org.gatehouse.command.CommandException.Kind;
import org.gatehouse.database.Database;
import org.gatehouse.persistence.restriction.RestrictionTable;
import org.gatehouse.scope.Configuration;
import org.gatehouse.scope.Settings;
import org.gatehouse.session.Live;
import org.gatehouse.session.SessionEnds;
import org.gatehouse.session.Sessions;

/**
 * Changes the restrictions of accounts. A change, the end of what it no longer allows, and the
 * audit's records of both are one transaction; of changes at once to accounts of one site each sees
 * what the one before it did, so that the limit is exact.
 */
@ApplicationScoped
public class RestrictionChanges {

  private Database database;
  private Sessions sessions;
  private SessionEnds ends;
  private Audit audit;
  private Configuration configuration;
  private Clock clock;

  /** For the container's proxy; what it makes is never used. */
  public RestrictionChanges() {}

  @Inject
  RestrictionChanges(
      Database database,
      Sessions sessions,
      SessionEnds ends,
      Audit audit,
      Configuration configuration,
      Clock clock) {
    this.database = database;
    this.sessions = sessions;
    this.ends = ends;
    this.audit = audit;
    this.configuration = configuration;
    this.clock = clock;
  }

  /** The restrictions of an account, in order of gate and network as texts. */
  public List<Restriction> of(Account account) {
    return database.apart(connection -> read(new RestrictionTable(connection), account));
  }

  /**
   * What a change of the caller's restrictions would do; nothing is changed.
   *
   * @throws CommandException when there is nothing to change, or one too many
   */
  public Consequences consequences(Caller caller, RestrictionChange change) {
    List<Restriction> before = of(caller.account());
    return consequences(caller, before, change.applied(before, limit()));
  }

  /**
   * Changes the caller's restrictions, and ends the sessions that they do not allow any more.
   *
   * @param force whether to do it even if it locks out the caller or a live session, or the caller
   *     came in by a hand-over
   * @throws CommandException when that is so and it is not forced, when there is nothing to change,
   *     or one too many; nothing is changed then
   */
  public void make(Caller caller, RestrictionChange change, boolean force) {
    HandOverGuard.check(caller, force);
    database.together(
        connection -> {
          make(new RestrictionTable(connection), caller, change, force);
          return null;
        });
  }

  private void make(RestrictionTable table, Caller caller, RestrictionChange change, boolean force)
      throws SQLException {
    Account account = caller.account();
    lock(table, account);
    List<Restriction> before = read(table, account);
    List<Restriction> after = change.applied(before, limit());
    Consequences consequences = consequences(caller, before, after);
    if (!force && !consequences.harmless()) {
      throw new CommandException(
          Kind.FORBIDDEN,
          "this would lock out "
              + consequences.lockedOut(caller)
              + "; force=true (at a shell --force) does it all the same");
    }
    write(table, account, change);
    String what = (change.removal() ? "removed " : "added ") + change;
    audit.record(AuditEvent.by(caller, AuditEvent.What.RESTRICTION, what, AuditEvent.Result.DONE));
    RestrictionScope scope = configuration.value(Settings.RESTRICTION_SCOPE);
    ends.endRestricted(
        account, live -> !Consequences.allowed(scope, after, live), caller, "restriction " + what);
  }

  private Consequences consequences(
      Caller caller, List<Restriction> before, List<Restriction> after) {
    List<Live> live = sessions.restrictedWith(caller.account());
    return Consequences.of(
        configuration.value(Settings.RESTRICTION_SCOPE), before, after, caller, live);
  }

  private static void lock(RestrictionTable table, Account account) throws SQLException {
    if (!table.lock(Restrictions.site(account))) {
      throw new CommandException(Kind.NOT_FOUND, "the site of this account was deleted");
    }
  }

  private static List<Restriction> read(RestrictionTable table, Account account)
      throws SQLException {
    return table.inOrder(Restrictions.site(account), account.name().user()).stream()
        .map(Restriction::of)
        .toList();
  }

  private void write(RestrictionTable table, Account account, RestrictionChange change)
      throws SQLException {
    int site = Restrictions.site(account);
    String user = account.name().user();
    if (change.removal()) {
      table.delete(site, user, change.restriction().row());
    } else {
      table.insert(site, user, change.restriction().row(), clock.instant());
    }
  }

  private int limit() {
    return configuration.value(Settings.IP_RESTRICTION_LIMIT);
  }
}
