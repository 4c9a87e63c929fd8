package org.gatehouse.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.gatehouse.anvil.KnownAddresses;
import org.gatehouse.audit.Audit;
import org.gatehouse.audit.AuditEvent;
import org.gatehouse.database.Database;
import org.gatehouse.persistence.login.KeptLogin;
import org.gatehouse.persistence.login.LoginFilter;
import org.gatehouse.persistence.login.LoginRow;
import org.gatehouse.persistence.login.LoginTable;

/**
 * Who signed in when and from where: a year of it, and of each account about the last {@value
 * #KEPT} sign-ins.
 */
@ApplicationScoped
public class LoginHistory {

  /** How many sign-ins of an account are kept. */
  static final int KEPT = 1_000;

  /** After how many sign-ins of an account at this node it is looked whether there are more. */
  private static final int TRIMMED_EVERY = 100;

  /** More there are of an account only while many nodes are about to look. */
  static final int MOST_OF_ACCOUNT = 2 * KEPT;

  private static final Duration REMEMBERED = Duration.ofDays(365);
  private static final int MOST_COUNTED = 10_000;

  @Inject private Database database;
  @Inject private KnownAddresses known;
  @Inject private Audit audit;
  @Inject private SecureRandom random;
  @Inject private Clock clock;

  private final Cache<AccountName, Integer> sinceTrimmed =
      Caffeine.newBuilder().maximumSize(MOST_COUNTED).executor(Runnable::run).build();

  /** For the container. */
  public LoginHistory() {}

  /** For tests. */
  LoginHistory(
      Database database, KnownAddresses known, Audit audit, SecureRandom random, Clock clock) {
    this.database = database;
    this.known = known;
    this.audit = audit;
    this.random = random;
    this.clock = clock;
  }

  /** Statements on the table of sign-ins. */
  @FunctionalInterface
  private interface Work<T> {
    T on(LoginTable table) throws SQLException;
  }

  /**
   * Writes that an account came in, here, in the audit, and among its known addresses: all of it in
   * the caller's transaction, or in one of its own.
   *
   * @param userAgent what the client calls itself, at most 255 characters
   * @param detail for the audit: how it came in
   */
  public void signedIn(Caller caller, String userAgent, String detail) {
    Account account = caller.account();
    LoginRow login =
        new LoginRow(
            clock.instant(), caller.gate().name(), caller.address().text(), storable(userAgent));
    database.whole(
        () -> {
          work(table -> kept(table, account, login));
          known.remember(account.name().toString(), caller.address());
          audit.record(
              AuditEvent.by(caller, AuditEvent.What.SIGN_IN, detail, AuditEvent.Result.DONE));
          return true;
        });
  }

  private boolean kept(LoginTable table, Account account, LoginRow login) throws SQLException {
    table.insert(account.siteId(), account.name().user(), random.nextInt(), login);
    if (sinceTrimmed.asMap().merge(account.name(), 1, Integer::sum) % TRIMMED_EVERY == 1) {
      table.trim(account.siteId(), account.name().user(), KEPT);
    }
    return true;
  }

  /** Half of a surrogate pair is no text, and a database server may refuse it. */
  private static String storable(String text) {
    return text.codePoints()
        .map(c -> Character.getType(c) == Character.SURROGATE ? '?' : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  /** The last sign-ins of an account, newest first. */
  public List<LoginRow> last(Account account, int limit) {
    return work(table -> table.last(account.siteId(), account.name().user(), limit));
  }

  /** Of the sign-ins of an account those that are wanted, newest first. */
  public List<KeptLogin> find(Account account, LoginFilter filter, int limit) {
    return work(table -> table.find(account.siteId(), account.name().user(), filter, limit));
  }

  /**
   * Forgets the sign-ins of an account.
   *
   * @return how many there were
   */
  public int deleteOf(Account account) {
    return work(table -> table.deleteOf(account.siteId(), account.name().user()));
  }

  /** Forgets the sign-ins of a site's accounts. */
  public void deleteOfSite(int siteId) {
    work(
        table -> {
          table.deleteOfSite(siteId);
          return true;
        });
  }

  /** Forgets what is older than a year. */
  public void sweep() {
    Instant old = clock.instant().minus(REMEMBERED);
    database.apart(connection -> new LoginTable(connection).deleteBefore(old));
  }

  private <T> T work(Work<T> work) {
    return database.together(connection -> work.on(new LoginTable(connection)));
  }
}
