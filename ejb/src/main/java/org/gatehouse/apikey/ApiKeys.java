package org.gatehouse.apikey;

import jakarta.annotation.Resource;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.gatehouse.auth.Account;
import org.gatehouse.auth.Accounts;
import org.gatehouse.auth.Accounts.Standing;
import org.gatehouse.command.CommandException;
import org.gatehouse.command.CommandException.Kind;
import org.gatehouse.persistence.apikey.ApiKeyRow;
import org.gatehouse.persistence.apikey.ApiKeyTable;
import org.gatehouse.persistence.apikey.FoundKey;

/**
 * Keys that stand for an account: 256 random bits, written as 64 hexadecimal digits in eight groups
 * with dashes. Since a key is as long as a hash, its SHA-256 alone is kept and looked up. An
 * account has at most {@value #MOST} of them, however many ask for one at once.
 */
@Stateless
public class ApiKeys {

  /** The most keys of an account. */
  public static final int MOST = 10;

  private static final int HANDLE_BYTES = 6;

  @Resource(lookup = "java:app/jdbc/gatehouse")
  private DataSource source;

  @Inject private SecureRandom random;
  @Inject private Clock clock;

  /** For the container. */
  public ApiKeys() {}

  /** For tests. */
  ApiKeys(DataSource source, SecureRandom random, Clock clock) {
    this.source = source;
    this.random = random;
    this.clock = clock;
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
  public Made create(Account account, String comment) {
    byte[] key = new byte[KeyText.BYTES];
    random.nextBytes(key);
    return new Made(KeyText.written(key), keep(account, key, comment));
  }

  /**
   * Keeps a key that was chosen elsewhere.
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
        comment);
  }

  private String keep(Account account, byte[] key, String comment) {
    // Counted as H2 does, to which a character outside the basic plane is two.
    if (comment.length() > ApiKeyRow.LONGEST_COMMENT) {
      throw new CommandException(
          Kind.ARGUMENT,
          "argument 'comment' may have at most " + ApiKeyRow.LONGEST_COMMENT + " characters");
    }
    byte[] handle = new byte[HANDLE_BYTES];
    random.nextBytes(handle);
    ApiKeyRow row =
        new ApiKeyRow(
            KeyText.hash(key),
            HexFormat.of().formatHex(handle),
            account.siteId(),
            account.name().user(),
            comment,
            clock.instant());
    return work(
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

  /** The keys of an account, oldest first. */
  public List<ApiKeyRow> of(Account account) {
    return work(table -> table.ofAccount(account.siteId(), account.name().user()));
  }

  /**
   * Deletes a key of an account.
   *
   * @param handle what people call it by
   * @return the key as it was; empty when the account has none of that handle
   */
  public Optional<ApiKeyRow> delete(Account account, String handle) {
    return work(
        table -> {
          Optional<ApiKeyRow> key =
              table.ofAccount(account.siteId(), account.name().user()).stream()
                  .filter(row -> row.handle().equals(handle))
                  .findFirst();
          if (key.isPresent()) {
            table.delete(key.get().hash());
          }
          return key;
        });
  }

  /** Deletes every key of a site's accounts. */
  public void deleteOfSite(int siteId) {
    work(
        table -> {
          table.deleteOfSite(siteId);
          return true;
        });
  }

  /**
   * The account that a key stands for. One statement, whatever is written.
   *
   * @param written the key, with or without dashes
   * @return empty when it is no key that was made, or its account's site is gone
   */
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public Optional<Shown> find(String written) {
    String hash = KeyText.hash(KeyText.parse(written).orElse(new byte[0]));
    return work(table -> table.find(hash))
        .flatMap(ApiKeys::standing)
        .map(standing -> new Shown(hash, standing));
  }

  private static Optional<Standing> standing(FoundKey key) {
    return key.siteId().isEmpty()
        ? Optional.of(Accounts.ofAppliance(key.user()))
        : key.site().map(site -> Accounts.ofSite(site, key.user()));
  }

  private <T> T work(Work<T> work) {
    try (Connection connection = source.getConnection()) {
      return work.on(new ApiKeyTable(connection));
    } catch (SQLException e) {
      throw new IllegalStateException("the keys cannot be asked", e);
    }
  }

  /**
   * A key that somebody showed.
   *
   * @param hash the SHA-256 under which it is kept
   * @param standing whom it stands for
   */
  public record Shown(String hash, Standing standing) {}
}
