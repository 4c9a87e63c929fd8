package org.gatehouse.keyring;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import org.gatehouse.database.Database;
import org.gatehouse.persistence.keyring.KeyringRow;
import org.gatehouse.persistence.keyring.KeyringTable;
import org.gatehouse.secret.CurrentSecret;
import org.gatehouse.secret.FormerKeys;
import org.gatehouse.secret.OutdatedSecretException;
import org.gatehouse.secret.Rotated;
import org.gatehouse.secret.Rotation;
import org.gatehouse.secret.Sealing;
import org.gatehouse.secret.Secret;

/**
 * Values that nobody gets back: sealed by AES-256-GCM under a key of {@code [auth] secret} and
 * their name, in SQL, so that all nodes share them. An option of a site says {@code keyring:name}
 * in their place, or a sealed text, and {@link #lend} opens it where it is used and nowhere else.
 *
 * <p>Every buffer that held a value or a key is wiped.
 */
@ApplicationScoped
public class Keyring implements Rotated {

  /** What stands before a name where a value would stand. */
  public static final String REFERENCE = "keyring:";

  /** How a sealed text begins. */
  static final String SEALED = "sealed:";

  /** The longest value, in bytes of UTF-8. */
  static final int LONGEST = 4_096;

  /** The most values. */
  static final int MOST = 1_000;

  private static final Logger LOG = Logger.getLogger(Keyring.class.getName());
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");

  /** A sealed text of the longest value, in characters. */
  private static final int LONGEST_SEALED =
      SEALED.length() + (LONGEST + Sealing.OVERHEAD) * Byte.SIZE / 6 + 1;

  /** From a rotation's being kept until this node uses the next secret; mostly milliseconds. */
  private static final Duration LONGEST_ROTATION = Duration.ofSeconds(2);

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(5);

  private static final byte[] OF_TEXTS = "sealed text".getBytes(StandardCharsets.US_ASCII);
  private static final int FINGERPRINT_BYTES = 8;

  private Database database;
  private CurrentSecret secret;
  private FormerKeys formerKeys;
  private Sealing sealing;
  private Clock clock;

  /** For the container's proxy; what it makes is never used. */
  public Keyring() {}

  /** One on a database. */
  @Inject
  public Keyring(
      Database database,
      CurrentSecret secret,
      FormerKeys formerKeys,
      SecureRandom random,
      Clock clock) {
    this.database = database;
    this.secret = secret;
    this.formerKeys = formerKeys;
    this.sealing = new Sealing(random);
    this.clock = clock;
  }

  /**
   * What may be said of a value.
   *
   * @param since since when there is one of this name
   * @param changed since when it is this one
   * @param fingerprint the same for the same value of the same name, until the secret is rotated
   */
  public record Kept(String name, Instant since, Instant changed, String fingerprint) {

    /** What stands where the value would. */
    public String reference() {
      return REFERENCE + name;
    }
  }

  /** Whether a text can be a name: 1 to 64 of a-z, 0-9, dot, hyphen and underscore. */
  static boolean named(String name) {
    return NAME.matcher(name).matches();
  }

  /** Whether a text can be a value: whole Unicode, neither empty nor longer than 4,096 bytes. */
  static boolean fits(String value) {
    byte[] bytes;
    try {
      bytes = encoded(CharBuffer.wrap(value));
    } catch (CharacterCodingException e) {
      return false;
    }
    Arrays.fill(bytes, (byte) 0);
    return bytes.length > 0 && bytes.length <= LONGEST;
  }

  /** Whether a setting says something else in a value's place. */
  public static boolean refers(String setting) {
    return setting.startsWith(REFERENCE) || setting.startsWith(SEALED);
  }

  /** What is kept of a name. */
  public Optional<Kept> find(String name) {
    return database.read(connection -> new KeyringTable(connection).find(name)).map(Keyring::kept);
  }

  /** What is kept, by name. */
  List<Kept> all() {
    return database.read(connection -> new KeyringTable(connection).after("", MOST)).stream()
        .map(Keyring::kept)
        .toList();
  }

  /** Whether there may be one more. */
  boolean full() {
    return database.read(connection -> new KeyringTable(connection).count()) >= MOST;
  }

  private static Kept kept(KeyringRow row) {
    return new Kept(
        row.name(),
        Instant.ofEpochMilli(row.createdAt()),
        Instant.ofEpochMilli(row.changedAt()),
        row.fingerprint());
  }

  /** What a value of a name would be told from others by. */
  public String fingerprint(String name, String value) {
    byte[] plain = plain(value);
    try {
      return fingerprint(secret.now(), name, plain);
    } finally {
      Arrays.fill(plain, (byte) 0);
    }
  }

  /**
   * Sets a value.
   *
   * @throws IllegalArgumentException when name or value are none
   */
  public void set(String name, String value) {
    if (!named(name)) {
      throw new IllegalArgumentException("not a name of the keyring");
    }
    byte[] plain = plain(value);
    long now = clock.millis();
    try {
      database.together(
          connection -> {
            // Else it could be under a secret that is gone by the time it is kept.
            formerKeys.hold(connection);
            new KeyringTable(connection).set(row(secret.now(), name, plain, now, now));
            return null;
          });
    } finally {
      Arrays.fill(plain, (byte) 0);
    }
  }

  /**
   * Deletes a value.
   *
   * @return whether there was one
   */
  public boolean delete(String name) {
    return database.together(connection -> new KeyringTable(connection).delete(name));
  }

  /**
   * Lends what a setting says: the value that it refers to, the one that is sealed in it, or else
   * itself. The borrower sees it while it runs, and must not keep the array.
   *
   * @return what the borrower made of it; empty when there is no such value, or it was not sealed
   *     here
   * @throws OutdatedSecretException when this node's secret is not the one in force
   */
  public <T> Optional<T> lend(String setting, Function<char[], T> borrower) {
    if (setting.startsWith(REFERENCE)) {
      return value(setting.substring(REFERENCE.length())).map(plain -> lent(plain, borrower));
    }
    if (setting.startsWith(SEALED)) {
      return opened(setting).map(plain -> lent(plain, borrower));
    }
    char[] literal = setting.toCharArray();
    try {
      return Optional.ofNullable(borrower.apply(literal));
    } finally {
      Arrays.fill(literal, '\0');
    }
  }

  private static <T> T lent(byte[] plain, Function<char[], T> borrower) {
    CharBuffer room = CharBuffer.allocate(plain.length);
    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(plain), room, true);
    char[] value = Arrays.copyOf(room.array(), room.position());
    try {
      return borrower.apply(value);
    } finally {
      Arrays.fill(plain, (byte) 0);
      Arrays.fill(room.array(), '\0');
      Arrays.fill(value, '\0');
    }
  }

  private Optional<byte[]> value(String name) {
    if (!named(name)) {
      return Optional.empty();
    }
    long started = System.nanoTime();
    while (true) {
      Secret under = secret.now();
      Optional<KeyringRow> row =
          database.read(connection -> new KeyringTable(connection).find(name));
      if (row.isEmpty()) {
        return Optional.empty();
      }
      Optional<byte[]> plain = openedUnlessRotated(under, row.get());
      if (plain.isPresent()) {
        return plain;
      }
      // Read after the row, so that a row of the next secret is never seen with the former.
      if (formerKeys.says(database, under.fingerprint())) {
        LOG.log(Level.SEVERE, "the value {0} of the keyring is not what Gatehouse kept", name);
        return Optional.empty();
      }
      if (System.nanoTime() - started > LONGEST_ROTATION.toNanos()) {
        throw new OutdatedSecretException();
      }
      LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
    }
  }

  private static Optional<byte[]> openedUnlessRotated(Secret under, KeyringRow row) {
    try {
      return opened(under, row);
    } catch (IllegalStateException e) {
      // A rotation has wiped it meanwhile.
      return Optional.empty();
    }
  }

  /** A text with which a person can keep a value in a file; only this Gatehouse opens it. */
  String encode(String value) {
    byte[] plain = plain(value);
    try {
      return written(plain);
    } finally {
      Arrays.fill(plain, (byte) 0);
    }
  }

  private String written(byte[] plain) {
    byte[] key = secret.key(Secret.Use.SEALED_TEXT).getEncoded();
    try {
      return SEALED
          + Base64.getUrlEncoder()
              .withoutPadding()
              .encodeToString(sealing.seal(key, OF_TEXTS, plain));
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }

  /** Whether a text was sealed here, under the secret in force or one before. */
  boolean valid(String text) {
    Optional<byte[]> plain = opened(text);
    plain.ifPresent(bytes -> Arrays.fill(bytes, (byte) 0));
    return plain.isPresent();
  }

  /** The same value sealed anew, under the secret in force; empty when the text is not valid. */
  Optional<String> reencode(String text) {
    return opened(text)
        .map(
            plain -> {
              try {
                return written(plain);
              } finally {
                Arrays.fill(plain, (byte) 0);
              }
            });
  }

  private Optional<byte[]> opened(String text) {
    if (!text.startsWith(SEALED) || text.length() > LONGEST_SEALED) {
      return Optional.empty();
    }
    byte[] sealed;
    try {
      sealed = Base64.getUrlDecoder().decode(text.substring(SEALED.length()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    List<SecretKey> keys = new ArrayList<>(List.of(secret.key(Secret.Use.SEALED_TEXT)));
    Optional<byte[]> plain = opened(keys, sealed);
    return plain.isPresent()
        ? plain
        : opened(
            database.read(
                connection ->
                    List.copyOf(formerKeys.of(connection, Secret.Use.SEALED_TEXT).values())),
            sealed);
  }

  private static Optional<byte[]> opened(List<SecretKey> keys, byte[] sealed) {
    for (SecretKey key : keys) {
      byte[] bytes = key.getEncoded();
      Optional<byte[]> plain = Sealing.open(bytes, OF_TEXTS, sealed);
      Arrays.fill(bytes, (byte) 0);
      if (plain.isPresent()) {
        return plain;
      }
    }
    return Optional.empty();
  }

  /**
   * Seals every value anew, under the secret in force.
   *
   * @return how many
   */
  int reseal() {
    return database.together(
        connection -> {
          formerKeys.hold(connection);
          return reseal(connection, secret.now(), secret.now());
        });
  }

  @Override
  public void rotate(Connection connection, Rotation rotation) throws SQLException {
    reseal(connection, rotation.former(), rotation.next());
  }

  private int reseal(Connection connection, Secret from, Secret to) throws SQLException {
    KeyringTable table = new KeyringTable(connection);
    int resealed = 0;
    for (KeyringRow row : table.lockAll()) {
      Optional<byte[]> plain = opened(from, row);
      if (plain.isEmpty()) {
        LOG.log(
            Level.SEVERE,
            "the value {0} of the keyring is not what Gatehouse kept, and is left as it is",
            row.name());
        continue;
      }
      table.set(row(to, row.name(), plain.get(), row.createdAt(), row.changedAt()));
      Arrays.fill(plain.get(), (byte) 0);
      resealed++;
    }
    return resealed;
  }

  private KeyringRow row(Secret under, String name, byte[] plain, long created, long changed) {
    byte[] associated = name.getBytes(StandardCharsets.US_ASCII);
    byte[] key = under.derive(Secret.Use.KEYRING, associated, Secret.BYTES);
    try {
      return new KeyringRow(
          name,
          sealing.seal(key, associated, plain),
          fingerprint(under, name, plain),
          created,
          changed);
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }

  private static Optional<byte[]> opened(Secret under, KeyringRow row) {
    byte[] associated = row.name().getBytes(StandardCharsets.US_ASCII);
    byte[] key = under.derive(Secret.Use.KEYRING, associated, Secret.BYTES);
    try {
      return Sealing.open(key, associated, row.sealed());
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }

  private static String fingerprint(Secret under, String name, byte[] plain) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(under.key(Secret.Use.KEYRING_FINGERPRINT));
      mac.update(name.getBytes(StandardCharsets.US_ASCII));
      mac.update((byte) 0);
      return HexFormat.of().formatHex(mac.doFinal(plain), 0, FINGERPRINT_BYTES);
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every Java platform has HMAC-SHA256", e);
    }
  }

  private static byte[] plain(String value) {
    if (!fits(value)) {
      throw new IllegalArgumentException("not a value of the keyring");
    }
    try {
      return encoded(CharBuffer.wrap(value));
    } catch (CharacterCodingException e) {
      throw new AssertionError("it fits", e);
    }
  }

  /** With room for the longest form from the start, since a buffer that grows leaves a copy. */
  private static byte[] encoded(CharBuffer value) throws CharacterCodingException {
    CharsetEncoder encoder = StandardCharsets.UTF_8.newEncoder();
    ByteBuffer room =
        ByteBuffer.allocate((int) Math.ceil(value.length() * encoder.maxBytesPerChar()));
    try {
      var result = encoder.encode(value, room, true);
      if (result.isError()) {
        result.throwException();
      }
      return Arrays.copyOf(room.array(), room.position());
    } finally {
      Arrays.fill(room.array(), (byte) 0);
    }
  }
}
