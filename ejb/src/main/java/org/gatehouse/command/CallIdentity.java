package org.gatehouse.command;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.gatehouse.auth.Caller;

/**
 * By what a call is known again. Arguments hold passwords, so of them only an HMAC under a key of
 * this process is made; what it is made of tells every two calls apart that differ in caller, gate,
 * command, or the value or type of an argument, whatever way the arguments were given.
 */
final class CallIdentity {

  private static final String ALGORITHM = "HmacSHA256";
  private static final int KEY_BYTES = 32;

  private final SecretKey key;

  /** Makes a key of this process. */
  CallIdentity(SecureRandom random) {
    byte[] bytes = new byte[KEY_BYTES];
    random.nextBytes(bytes);
    key = new SecretKeySpec(bytes, ALGORITHM);
  }

  /**
   * The identity of a call.
   *
   * @param arguments as they are bound: in order, of their types, defaults filled in
   */
  String of(Caller caller, Declaration declaration, List<?> arguments) {
    Writing writing = new Writing(mac());
    // Who came in as the account by a hand-over is not the account.
    writing.text(caller.actor());
    writing.value(caller.account().siteId().orElse(null));
    writing.text(caller.gate().name());
    writing.text(declaration.name());
    writing.value(arguments);
    return Base64.getEncoder().encodeToString(writing.mac.doFinal());
  }

  private Mac mac() {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac;
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every Java platform has " + ALGORITHM, e);
    }
  }

  /** Writes each value with its type and length, so that no two values are written alike. */
  private record Writing(Mac mac) {

    void value(Object value) {
      switch (value) {
        case null -> mac.update((byte) 'n');
        case Boolean truth -> mac.update((byte) (truth ? 't' : 'f'));
        // SOAP and REST give the same whole number in different widths.
        case Integer number -> tagged('i', number.toString());
        case Long number -> tagged('i', number.toString());
        case List<?> list -> {
          tagged('l', Integer.toString(list.size()));
          list.forEach(this::value);
        }
        case Map<?, ?> map -> {
          Map<String, Object> sorted = new TreeMap<>();
          map.forEach((name, member) -> sorted.put(String.valueOf(name), member));
          tagged('m', Integer.toString(sorted.size()));
          sorted.forEach(
              (name, member) -> {
                text(name);
                value(member);
              });
        }
        case String text -> text(text);
        default -> tagged('x', value.getClass().getName() + ' ' + value);
      }
    }

    void text(String text) {
      tagged('s', text);
    }

    private void tagged(char tag, String text) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      mac.update((tag + Integer.toString(bytes.length) + ':').getBytes(StandardCharsets.US_ASCII));
      mac.update(bytes);
      Arrays.fill(bytes, (byte) 0);
    }
  }
}
