package org.gatehouse.apikey;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.gatehouse.auth.Account;
import org.gatehouse.auth.Accounts;
import org.gatehouse.auth.Accounts.Standing;
import org.gatehouse.auth.Caller;
import org.gatehouse.auth.ClientAddress;
import org.gatehouse.auth.Proof;
import org.gatehouse.command.CommandException;
import org.gatehouse.command.CommandException.Kind;
import org.gatehouse.database.Database;
import org.gatehouse.persistence.apikey.ApiKeyRow;
import org.gatehouse.persistence.apikey.ApiKeyTable;
import org.gatehouse.persistence.apikey.FoundKey;
import org.gatehouse.persistence.apikey.KeyUse;
import org.gatehouse.scope.Configuration;
import org.gatehouse.scope.Settings;

/**
 * Keys that stand for an account: 256 random bits, written as 64 hexadecimal digits in eight groups
 * with dashes. Since a key is as long as a hash, its SHA-256 alone is kept and looked up. An
 * account has at most {@value #MOST} of them, however many ask for one at once. What changes keys
 * joins the caller's transaction.
 */
@ApplicationScoped
public class ApiKeys {

  /** The most keys of an account. */
  public static final int MOST = 10;

  private static final Logger LOG = Logger.getLogger(ApiKeys.class.getName());

  private static final int HANDLE_BYTES = 6;

  private static final int MOST_REMEMBERED = 100_000;

  /** How exactly the last use is kept: a use within this of the last one writes nothing. */
  private static final Duration USED_TO_THE = Duration.ofMinutes(1);

  private Database database;
  private SecureRandom random;
  private Clock clock;

  private final Set<String> beingNoted = ConcurrentHashMap.newKeySet();

  /** The hashes of keys that let somebody in lately. */
  private Cache<String, Boolean> lately;

  /** For the container's proxy; what it makes is never used. */
  public ApiKeys() {}

  @Inject
  ApiKeys(Database database, SecureRandom random, Clock clock, Configuration configuration) {
    this(database, random, clock, configuration.value(Settings.CREDENTIAL_CACHE));
    configuration.whenChanged(
        Settings.CREDENTIAL_CACHE,
        lately.policy().expireAfterWrite().orElseThrow()::setExpiresAfter);
  }

  /** For tests. */
  ApiKeys(Database database, SecureRandom random, Clock clock, Duration remembered) {
    this.database = database;
    this.random = random;
    this.clock = clock;
    this.lately =
        Caffeine.newBuilder()
            .maximumSize(MOST_REMEMBERED)
            .expireAfterWrite(remembered)
            .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
            .executor(Runnable::run)
            .build();
  }

  /** Statements on the table of keys. */
  @FunctionalInterface
  private interface Work<T> {
    T on(ApiKeyTable table) throws SQLException;
  }

  /**
   * A key that was just made.
   *
   * @param text the key, which cannot be read again later
   * @param handle what people call it by
   */
  public record Made(String text, String handle) {
    @Override
    public String toString() {
      return "Made[" + handle + "]";
    }
  }

  /**
   * Makes a key for an account.
   *
   * @param comment what it is for, at most {@value ApiKeyRow#LONGEST_COMMENT} characters
   * @throws CommandException when the comment is too long, or the account has its keys already
   */
  public Made create(Account account, String comment, Limits limits) {
    byte[] key = new byte[KeyText.BYTES];
    random.nextBytes(key);
    return new Made(KeyText.written(key), keep(account, key, comment, limits));
  }

  /**
   * Keeps a key that was chosen elsewhere, good from everywhere and for ever.
   *
   * @param written the key, with or without dashes
   * @throws CommandException when it is not 64 hexadecimal digits
   */
  public void adopt(Account account, String written, String comment) {
    keep(
        account,
        KeyText.parse(written)
            .orElseThrow(
                () -> new CommandException(Kind.ARGUMENT, "a key has 64 hexadecimal digits")),
        comment,
        Limits.NONE);
  }

  private String keep(Account account, byte[] key, String comment, Limits limits) {
    checkComment(comment);
    byte[] handle = new byte[HANDLE_BYTES];
    random.nextBytes(handle);
    ApiKeyRow row =
        new ApiKeyRow(
            KeyText.hash(key),
            HexFormat.of().formatHex(handle),
            account.siteId(),
            account.name().user(),
            comment,
            clock.instant(),
            limits.kept(),
            Optional.empty());
    return together(
        table -> {
          table.takeTurn();
          if (table.ofAccount(row.siteId(), row.user()).size() >= MOST) {
            throw new CommandException(
                Kind.EXISTS,
                "an account has at most " + MOST + " keys: delete one with auth:delete-api-key");
          }
          table.insert(row);
          return row.handle();
        });
  }

  private static void checkComment(String comment) {
    // Counted as H2 does, to which a character outside the basic plane is two.
    if (comment.length() > ApiKeyRow.LONGEST_COMMENT) {
      throw new CommandException(
          Kind.ARGUMENT,
          "argument 'comment' may have at most " + ApiKeyRow.LONGEST_COMMENT + " characters");
    }
    if (!comment.codePoints().allMatch(ApiKeys::character)) {
      throw new CommandException(
          Kind.ARGUMENT, "argument 'comment' may have no control characters, and is Unicode");
    }
  }

  /** Half of a surrogate pair is no text, and a database server may refuse it. */
  private static boolean character(int point) {
    return !Character.isISOControl(point) && Character.getType(point) != Character.SURROGATE;
  }

  /** The keys of an account, oldest first. */
  public List<ApiKeyRow> of(Account account) {
    return database.apart(connection -> ofAccount(new ApiKeyTable(connection), account));
  }

  private static List<ApiKeyRow> ofAccount(ApiKeyTable table, Account account) throws SQLException {
    return table.ofAccount(account.siteId(), account.name().user());
  }

  /** What is done with one key of an account. */
  @FunctionalInterface
  private interface Deed {
    void on(ApiKeyTable table, ApiKeyRow key) throws SQLException;
  }

  private ApiKeyRow change(Account account, String handle, Deed deed) {
    return together(
        table -> {
          ApiKeyRow key =
              ofAccount(table, account).stream()
                  .filter(row -> row.handle().equals(handle))
                  .findFirst()
                  .orElseThrow(ApiKeys::noSuchKey);
          deed.on(table, key);
          return key;
        });
  }

  private static CommandException noSuchKey() {
    return new CommandException(
        Kind.NOT_FOUND, "you have no key of this handle; auth:get-api-keys names those there are");
  }

  /**
   * Says anew what a key is for.
   *
   * @param handle what people call it by
   * @return the key as it was
   * @throws CommandException when the account has none of that handle, or the comment is too long
   */
  public ApiKeyRow comment(Account account, String handle, String comment) {
    checkComment(comment);
    return change(account, handle, (table, key) -> table.comment(key.hash(), comment));
  }

  /**
   * Says anew when and from where a key is good.
   *
   * @param handle what people call it by
   * @return the key as it was
   * @throws CommandException when the account has none of that handle
   */
  public ApiKeyRow limit(Account account, String handle, Limits limits) {
    return change(account, handle, (table, key) -> table.limit(key.hash(), limits.kept()));
  }

  /**
   * Keeps a caller who came by a key with limits from doing what would outlast them.
   *
   * @throws CommandException when the caller's key has an end or a list of addresses
   */
  public void requireUnlimited(Caller caller) {
    if (caller.proof() instanceof Proof.Key(String hash)
        && of(caller.account()).stream()
            .anyMatch(key -> key.hash().equals(hash) && !key.limits().equals(Limits.NONE.kept()))) {
      throw new CommandException(
          Kind.FORBIDDEN,
          "a key with limits makes no keys, and changes neither limits nor its account's password:"
              + " sign in with the password for that");
    }
  }

  /**
   * Deletes a key of an account.
   *
   * @param handle what people call it by
   * @return the key as it was
   * @throws CommandException when the account has none of that handle
   */
  public ApiKeyRow delete(Account account, String handle) {
    return change(account, handle, (table, key) -> table.delete(key.hash()));
  }

  /**
   * Deletes every key of an account of a site. Who makes one for it at the same time has done so
   * before, or does so after this transaction.
   *
   * @return how many there were
   */
  public int deleteOf(int siteId, String user) {
    return together(
        table -> {
          table.takeTurn();
          return table.deleteOf(siteId, user);
        });
  }

  /** Deletes every key of a site's accounts. */
  public void deleteOfSite(int siteId) {
    together(
        table -> {
          table.deleteOfSite(siteId);
          return true;
        });
  }

  /**
   * The account that a key stands for. One statement, whatever is written.
   *
   * @param written the key, with or without dashes
   * @param address from where it is shown
   * @return empty when it is no key that was made, or its account's site is gone
   * @throws IllegalStateException when the database cannot be asked, or was changed by others to
   *     what no limits are
   */
  public Optional<Shown> find(String written, ClientAddress address) {
    String hash = KeyText.hash(KeyText.parse(written).orElse(new byte[0]));
    Optional<FoundKey> found = database.read(connection -> new ApiKeyTable(connection).find(hash));
    return found.flatMap(key -> standing(key).map(standing -> shown(hash, key, standing, address)));
  }

  private Shown shown(String hash, FoundKey key, Standing standing, ClientAddress address) {
    try {
      Optional<String> refusal = Limits.of(key.limits()).refusal(clock.instant(), address);
      return new Shown(hash, standing, refusal, key.restricted(), key.lastUsedAt());
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException("the limits of a key cannot be read", e);
    }
  }

  private static Optional<Standing> standing(FoundKey key) {
    return key.siteId().isEmpty()
        ? Optional.of(Accounts.ofAppliance(key.user()))
        : key.site().map(site -> Accounts.ofSite(site, key.user()));
  }

  /**
   * Whether a key let somebody in within {@code [auth] credential_cache} on this node. It says
   * nothing of whether it is good now, which {@link #find} tells; but whoever shows it does not
   * guess.
   */
  public boolean knownLately(String written) {
    return KeyText.parse(written)
        .map(KeyText::hash)
        .filter(hash -> lately.getIfPresent(hash) != null)
        .isPresent();
  }

  /**
   * Notes that a key was used: here, and in SQL at most once a minute; a request does not fail for
   * want of the note.
   */
  public void used(Shown key, ClientAddress address) {
    Instant now = clock.instant();
    lately.put(key.hash(), true);
    boolean due = key.lastUsedAt().filter(at -> now.isBefore(at.plus(USED_TO_THE))).isEmpty();
    if (!due || !beingNoted.add(key.hash())) {
      return;
    }
    try {
      KeyUse use = new KeyUse(now, address.text());
      database.apart(
          connection -> {
            new ApiKeyTable(connection).used(key.hash(), key.lastUsedAt(), use);
            return true;
          });
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "the use of a key of {0} was not noted", key.account());
    } finally {
      beingNoted.remove(key.hash());
    }
  }

  private <T> T together(Work<T> work) {
    return database.together(connection -> work.on(new ApiKeyTable(connection)));
  }

  /**
   * A key that somebody showed.
   *
   * @param hash the SHA-256 under which it is kept
   * @param standing whom it stands for
   * @param refusal why its own limits refuse it here and now, for the audit; empty when they do not
   * @param restricted whether its account is restricted to any network, which is then to be asked
   *     for
   * @param lastUsedAt when it was last used, as far as was noted
   */
  public record Shown(
      String hash,
      Standing standing,
      Optional<String> refusal,
      boolean restricted,
      Optional<Instant> lastUsedAt) {

    /** Whether nothing keeps the key from being used from anywhere. */
    public boolean unrestricted() {
      return standing.active() && refusal.isEmpty() && !restricted;
    }

    private String account() {
      return standing.account().name().toString();
    }
  }
}
