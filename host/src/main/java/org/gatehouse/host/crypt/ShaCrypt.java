package org.gatehouse.host.crypt;

import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * SHA-crypt over the JDK's message digests, which the virtual machine compiles to the processor's
 * own instructions, or for SHA-512 over OpenSSL's compression function where there is one (Ulrich
 * Drepper, "Unix crypt using SHA-256 and SHA-512", 2007; steps numbered as there).
 *
 * <p>The rounds, step 21, are all the cost. A round hashes the previous digest together with the
 * salt and the password in an order that depends on the round's number modulo 2, 3 and 7, so there
 * are eight different messages, all of them constant but for the digest's place. They are laid out
 * once, and each round's digest is written straight into its place in the next round's message: a
 * round is one update and one digest, without a copy or an allocation.
 */
final class ShaCrypt {
  /** The two variants. */
  enum Algorithm {
    SHA_256("SHA-256", 32),
    SHA_512("SHA-512", 64);

    private final String digestName;
    private final int size;

    Algorithm(String digestName, int size) {
      this.digestName = digestName;
      this.size = size;
    }

    private MessageDigest digest() {
      try {
        return MessageDigest.getInstance(digestName);
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every Java platform has " + digestName, e);
      }
    }
  }

  private static final byte[] BASE_64 =
      "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
          .getBytes(StandardCharsets.US_ASCII);

  /** Least common multiple of 2, 3 and 7: after so many rounds the order of messages repeats. */
  private static final int PERIOD = 42;

  private static final int ODD = 1;
  private static final int WITH_SALT = 2;
  private static final int WITH_PASSWORD = 4;

  /** For each round of a period, which of the eight messages it hashes. */
  private static final int[] MESSAGE_OF_ROUND = new int[PERIOD];

  static {
    for (int round = 0; round < PERIOD; round++) {
      MESSAGE_OF_ROUND[round] =
          (round % 2 != 0 ? ODD : 0)
              | (round % 3 != 0 ? WITH_SALT : 0)
              | (round % 7 != 0 ? WITH_PASSWORD : 0);
    }
  }

  private ShaCrypt() {}

  /**
   * The encoded digest, what stands after the salt's {@code $}.
   *
   * @param password not changed and not kept
   * @param salt up to 16 bytes
   * @param rounds 1 or more; what range is acceptable is not this class's to say
   */
  static byte[] encoded(Algorithm algorithm, byte[] password, byte[] salt, int rounds) {
    boolean native512 = algorithm == Algorithm.SHA_512 && OpenSslSha512.usable();
    return native512
        ? encodedByOpenSsl(password, salt, rounds)
        : encodedByTheJdk(algorithm, password, salt, rounds);
  }

  /** The same for SHA-512, its rounds by OpenSSL; only where that is usable. */
  static byte[] encodedByOpenSsl(byte[] password, byte[] salt, int rounds) {
    return new Computation(Algorithm.SHA_512, password, salt).run(rounds, ShaCrypt::openSslRounds);
  }

  /** The same by the JDK alone. */
  static byte[] encodedByTheJdk(Algorithm algorithm, byte[] password, byte[] salt, int rounds) {
    Computation computation = new Computation(algorithm, password, salt);
    return computation.run(rounds, computation::rounds);
  }

  /** Step 21. */
  @FunctionalInterface
  private interface Rounds {
    byte[] run(byte[][] messages, byte[] first, int rounds);
  }

  private static byte[] openSslRounds(byte[][] messages, byte[] first, int rounds) {
    int[] places = new int[messages.length];
    for (int kind = 0; kind < messages.length; kind++) {
      places[kind] = (kind & ODD) != 0 ? messages[kind].length - first.length : 0;
    }
    System.arraycopy(first, 0, messages[MESSAGE_OF_ROUND[0]], 0, first.length);
    return OpenSslSha512.rounds(messages, MESSAGE_OF_ROUND, places, rounds);
  }

  /** One computation, with all that it must wipe. */
  private static final class Computation {
    private final Algorithm algorithm;
    private final MessageDigest digest;
    private final byte[] password;
    private final byte[] salt;

    Computation(Algorithm algorithm, byte[] password, byte[] salt) {
      this.algorithm = algorithm;
      this.digest = algorithm.digest();
      this.password = password;
      this.salt = salt;
    }

    byte[] run(int rounds, Rounds loop) {
      byte[] first = start();
      // These are quick to compute from a password, so whoever found one in memory could try many:
      // all are wiped.
      byte[] passwordSequence = repeated(password, password.length, password.length);
      byte[] saltSequence = repeated(salt, 16 + (first[0] & 0xff), salt.length);
      byte[][] messages = new byte[8][];
      try {
        for (int kind = 0; kind < messages.length; kind++) {
          messages[kind] = message(kind, saltSequence, passwordSequence);
        }
        return encode(algorithm, loop.run(messages, first, rounds));
      } finally {
        Arrays.fill(first, (byte) 0);
        Arrays.fill(passwordSequence, (byte) 0);
        for (byte[] message : messages) {
          if (message != null) {
            Arrays.fill(message, (byte) 0);
          }
        }
      }
    }

    /** Steps 1 to 12. */
    private byte[] start() {
      digest.update(password);
      digest.update(salt);
      byte[] alternate = digest.digest(password);

      digest.update(password);
      digest.update(salt);
      updateCyclically(alternate, password.length);
      for (int bits = password.length; bits > 0; bits >>= 1) {
        digest.update((bits & 1) != 0 ? alternate : password);
      }
      Arrays.fill(alternate, (byte) 0);
      return digest.digest();
    }

    /** Steps 13 to 20: the digest of a text said several times, stretched or cut to a length. */
    private byte[] repeated(byte[] text, int times, int length) {
      for (int i = 0; i < times; i++) {
        digest.update(text);
      }
      byte[] source = digest.digest();
      byte[] sequence = new byte[length];
      for (int at = 0; at < length; at += source.length) {
        System.arraycopy(source, 0, sequence, at, Math.min(source.length, length - at));
      }
      Arrays.fill(source, (byte) 0);
      return sequence;
    }

    private void updateCyclically(byte[] source, int length) {
      for (int left = length; left > 0; left -= source.length) {
        digest.update(source, 0, Math.min(source.length, left));
      }
    }

    /** One of the eight messages of step 21, with room for the digest. */
    private byte[] message(int kind, byte[] saltSequence, byte[] passwordSequence) {
      boolean odd = (kind & ODD) != 0;
      byte[] message =
          new byte
              [algorithm.size
                  + ((kind & WITH_SALT) != 0 ? saltSequence.length : 0)
                  + ((kind & WITH_PASSWORD) != 0 ? passwordSequence.length : 0)
                  + passwordSequence.length];
      int at = odd ? put(passwordSequence, message, 0) : algorithm.size;
      if ((kind & WITH_SALT) != 0) {
        at = put(saltSequence, message, at);
      }
      if ((kind & WITH_PASSWORD) != 0) {
        at = put(passwordSequence, message, at);
      }
      if (!odd) {
        put(passwordSequence, message, at);
      }
      return message;
    }

    private static int put(byte[] part, byte[] message, int at) {
      System.arraycopy(part, 0, message, at, part.length);
      return at + part.length;
    }

    /** Step 21. */
    byte[] rounds(byte[][] messages, byte[] first, int rounds) {
      int size = algorithm.size;
      byte[] message = messages[MESSAGE_OF_ROUND[0]];
      System.arraycopy(first, 0, message, 0, size);
      int place = 0;
      int inPeriod = 0;
      try {
        for (int round = 0; round < rounds; round++) {
          digest.update(message);
          inPeriod = inPeriod == PERIOD - 1 ? 0 : inPeriod + 1;
          int kind = MESSAGE_OF_ROUND[inPeriod];
          message = messages[kind];
          place = (kind & ODD) != 0 ? message.length - size : 0;
          digest.digest(message, place, size);
        }
      } catch (DigestException e) {
        throw new IllegalStateException("the digest has its size", e);
      }
      return Arrays.copyOfRange(message, place, place + size);
    }
  }

  /**
   * Step 22: three bytes, taken from three thirds in turn, make four characters, lowest bits first.
   */
  private static byte[] encode(Algorithm algorithm, byte[] digest) {
    int size = algorithm.size;
    int third = size / 3;
    byte[] text = new byte[(size * 8 + 5) / 6];
    int high = 0;
    int middle = third;
    int low = 2 * third;
    int at = 0;
    for (int group = 0; group < third; group++) {
      at = put(text, at, 4, digest[high], digest[middle], digest[low]);
      int next = algorithm == Algorithm.SHA_512 ? high : low;
      if (algorithm == Algorithm.SHA_512) {
        high = middle + 1;
        middle = low + 1;
        low = next + 1;
      } else {
        low = middle + 1;
        middle = high + 1;
        high = next + 1;
      }
    }
    if (algorithm == Algorithm.SHA_512) {
      put(text, at, 2, (byte) 0, (byte) 0, digest[63]);
    } else {
      put(text, at, 3, (byte) 0, digest[31], digest[30]);
    }
    return text;
  }

  private static int put(byte[] text, int at, int characters, byte high, byte middle, byte low) {
    int bits = (high & 0xff) << 16 | (middle & 0xff) << 8 | (low & 0xff);
    for (int i = 0; i < characters; i++) {
      text[at + i] = BASE_64[bits & 0x3f];
      bits >>= 6;
    }
    return at + characters;
  }
}
