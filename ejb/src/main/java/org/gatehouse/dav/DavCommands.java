package org.gatehouse.dav;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.gatehouse.audit.Audit;
import org.gatehouse.audit.AuditEvent;
import org.gatehouse.auth.Account;
import org.gatehouse.auth.AccountName;
import org.gatehouse.auth.Caller;
import org.gatehouse.auth.Role;
import org.gatehouse.command.Command;
import org.gatehouse.command.CommandException;
import org.gatehouse.command.CommandException.Kind;
import org.gatehouse.command.Default;
import org.gatehouse.command.Effect;
import org.gatehouse.command.Module;
import org.gatehouse.database.Database;
import org.gatehouse.persistence.Again;
import org.gatehouse.site.Users;

/** The locks of the DAV gate, and who may do what there. */
@ApplicationScoped
@Module("dav")
public class DavCommands {

  private static final int MOST_LISTED = 1_000;

  private Locks locks;
  private AccessModes modes;
  private Users users;
  private Database database;
  private Audit audit;
  private Clock clock;

  /** For the container's proxy; what it makes is never used. */
  public DavCommands() {}

  @Inject
  DavCommands(
      Locks locks, AccessModes modes, Users users, Database database, Audit audit, Clock clock) {
    this.locks = locks;
    this.modes = modes;
    this.users = users;
    this.database = database;
    this.audit = audit;
    this.clock = clock;
  }

  /**
   * Lists the locks that WebDAV clients hold on files: of a site's admin those of the whole site,
   * of a user its own.
   *
   * @param path a file or directory as seen from inside the site, such as /home/jane: only the
   *     locks that hold for it, and those below it; left out, all
   * @param limit how many at most, 1 to 1000
   * @return each by name, in order of their paths: token, path, kind (exclusive or shared), depth
   *     (0 or infinity), user, who took it, owner, what its client wrote about them (XML, or
   *     empty), and ends, when it does unless it is refreshed (ISO 8601, UTC)
   */
  @Command(
      roles = {Role.SITE, Role.USER},
      effect = Effect.READS)
  public List<Object> listLocks(
      Caller caller, @Default("") String path, @Default("100") int limit) {
    if (limit < 1 || limit > MOST_LISTED) {
      throw argument("'limit' must be from 1 to " + MOST_LISTED);
    }
    Instant now = clock.instant();
    try {
      return locks.listed(site(caller), limitedTo(caller), canonical(path), limit).stream()
          .<Object>map(lock -> described(lock, now))
          .toList();
    } catch (IllegalArgumentException e) {
      throw argument("'path' cannot be a path: " + e.getMessage());
    }
  }

  private static String canonical(String path) {
    return path.replaceAll("^/+|/+$", "");
  }

  private static String written(DavLock lock) {
    return "/" + lock.path();
  }

  private static Map<String, Object> described(DavLock lock, Instant now) {
    Map<String, Object> described = new LinkedHashMap<>();
    described.put("token", lock.token());
    described.put("path", written(lock));
    described.put("kind", lock.exclusive() ? "exclusive" : "shared");
    described.put("depth", lock.deep() ? "infinity" : "0");
    described.put("user", lock.account());
    described.put("owner", lock.owner());
    described.put("ends", now.plus(lock.remaining()).truncatedTo(ChronoUnit.SECONDS).toString());
    return described;
  }

  /**
   * Ends a lock that a WebDAV client holds on a file; the client can then no longer write by it. A
   * site's admin ends any of the site, a user its own.
   *
   * @param token what dav:list-locks calls it
   * @return true
   */
  @Command(
      roles = {Role.SITE, Role.USER},
      effect = Effect.CHANGES)
  public boolean breakLock(Caller caller, String token) {
    boolean ended = Again.whenInTheWay(() -> database.whole(() -> ended(caller, token)));
    if (!ended) {
      throw new CommandException(
          Kind.NOT_FOUND, "you have no such lock; dav:list-locks names those you have");
    }
    return true;
  }

  private boolean ended(Caller caller, String token) {
    Optional<DavLock> lock = locks.end(site(caller), limitedTo(caller), token);
    lock.ifPresent(
        one ->
            record(
                caller, "lock of " + named(caller, one.account()) + " broken on " + written(one)));
    return lock.isPresent();
  }

  /**
   * Says what a user of the caller's site may do with files by WebDAV, from the next request on.
   * Who may not write any more loses its locks.
   *
   * @param user the user name; the admin's own too
   * @param access rw to read and write, as at first; ro to read alone; off for nothing
   * @return true
   */
  @Command(roles = Role.SITE, effect = Effect.CHANGES)
  public boolean setAccess(Caller caller, String user, String access) {
    Access wanted =
        Access.written(access.strip().toLowerCase(Locale.ROOT))
            .orElseThrow(() -> argument("'access' must be rw, ro or off"));
    Account account = users.existing(caller, user);
    return Again.whenInTheWay(
        () ->
            database.whole(
                () -> {
                  set(caller, account, wanted);
                  return true;
                }));
  }

  private void set(Caller caller, Account account, Access wanted) {
    Access before = modes.of(account);
    if (wanted == before) {
      return;
    }
    String user = account.name().user();
    modes.set(site(caller), user, wanted);
    if (wanted != Access.READ_WRITE) {
      locks.deleteOf(site(caller), user);
    }
    record(
        caller,
        "DAV access of "
            + account.name()
            + " set to "
            + wanted.written()
            + ", was "
            + before.written());
  }

  /**
   * Tells what a user may do with files by WebDAV.
   *
   * @param user a user of the caller's site, of whom its admin alone may ask; left out, the caller
   * @return rw to read and write, ro to read alone, or off for nothing
   */
  @Command(
      roles = {Role.SITE, Role.USER},
      effect = Effect.READS)
  public String getAccess(Caller caller, @Default("") String user) {
    Account own = caller.account();
    if (user.isEmpty() || user.equals(own.name().user())) {
      return modes.of(own).written();
    }
    if (own.role() != Role.SITE) {
      throw new CommandException(
          Kind.FORBIDDEN, "only the site's admin may ask about another user");
    }
    return modes.of(users.existing(caller, user)).written();
  }

  /**
   * Lists what the users of the caller's site may do with files by WebDAV, its admin too.
   *
   * @return by user name: rw to read and write, ro to read alone, or off for nothing
   */
  @Command(roles = Role.SITE, effect = Effect.READS)
  public Map<String, Object> listAccess(Caller caller) {
    Map<String, Access> said = modes.ofSite(site(caller));
    Map<String, Object> listed = new LinkedHashMap<>();
    users
        .of(caller)
        .forEach(
            user ->
                listed.put(
                    user.name(), said.getOrDefault(user.name(), Access.READ_WRITE).written()));
    return listed;
  }

  /** Whose locks a caller sees and ends: a site's admin anybody's at the site. */
  private static Optional<String> limitedTo(Caller caller) {
    Account account = caller.account();
    return account.role() == Role.SITE ? Optional.empty() : Optional.of(account.name().user());
  }

  private static int site(Caller caller) {
    return caller.account().siteId().orElseThrow();
  }

  private static AccountName named(Caller caller, String user) {
    return new AccountName(user, caller.account().name().domain());
  }

  private void record(Caller caller, String detail) {
    audit.record(AuditEvent.by(caller, AuditEvent.What.SITE, detail, AuditEvent.Result.DONE));
  }

  private static CommandException argument(String message) {
    return new CommandException(Kind.ARGUMENT, "argument " + message);
  }
}
