package org.gatehouse.host.crypt;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.codec.digest.Sha2Crypt;
import org.gatehouse.bench.CryptProgram;
import org.gatehouse.host.EmbeddedHost;
import org.gatehouse.host.HashSettings;
import org.gatehouse.host.Realm;
import org.gatehouse.host.UnixAccount;

/**
 * CPU time of verifying a password: our whole {@code verify}, account files included, against a C
 * program that calls crypt_r, and the implementations of SHA-crypt one by one. All take turns in
 * one run, so that what else the machine does hits them alike; CPU time is the whole process's, so
 * that the virtual machine's own threads count.
 */
final class CryptBench {
  private static final double HIGHEST_RATIO = 1.05;
  private static final int ROUNDS = 15;
  private static final int VERIFIES = 200;
  private static final int WARM_UP = 1_500;
  private static final String PASSWORD = "Kaff33kanne!";
  private static final byte[] PASSWORD_BYTES = PASSWORD.getBytes(StandardCharsets.US_ASCII);
  private static final String SALT = "Zr3k.ExN/a7s9QpW";
  private static final CpuClock CLOCK = new CpuClock();
  private static final Realm SITE = new Realm.Site(1);

  private interface Contender {
    /** CPU time in nanoseconds of so many hashes. */
    long cpuTime(int times) throws Exception;
  }

  private record Result(String name, double[] milliseconds) {
    double median() {
      double[] sorted = milliseconds.clone();
      Arrays.sort(sorted);
      return sorted[sorted.length / 2];
    }
  }

  private CryptBench() {}

  /**
   * Argument: the C program, compiled. Exit status 1 when our verify takes more than 1.05 times C's
   * CPU time.
   */
  public static void main(String[] arguments) throws Exception {
    String c = arguments[0];
    Path data = Files.createTempDirectory("gatehouse-bench");
    EmbeddedHost host = host(data);
    Libcrypt libcrypt = Libcrypt.find().orElseThrow();
    String sha512 = "$6$rounds=5000$" + SALT + "$";
    String sha256 = "$5$rounds=5000$" + SALT + "$";
    try (CryptProgram c512 = new CryptProgram(c, PASSWORD, hash(libcrypt, sha512));
        CryptProgram c256 = new CryptProgram(c, PASSWORD, hash(libcrypt, sha256))) {
      Result[] results =
          measure(
              new String[] {
                "our verify, $6$",
                "C crypt_r, $6$",
                "rounds by OpenSSL's SHA-512",
                "loop over the JDK's SHA-512",
                "libcrypt through FFM, $6$",
                "commons-codec, $6$",
                "C crypt_r, $5$",
                "loop over the JDK's SHA-256",
                "libcrypt through FFM, $5$",
                "commons-codec, $5$"
              },
              ours(
                  () ->
                      require(
                          host.verify(Optional.of(SITE), "demo", PASSWORD, () -> false)
                              .isPresent())),
              c512::cpuTime,
              ours(CryptBench::openSsl),
              ours(() -> loop(ShaCrypt.Algorithm.SHA_512)),
              ours(() -> libcrypt.crypt(PASSWORD_BYTES, sha512)),
              ours(() -> Sha2Crypt.sha512Crypt(PASSWORD_BYTES.clone(), sha512)),
              c256::cpuTime,
              ours(() -> loop(ShaCrypt.Algorithm.SHA_256)),
              ours(() -> libcrypt.crypt(PASSWORD_BYTES, sha256)),
              ours(() -> Sha2Crypt.sha256Crypt(PASSWORD_BYTES.clone(), sha256)));
      host.deleteSite(1);
      print(results);
      double[] ratios = new double[ROUNDS];
      Arrays.setAll(ratios, i -> results[0].milliseconds[i] / results[1].milliseconds[i]);
      double ratio = new Result("ratio", ratios).median();
      System.out.printf(
          Locale.ROOT,
          "CPU time ratio, our verify to C's crypt_r: %.3f (median of %d rounds; at most %.2f)%n",
          ratio,
          ROUNDS,
          HIGHEST_RATIO);
      System.exit(ratio <= HIGHEST_RATIO ? 0 : 1);
    }
  }

  private static EmbeddedHost host(Path data) throws Exception {
    EmbeddedHost host =
        new EmbeddedHost(data, new SecureRandom(), InstantSource.system(), HashSettings.usual());
    host.createSite(1, "bench.test", 5_001);
    host.addAccount(
        SITE, new UnixAccount("demo", 5_001, 5_001, "", "/home/demo", "/bin/bash"), PASSWORD);
    return host;
  }

  private static String hash(Libcrypt libcrypt, String setting) {
    return new String(
        libcrypt.crypt(PASSWORD_BYTES, setting).orElseThrow(), StandardCharsets.US_ASCII);
  }

  private static void loop(ShaCrypt.Algorithm algorithm) {
    ShaCrypt.encodedByTheJdk(
        algorithm, PASSWORD_BYTES, SALT.getBytes(StandardCharsets.US_ASCII), 5_000);
  }

  private static void openSsl() {
    ShaCrypt.encodedByOpenSsl(PASSWORD_BYTES, SALT.getBytes(StandardCharsets.US_ASCII), 5_000);
  }

  private static void require(boolean admitted) {
    if (!admitted) {
      throw new IllegalStateException("the right password was denied");
    }
  }

  private static Result[] measure(String[] names, Contender... contenders) throws Exception {
    Result[] results = new Result[contenders.length];
    for (int i = 0; i < contenders.length; i++) {
      contenders[i].cpuTime(WARM_UP);
      results[i] = new Result(names[i], new double[ROUNDS]);
    }
    for (int round = 0; round < ROUNDS; round++) {
      for (int i = 0; i < contenders.length; i++) {
        results[i].milliseconds[round] = contenders[i].cpuTime(VERIFIES) / 1e6 / VERIFIES;
      }
    }
    return results;
  }

  private static void print(Result[] results) {
    for (Result result : results) {
      System.out.printf(Locale.ROOT, "%-28s %6.3f ms%n", result.name, result.median());
    }
  }

  private interface Hash {
    void compute() throws Exception;
  }

  private static Contender ours(Hash hash) {
    return times -> {
      long start = CLOCK.nanoseconds();
      for (int i = 0; i < times; i++) {
        hash.compute();
      }
      return CLOCK.nanoseconds() - start;
    };
  }
}
