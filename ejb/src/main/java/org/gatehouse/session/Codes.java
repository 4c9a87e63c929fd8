package org.gatehouse.session;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.SecretKey;

/** Message authentication codes (HMAC-SHA256, RFC 2104) under the key of the secret in force. */
final class Codes {

  private final Supplier<SecretKey> key;

  Codes(Supplier<SecretKey> key) {
    this.key = key;
  }

  /** The code of a text: 32 bytes. */
  byte[] of(String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key.get());
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every Java platform has HMAC-SHA256", e);
    }
  }
}
