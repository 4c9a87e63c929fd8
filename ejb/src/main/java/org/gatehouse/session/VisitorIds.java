package org.gatehouse.session;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import javax.crypto.SecretKey;
import org.gatehouse.secret.CurrentSecret;
import org.gatehouse.secret.Secret;

/**
 * Ids for visitors who are nobody yet: 16 random characters and 16 that only this Gatehouse can
 * have put after them. They look like a session's, are known again by any node without being kept
 * anywhere, and are never a session's.
 */
final class VisitorIds {

  private static final int HALF = SessionIds.LENGTH / 2;

  private final SessionIds ids;
  private final CurrentSecret secret;

  /** The key of the secret in force, as far as it was looked at, and the one before it. */
  private volatile SecretKey latest;

  private volatile SecretKey before;

  VisitorIds(SessionIds ids, CurrentSecret secret) {
    this.ids = ids;
    this.secret = secret;
    this.latest = secret.key(Secret.Use.VISITOR_ID);
  }

  /** A fresh id. */
  String fresh() {
    String random = ids.random(HALF);
    return random + check(random, key());
  }

  /**
   * Whether an id is one of these; asked without telling anything by the time it takes. Those of
   * before a rotation of the secret are too, as long as this process runs: else a whole office
   * whose browsers still show them would be taken for an attacker.
   */
  boolean issued(String id) {
    if (!SessionIds.wellFormed(id)) {
      return false;
    }
    SecretKey now = key();
    SecretKey former = before;
    return made(id, now) || former != null && made(id, former);
  }

  private SecretKey key() {
    SecretKey now = secret.key(Secret.Use.VISITOR_ID);
    if (now != latest) {
      before = latest;
      latest = now;
    }
    return now;
  }

  private static boolean made(String id, SecretKey key) {
    return MessageDigest.isEqual(
        check(id.substring(0, HALF), key).getBytes(StandardCharsets.US_ASCII),
        id.substring(HALF).getBytes(StandardCharsets.US_ASCII));
  }

  /** 95 of the code's 256 bits, as digits to the base 62. */
  private static String check(String random, SecretKey key) {
    BigInteger rest = new BigInteger(1, new Codes(() -> key).of(random));
    BigInteger base = BigInteger.valueOf(SessionIds.ALPHABET.length());
    StringBuilder text = new StringBuilder(HALF);
    for (int i = 0; i < HALF; i++) {
      BigInteger[] divided = rest.divideAndRemainder(base);
      text.append(SessionIds.ALPHABET.charAt(divided[1].intValue()));
      rest = divided[0];
    }
    return text.toString();
  }
}
