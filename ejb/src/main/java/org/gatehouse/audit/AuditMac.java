package org.gatehouse.audit;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import org.gatehouse.persistence.audit.AuditRow;
import org.gatehouse.persistence.audit.CheckpointRow;

/**
 * HMAC-SHA256 (RFC 2104) under the audit's key, over what a row says. What is authenticated is
 * encoded so that no two rows are alike: each of the three uses has a name of its own, a number is
 * 8 bytes, a text its length in 4 bytes and its UTF-8, a missing text the length -1. Safe for any
 * number of threads.
 */
final class AuditMac {

  /** What stands before the first record of a chain. */
  static final String NOTHING = "";

  private static final String ALGORITHM = "HmacSHA256";

  private final Mac prototype;

  /**
   * With a key.
   *
   * @param key used for nothing else
   */
  AuditMac(SecretKey key) {
    try {
      prototype = Mac.getInstance(ALGORITHM);
      prototype.init(key);
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
      Mac mac = (Mac) prototype.clone();
      return HexFormat.of().formatHex(mac.doFinal(bytes.toByteArray()));
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot be written", e);
    } catch (CloneNotSupportedException e) {
      throw new AssertionError("the platform's HMAC can be cloned", e);
    }
  }
}
