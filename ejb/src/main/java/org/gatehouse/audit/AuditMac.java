package org.gatehouse.audit;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import org.gatehouse.persistence.audit.AuditRow;
import org.gatehouse.persistence.audit.CheckpointRow;
import org.gatehouse.persistence.audit.RotationRow;

/**
 * HMAC-SHA256 (RFC 2104) under the audit's key in force, over what a row says. What is
 * authenticated is encoded so that no two rows are alike: each of the four uses has a name of its
 * own, a number is 8 bytes, a text its length in 4 bytes and its UTF-8, a missing text the length
 * -1. Safe for any number of threads.
 */
final class AuditMac {

  /** What stands before the first record of a chain. */
  static final String NOTHING = "";

  private static final String ALGORITHM = "HmacSHA256";

  /** Where the keys come from: one is in force, until a rotation of the secret exchanges it. */
  interface Keys {

    /** The one in force on this node. */
    SecretKey now();

    /**
     * Makes sure that the one in force stays so until the transaction of a connection ends.
     *
     * @throws SQLException of class 40 when another one is in force by now; try again later
     */
    void hold(Connection connection) throws SQLException;

    /** Those that were in force before and can still be had, by their generation from 1 on. */
    Map<Integer, SecretKey> former(Connection connection) throws SQLException;
  }

  /** A key and what was made of it, since that costs more than a MAC. */
  private record Prepared(SecretKey key, Mac prototype) {}

  private final Keys keys;
  private volatile Prepared prepared;

  /** Whether a key was in force before this one, since this process began. */
  private volatile boolean exchanged;

  /**
   * With one key for ever.
   *
   * @param key used for nothing else
   */
  AuditMac(SecretKey key) {
    this(new OneKey(key));
  }

  /** With the keys of the secrets that are and were in force. */
  AuditMac(Keys keys) {
    this.keys = keys;
  }

  /** A key that nobody exchanges. */
  private record OneKey(SecretKey now) implements Keys {
    @Override
    public void hold(Connection connection) {
      // It stays whatever happens.
    }

    @Override
    public Map<Integer, SecretKey> former(Connection connection) {
      return Map.of();
    }
  }

  /** As {@link Keys#hold} says. */
  void hold(Connection connection) throws SQLException {
    keys.hold(connection);
  }

  /** Under the keys that were in force before, by their generation from 1 on. */
  Map<Integer, AuditMac> former(Connection connection) throws SQLException {
    return keys.former(connection).entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> new AuditMac(entry.getValue())));
  }

  /**
   * An event of this process with the seal of now. While it waited for its place the key may have
   * been exchanged.
   */
  AuditRow resealed(AuditRow row) {
    prototype();
    return exchanged ? row.sealed(seal(row)) : row;
  }

  private Mac prototype() {
    SecretKey key = keys.now();
    Prepared now = prepared;
    if (now == null || now.key() != key) {
      exchanged |= now != null;
      now = new Prepared(key, initialised(key));
      prepared = now;
    }
    return now.prototype();
  }

  private static Mac initialised(SecretKey key) {
    try {
      Mac prototype = Mac.getInstance(ALGORITHM);
      prototype.init(key);
      return prototype;
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has " + ALGORITHM, e);
    } catch (InvalidKeyException e) {
      throw new IllegalArgumentException("not a key for " + ALGORITHM, e);
    }
  }

  /** The seal of an event: it was written by Gatehouse, wherever it stands. */
  String seal(AuditRow row) {
    return mac(
        out -> {
          text(out, "event");
          event(out, row);
        });
  }

  /**
   * The MAC of a record: this event stands at this place, and all before it are what they were.
   *
   * @param previous the MAC before it, or {@link #NOTHING}
   */
  String record(String previous, long sequence, AuditRow row) {
    return mac(
        out -> {
          text(out, "record");
          text(out, previous);
          out.writeLong(sequence);
          event(out, row);
          text(out, row.seal());
        });
  }

  /** The seal of a checkpoint: Gatehouse itself removed what stood before. */
  String seal(CheckpointRow row) {
    return mac(
        out -> {
          text(out, "checkpoint");
          text(out, row.node());
          out.writeLong(row.sequence());
          text(out, row.mac());
          out.writeLong(row.removed());
          out.writeLong(row.madeAt());
        });
  }

  /**
   * The seal of a rotation: up to this place records are those of the key that was exchanged. It
   * has one under that key, and one under the next.
   */
  String seal(RotationRow row) {
    return mac(
        out -> {
          text(out, "rotation");
          text(out, row.node());
          out.writeLong(row.generation());
          out.writeLong(row.sequence());
          text(out, row.mac());
          out.writeLong(row.madeAt());
        });
  }

  /** Whether two are the same; takes the same time wherever they differ. */
  static boolean same(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }

  private static void event(DataOutputStream out, AuditRow row) throws IOException {
    text(out, row.node());
    text(out, row.id());
    out.writeLong(row.at());
    text(out, row.what());
    text(out, row.actor());
    text(out, row.gate());
    text(out, row.address());
    text(out, row.detail());
    text(out, row.result());
  }

  private static void text(DataOutputStream out, String text) throws IOException {
    if (text == null) {
      out.writeInt(-1);
      return;
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  /** Writes what is authenticated. */
  @FunctionalInterface
  private interface Encoding {
    void write(DataOutputStream out) throws IOException;
  }

  private String mac(Encoding encoding) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    try {
      encoding.write(new DataOutputStream(bytes));
      // Cheaper than asking the providers each time.
      Mac mac = (Mac) prototype().clone();
      return HexFormat.of().formatHex(mac.doFinal(bytes.toByteArray()));
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot be written", e);
    } catch (CloneNotSupportedException e) {
      throw new AssertionError("the platform's HMAC can be cloned", e);
    }
  }
}
