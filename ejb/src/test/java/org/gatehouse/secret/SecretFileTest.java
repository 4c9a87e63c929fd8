package org.gatehouse.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.crypto.SecretKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code [auth] secret}. */
class SecretFileTest {

  private final SecureRandom random = new SecureRandom();

  @TempDir private Path data;

  private Path file() {
    return data.resolve("secret/auth");
  }

  private static byte[] derived(Secret secret) {
    return secret.derive(Secret.Use.AUDIT_CHAIN, new byte[0], 32);
  }

  @Test
  void theFirstStartMakesItForItsOwnerAloneAndTheNextReadsTheSame() throws IOException {
    Secret made = SecretFile.read(file(), random);

    assertThat(Files.readAllBytes(file())).hasSize(32);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file().getParent())))
        .isEqualTo("rwx------");
    assertThat(derived(SecretFile.read(file(), random))).isEqualTo(derived(made));
    try (Stream<Path> left = Files.list(file().getParent())) {
      assertThat(left).containsExactly(file());
    }
  }

  @Test
  void eachOneThatIsMadeIsAnother() throws IOException {
    Secret one = SecretFile.read(file(), random);
    Secret other = SecretFile.read(data.resolve("other/auth"), random);

    assertThat(derived(one)).isNotEqualTo(derived(other));
    assertThat(Files.readAllBytes(file())).isNotEqualTo(new byte[32]);
  }

  @Test
  void nodesThatStartAtOnceInOneDirectoryShareOne() throws Exception {
    CountDownLatch ready = new CountDownLatch(8);
    Callable<String> node =
        () -> {
          ready.countDown();
          ready.await();
          return HexFormat.of().formatHex(derived(SecretFile.read(file(), random)));
        };
    Set<String> secrets = new HashSet<>();
    try (ExecutorService nodes = Executors.newFixedThreadPool(8)) {
      for (Future<String> secret :
          nodes.invokeAll(IntStream.range(0, 8).mapToObj(ignored -> node).toList())) {
        secrets.add(secret.get());
      }
    }

    assertThat(secrets).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 31, 33})
  void aDamagedOneIsRefusedAndLeftAsItIs(int length) throws IOException {
    SecretFile.read(file(), random);
    Files.write(file(), new byte[length]);

    assertThatThrownBy(() -> SecretFile.read(file(), random))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("is damaged")
        .hasMessageContaining(file().toString());
    assertThat(Files.size(file())).isEqualTo(length);
  }

  @Test
  void whatIsNoFileIsRefused() throws IOException {
    Files.createDirectories(file());
    assertThatThrownBy(() -> SecretFile.read(file(), random)).hasMessageContaining("is damaged");

    Files.delete(file());
    Files.createSymbolicLink(file(), data.resolve("elsewhere"));
    assertThatThrownBy(() -> SecretFile.read(file(), random)).hasMessageContaining("is damaged");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rw------x"})
  void oneThatOthersMayReachIsRefused(String mode) throws IOException {
    SecretFile.read(file(), random);
    Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString(mode));

    assertThatThrownBy(() -> SecretFile.read(file(), random))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("mode 0600");
  }

  @Test
  void eachUseAndSaltHasAKeyOfItsOwn() {
    Secret secret = new Secret(new byte[32]);
    Set<String> keys = new HashSet<>();
    for (Secret.Use use : Secret.Use.values()) {
      keys.add(HexFormat.of().formatHex(secret.key(use).getEncoded()));
      keys.add(HexFormat.of().formatHex(secret.derive(use, new byte[] {1}, 32)));
    }

    assertThat(keys).hasSize(2 * Secret.Use.values().length);
    assertThat(secret.derive(Secret.Use.AUDIT_CHAIN, new byte[0], 32))
        .isEqualTo(secret.key(Secret.Use.AUDIT_CHAIN).getEncoded());
    assertThat(secret.derive(Secret.Use.AUDIT_CHAIN, new byte[0], 5)).hasSize(5);
  }

  /** What was sealed or chained by one release is read by the next. */
  @Test
  void keysStayWhatTheyAre() {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) 7);

    assertThat(
            HexFormat.of()
                .formatHex(
                    new Secret(bytes).derive(Secret.Use.SEALED_PASSWORD, new byte[] {1, 2}, 32)))
        .isEqualTo("b00b68f0093201c725c183ac4c610e40b7d045a1ccd567c3f4ca494a67714360");
  }

  @Test
  void nothingOfItIsPrintedOrSerialised() throws Exception {
    Secret secret = new Secret("0123456789abcdef0123456789abcdef".getBytes("US-ASCII"));
    SecretKey key = secret.key(Secret.Use.CSRF_TOKEN);

    assertThat(secret).hasToString("Secret[…]");
    assertThat(key).hasToString("WipedKey[…]");
    for (Object kept : List.of(secret, key)) {
      assertThatThrownBy(
              () -> new ObjectOutputStream(new ByteArrayOutputStream()).writeObject(kept))
          .isInstanceOf(NotSerializableException.class);
    }
  }

  @Test
  void aSecretHas32Bytes() {
    assertThatThrownBy(() -> new Secret(new byte[31])).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aWipedKeyIsGone() {
    byte[] bytes = {1, 2, 3};
    WipedKey key = new WipedKey(bytes, "AES");

    assertThat(key.getAlgorithm()).isEqualTo("AES");
    assertThat(key.getFormat()).isEqualTo("RAW");
    assertThat(key.getEncoded()).containsExactly(1, 2, 3);
    assertThat(key.isDestroyed()).isFalse();
    key.close();
    assertThat(key.isDestroyed()).isTrue();
    assertThatThrownBy(key::getEncoded).isInstanceOf(IllegalStateException.class);
    assertThat(bytes).containsExactly(1, 2, 3);
  }
}
