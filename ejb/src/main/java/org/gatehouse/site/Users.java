package org.gatehouse.site;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import org.gatehouse.anvil.KnownAddresses;
import org.gatehouse.apikey.ApiKeys;
import org.gatehouse.audit.Audit;
import org.gatehouse.audit.AuditEvent;
import org.gatehouse.auth.Account;
import org.gatehouse.auth.AccountName;
import org.gatehouse.auth.Accounts;
import org.gatehouse.auth.Caller;
import org.gatehouse.auth.EmailAddresses;
import org.gatehouse.auth.LoginHistory;
import org.gatehouse.auth.Role;
import org.gatehouse.command.CommandException;
import org.gatehouse.command.CommandException.Kind;
import org.gatehouse.command.HostRefusal;
import org.gatehouse.database.Database;
import org.gatehouse.host.Host;
import org.gatehouse.host.HostException;
import org.gatehouse.host.UnixAccount;
import org.gatehouse.persistence.Again;
import org.gatehouse.persistence.restriction.RestrictionTable;
import org.gatehouse.session.SessionEnds;

/** The users of sites: who they are, and their end. */
@ApplicationScoped
public class Users {

  @Inject private Host host;
  @Inject private Accounts accounts;
  @Inject private Database database;
  @Inject private ApiKeys keys;
  @Inject private SessionEnds ends;
  @Inject private LoginHistory history;
  @Inject private KnownAddresses known;
  @Inject private EmailAddresses emails;
  @Inject private Audit audit;

  /**
   * The users of the caller's site, its admin too, in the order of its {@code etc/passwd}.
   *
   * @throws CommandException when the host side cannot be asked
   */
  public List<UnixAccount> of(Caller by) {
    try {
      return host.accounts(by.account().realm());
    } catch (HostException e) {
      throw HostRefusal.told(e);
    }
  }

  /**
   * Deletes a user of the caller's site. The host forgets it first, with its home, so that nobody
   * signs in as it while, in one transaction, all that SQL holds of it goes; a call that was cut
   * short in between is completed by the next one.
   *
   * @throws CommandException when there is no such user, or it is the site's admin
   */
  public void delete(Caller by, String user) {
    Account account = named(by, user).orElseThrow(Users::noSuchUser);
    if (account.role() != Role.USER) {
      throw new CommandException(
          Kind.FORBIDDEN, "the site's admin cannot be deleted, only the whole site");
    }
    boolean there = removed(account);
    boolean forgotten = Again.whenInTheWay(() -> database.whole(() -> forget(by, account, there)));
    if (!forgotten) {
      throw noSuchUser();
    }
  }

  /**
   * Forgets what is left of a user whose deletion was cut short, or who still called something
   * while it went on, before another gets its name. Does nothing when somebody has it now.
   */
  public void makeWay(Caller by, String user) {
    Optional<Account> former =
        named(by, user)
            .filter(account -> account.role() == Role.USER)
            .filter(
                account ->
                    of(by).stream().noneMatch(unix -> unix.name().equals(account.name().user())));
    former.ifPresent(
        account -> Again.whenInTheWay(() -> database.whole(() -> forget(by, account, false))));
  }

  private Optional<Account> named(Caller by, String user) {
    return AccountName.parse(user)
        .filter(name -> name.domain().isEmpty())
        .flatMap(name -> accounts.find(by.account().siteId(), name.user()))
        .map(Accounts.Standing::account);
  }

  private static CommandException noSuchUser() {
    return new CommandException(Kind.NOT_FOUND, "the site has no such user");
  }

  private boolean removed(Account account) {
    try {
      host.removeAccount(account.realm(), account.name().user());
      return true;
    } catch (HostException.UnknownAccount e) {
      return false;
    } catch (HostException e) {
      throw HostRefusal.told(e);
    }
  }

  /** Whether there was anything to forget. */
  private boolean forget(Caller by, Account account, boolean there) {
    int siteId = account.siteId().orElseThrow();
    String user = account.name().user();
    int rows =
        database.together(
            connection -> {
              RestrictionTable restrictions = new RestrictionTable(connection);
              restrictions.lock(siteId);
              return restrictions.deleteOf(siteId, user);
            });
    rows += keys.deleteOf(siteId, user);
    rows += ends.endOf(account, Optional.empty(), by, "its account was deleted");
    rows += history.deleteOf(account);
    emails.deleteOf(siteId, user);
    known.forgetAccount(account.name().toString());
    if (!there && rows == 0) {
      return false;
    }
    audit.record(
        AuditEvent.by(
            by,
            AuditEvent.What.SITE,
            "user " + account.name() + " deleted",
            AuditEvent.Result.DONE));
    return true;
  }
}
