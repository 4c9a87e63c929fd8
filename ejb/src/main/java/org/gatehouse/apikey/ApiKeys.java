package org.gatehouse.apikey;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;
import org.gatehouse.auth.Account;
import org.gatehouse.command.CommandException;
import org.gatehouse.command.CommandException.Kind;
import org.gatehouse.persistence.apikey.ApiKey;

/**
 * Keys that stand for an account: 256 random bits, written as 64 hexadecimal digits in eight groups
 * with dashes. Since a key is as long as a hash, its SHA-256 alone is kept and looked up.
 */
@Stateless
public class ApiKeys {

  private static final int BYTES = 32;
  private static final int GROUP = 8;

  /** Digits with or without dashes; longer texts are not looked at. */
  private static final Pattern WRITTEN = Pattern.compile("[0-9a-fA-F-]{64,96}");

  @PersistenceContext private EntityManager entities;
  @Inject private SecureRandom random;
  @Inject private Clock clock;

  /**
   * Makes a key for an account.
   *
   * @param comment what it is for, at most {@value ApiKey#LONGEST_COMMENT} characters
   * @return the key, which cannot be read again later
   * @throws CommandException when the comment is too long
   */
  public String create(Account account, String comment) {
    byte[] key = new byte[BYTES];
    random.nextBytes(key);
    keep(account, key, comment);
    return written(key);
  }

  /**
   * Keeps a key that was chosen elsewhere.
   *
   * @param written the key, with or without dashes
   * @throws CommandException when it is not 64 hexadecimal digits
   */
  public void adopt(Account account, String written, String comment) {
    byte[] key =
        parse(written)
            .orElseThrow(
                () -> new CommandException(Kind.ARGUMENT, "a key has 64 hexadecimal digits"));
    keep(account, key, comment);
  }

  private void keep(Account account, byte[] key, String comment) {
    if (comment.codePointCount(0, comment.length()) > ApiKey.LONGEST_COMMENT) {
      throw new CommandException(
          Kind.ARGUMENT,
          "argument 'comment' may have at most " + ApiKey.LONGEST_COMMENT + " characters");
    }
    entities.persist(
        new ApiKey(
            hash(key),
            account.siteId().orElse(null),
            account.name().user(),
            comment,
            clock.instant()));
  }

  /**
   * The key that somebody shows.
   *
   * @param written the key, with or without dashes
   * @return empty when it is no key that was made
   */
  public Optional<ApiKey> find(String written) {
    String hash = hash(parse(written).orElse(new byte[0]));
    return Optional.ofNullable(entities.find(ApiKey.class, hash));
  }

  private static Optional<byte[]> parse(String written) {
    if (!WRITTEN.matcher(written).matches()) {
      return Optional.empty();
    }
    String digits = written.replace("-", "");
    return digits.length() == 2 * BYTES
        ? Optional.of(HexFormat.of().parseHex(digits))
        : Optional.empty();
  }

  private static String written(byte[] key) {
    return HexFormat.of().formatHex(key).replaceAll("(.{" + GROUP + "})(?!$)", "$1-");
  }

  private static String hash(byte[] key) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(key));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
