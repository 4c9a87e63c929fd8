package org.gatehouse.host.crypt;

import java.nio.charset.StandardCharsets;
import org.apache.commons.codec.digest.Sha2Crypt;
import org.gatehouse.host.crypt.ShaCrypt.Algorithm;

/** The implementations of SHA-crypt at hand, each as the encoded digest that it makes. */
enum Implementations {
  /** Ours, by the JDK alone. */
  LOOP {
    @Override
    String encoded(Algorithm algorithm, byte[] password, String salt, int rounds) {
      byte[] saltBytes = salt.getBytes(StandardCharsets.US_ASCII);
      return new String(
          ShaCrypt.encodedByTheJdk(algorithm, password, saltBytes, rounds),
          StandardCharsets.US_ASCII);
    }
  },
  /** Ours, with the rounds of SHA-512 by OpenSSL. */
  OPENSSL {
    @Override
    String encoded(Algorithm algorithm, byte[] password, String salt, int rounds) {
      if (!OpenSslSha512.usable()) {
        throw new IllegalStateException("this needs libcrypto.so.3: apt-get install libssl3");
      }
      byte[] saltBytes = salt.getBytes(StandardCharsets.US_ASCII);
      return new String(
          ShaCrypt.encoded(algorithm, password, saltBytes, rounds), StandardCharsets.US_ASCII);
    }
  },
  /** The system's. */
  LIBCRYPT {
    @Override
    String encoded(Algorithm algorithm, byte[] password, String salt, int rounds) {
      return afterLastDollar(
          new String(
              Libcrypt.find()
                  .orElseThrow()
                  .crypt(password, setting(algorithm, salt, rounds))
                  .orElseThrow(),
              StandardCharsets.US_ASCII));
    }
  },
  /** One that shares no code with either, as a referee. */
  COMMONS_CODEC {
    @Override
    String encoded(Algorithm algorithm, byte[] password, String salt, int rounds) {
      String setting = setting(algorithm, salt, rounds);
      return afterLastDollar(
          switch (algorithm) {
            case SHA_256 -> Sha2Crypt.sha256Crypt(password.clone(), setting);
            case SHA_512 -> Sha2Crypt.sha512Crypt(password.clone(), setting);
          });
    }
  };

  abstract String encoded(Algorithm algorithm, byte[] password, String salt, int rounds);

  private static String setting(Algorithm algorithm, String salt, int rounds) {
    return (algorithm == Algorithm.SHA_256 ? "$5" : "$6") + "$rounds=" + rounds + "$" + salt + "$";
  }

  private static String afterLastDollar(String hash) {
    return hash.substring(hash.lastIndexOf('$') + 1);
  }
}
