package org.gatehouse.secret;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.crypto.SecretKey;
import org.gatehouse.database.Database;
import org.gatehouse.persistence.secret.FormerKeyRow;
import org.gatehouse.persistence.secret.SecretRow;
import org.gatehouse.persistence.secret.SecretTables;

/**
 * Keys of secrets that were in force before, of the few uses whose work outlives a secret: old
 * audit records must stay verifiable, and texts in people's files readable until they are sealed
 * anew. Each is kept in SQL, sealed under the secret in force, and says nothing of the secret that
 * it came from.
 */
@ApplicationScoped
public class FormerKeys {

  private static final Logger LOG = Logger.getLogger(FormerKeys.class.getName());

  private static final List<Secret.Use> KEPT =
      List.of(Secret.Use.AUDIT_CHAIN, Secret.Use.SEALED_TEXT);

  private CurrentSecret secret;
  private Sealing sealing;

  /** For the container's proxy; what it makes is never used. */
  public FormerKeys() {}

  /** With the secret in force and a source of nonces. */
  @Inject
  public FormerKeys(CurrentSecret secret, SecureRandom random) {
    this.secret = secret;
    this.sealing = new Sealing(random);
  }

  /**
   * Makes sure that this node's secret stays in force until a transaction ends.
   *
   * @throws SQLException of class 40 when another one is in force already
   */
  public void hold(Connection connection) throws SQLException {
    CurrentSecret.Known known = secret.known();
    Optional<SecretRow> row = new SecretTables(connection).hold(known.generation());
    if (known.outdated()
        || row.filter(SecretRow::inForce)
            .filter(found -> found.fingerprint().equals(known.fingerprint()))
            .isEmpty()) {
      throw new SQLTransactionRollbackException(
          "[auth] secret of this node is not the one in force", "40001");
    }
  }

  /**
   * Whether the database names a secret as the one in force, or none at all.
   *
   * @param fingerprint what the secret is told from others by
   */
  public boolean says(Database database, String fingerprint) {
    return database
        .read(connection -> new SecretTables(connection).inForce())
        .map(row -> row.fingerprint().equals(fingerprint))
        .orElse(true);
  }

  /**
   * The keys of a use that were in force before, by the generation of their secret, from 1 on. One
   * that cannot be opened is missing.
   */
  public Map<Integer, SecretKey> of(Connection connection, Secret.Use use) throws SQLException {
    Secret now = secret.now();
    Map<Integer, SecretKey> keys = new TreeMap<>();
    for (FormerKeyRow row : new SecretTables(connection).formerKeys()) {
      if (row.purpose().equals(use.name())) {
        opened(now, row)
            .ifPresent(
                bytes -> {
                  keys.put(row.generation(), new WipedKey(bytes, "HmacSHA256"));
                  Arrays.fill(bytes, (byte) 0);
                });
      }
    }
    return keys;
  }

  /** Seals all of them, and those of the secret that goes, under the next one. */
  void carry(Connection connection, Rotation rotation) throws SQLException {
    SecretTables tables = new SecretTables(connection);
    for (FormerKeyRow row : tables.formerKeys()) {
      Optional<byte[]> bytes = opened(rotation.former(), row);
      if (bytes.isPresent()) {
        tables.keep(sealed(rotation.next(), row.generation(), row.purpose(), bytes.get()));
      } else {
        LOG.log(
            Level.SEVERE,
            "the key {0} of secret {1} is not what Gatehouse kept, and is left as it is",
            new Object[] {row.purpose(), row.generation()});
      }
    }
    for (Secret.Use use : KEPT) {
      byte[] bytes = rotation.former().derive(use, new byte[0], Secret.BYTES);
      tables.keep(sealed(rotation.next(), rotation.generation(), use.name(), bytes));
    }
  }

  /** Wipes the plain key. */
  private FormerKeyRow sealed(Secret under, int generation, String purpose, byte[] plain) {
    byte[] key = under.derive(Secret.Use.FORMER_KEY, new byte[0], Secret.BYTES);
    try {
      return new FormerKeyRow(
          generation, purpose, sealing.seal(key, associated(generation, purpose), plain));
    } finally {
      Arrays.fill(key, (byte) 0);
      Arrays.fill(plain, (byte) 0);
    }
  }

  private static Optional<byte[]> opened(Secret under, FormerKeyRow row) {
    byte[] key = under.derive(Secret.Use.FORMER_KEY, new byte[0], Secret.BYTES);
    try {
      return Sealing.open(key, associated(row.generation(), row.purpose()), row.sealed());
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }

  private static byte[] associated(int generation, String purpose) {
    return (generation + " " + purpose).getBytes(StandardCharsets.US_ASCII);
  }
}
