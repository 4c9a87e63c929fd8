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
import org.gatehouse.dav.AccessModes;
import org.gatehouse.dav.Locks;
import org.gatehouse.host.Host;
import org.gatehouse.host.HostException;
import org.gatehouse.host.Realm;
import org.gatehouse.host.UnixAccount;
import org.gatehouse.persistence.Again;
import org.gatehouse.persistence.restriction.RestrictionTable;
import org.gatehouse.session.SessionEnds;

/** The users of sites: who they are, their suspension, and their end. */
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
  @Inject private Locks locks;
  @Inject private AccessModes accessModes;
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
   * Suspends a user of the caller's site: nobody comes in as it any more, and its sessions end. The
   * host locks it first, so that none starts meanwhile; when SQL then fails it is unlocked again. A
   * call that was cut short in between is completed by the next one.
   *
   * @throws CommandException when there is no such user, or it is the site's admin
   */
  public void suspend(Caller by, String user) {
    Account account = existing(by, user);
    if (account.role() != Role.USER) {
      throw new CommandException(
          Kind.FORBIDDEN, "the site's admin cannot be suspended, only the whole site");
    }
    switchLock(
        account,
        host::lock,
        host::unlock,
        () -> {
          ends.endOf(account, Optional.empty(), by, "its account was suspended");
          record(by, "user " + account.name() + " suspended");
        });
  }

  /**
   * Ends the suspension of a user of the caller's site, whoever suspended it; one that is not stays
   * as it is.
   *
   * @throws CommandException when there is no such user
   */
  public void activate(Caller by, String user) {
    Account account = existing(by, user);
    switchLock(
        account,
        host::unlock,
        host::lock,
        () -> record(by, "user " + account.name() + " activated"));
  }

  /**
   * Whether a user of the caller's site is suspended.
   *
   * @throws CommandException when the host side cannot be asked
   */
  public boolean isSuspended(Caller by, UnixAccount user) {
    try {
      return host.isLocked(by.account().realm(), user.name());
    } catch (HostException e) {
      throw HostRefusal.told(e);
    }
  }

  /** Locks or unlocks, and tells whether that changed anything. */
  @FunctionalInterface
  private interface Lock {
    boolean turn(Realm realm, String user) throws HostException;
  }

  private void switchLock(Account account, Lock deed, Lock opposite, Runnable records) {
    boolean turned = turn(deed, account);
    try {
      Again.whenInTheWay(
          () ->
              database.whole(
                  () -> {
                    records.run();
                    return true;
                  }));
    } catch (RuntimeException e) {
      if (turned) {
        turnBack(opposite, account, e);
      }
      throw e;
    }
  }

  private static boolean turn(Lock deed, Account account) {
    try {
      return deed.turn(account.realm(), account.name().user());
    } catch (HostException e) {
      throw HostRefusal.told(e);
    }
  }

  private static void turnBack(Lock opposite, Account account, RuntimeException failure) {
    try {
      turn(opposite, account);
    } catch (CommandException e) {
      failure.addSuppressed(e);
    }
  }

  /**
   * A user of the caller's site, its admin too.
   *
   * @param user its name
   * @throws CommandException when there is no such user, or the host side cannot be asked
   */
  public Account existing(Caller by, String user) {
    return named(by, user)
        .filter(
            account -> of(by).stream().anyMatch(unix -> unix.name().equals(account.name().user())))
        .orElseThrow(Users::noSuchUser);
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
    rows += locks.deleteOf(siteId, user);
    rows += accessModes.deleteOf(siteId, user);
    emails.deleteOf(siteId, user);
    known.forgetAccount(account.name().toString());
    if (!there && rows == 0) {
      return false;
    }
    record(by, "user " + account.name() + " deleted");
    return true;
  }

  private void record(Caller by, String detail) {
    audit.record(AuditEvent.by(by, AuditEvent.What.SITE, detail, AuditEvent.Result.DONE));
  }
}
