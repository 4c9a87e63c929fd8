package org.gatehouse.session;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
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
  private final Codes codes;

  VisitorIds(SessionIds ids, CurrentSecret secret) {
    this.ids = ids;
    this.codes = new Codes(() -> secret.key(Secret.Use.VISITOR_ID));
  }

  /** A fresh id. */
  String fresh() {
    String random = ids.random(HALF);
    return random + check(random);
  }

  /** Whether an id is one of these; asked without telling anything by the time it takes. */
  boolean issued(String id) {
    return SessionIds.wellFormed(id)
        && MessageDigest.isEqual(
            check(id.substring(0, HALF)).getBytes(StandardCharsets.US_ASCII),
            id.substring(HALF).getBytes(StandardCharsets.US_ASCII));
  }

  /** 95 of the code's 256 bits, as digits to the base 62. */
  private String check(String random) {
    BigInteger rest = new BigInteger(1, codes.of(random));
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
