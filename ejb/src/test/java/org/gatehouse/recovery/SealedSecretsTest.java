package org.gatehouse.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Secrets come out with their passphrase and what they were sealed beside, and not otherwise. */
class SealedSecretsTest {

  private static final byte[] SECRETS = bytes("what nobody may read");
  private static final byte[] PASSPHRASE = bytes("a good passphrase");
  private static final byte[] BESIDE = bytes("all that stands before");

  private final byte[] sealed = SealedSecrets.seal(SECRETS, PASSPHRASE, BESIDE, new SecureRandom());

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void thePassphraseOpensThem() throws Exception {
    assertThat(SealedSecrets.open(sealed, PASSPHRASE, BESIDE)).isEqualTo(SECRETS);
  }

  @Test
  void anotherPassphraseDoesNot() {
    assertThatThrownBy(() -> SealedSecrets.open(sealed, bytes("another passphrase"), BESIDE))
        .isInstanceOf(RecoveryException.class)
        .hasMessageContaining("passphrase");
  }

  @Test
  void thePassphraseVouchesForWhatStandsBeforeThem() {
    assertThatThrownBy(() -> SealedSecrets.open(sealed, PASSPHRASE, bytes("something else")))
        .isInstanceOf(RecoveryException.class);
  }

  /** In the mark, the parameters, the salt, the nonce, the text and the tag. */
  @Test
  void aChangedByteIsSeenWhereverItIs() {
    for (int at : List.of(0, 15, 17, 19, 20, 30, 40, 49, 60, sealed.length - 1)) {
      byte[] changed = sealed.clone();
      changed[at] ^= 1;
      assertThatThrownBy(() -> SealedSecrets.open(changed, PASSPHRASE, BESIDE))
          .as("byte " + at)
          .isInstanceOf(RecoveryException.class);
    }
  }

  @Test
  void parametersThatWouldTakeAllMemoryAreRefused() {
    for (byte greater : new byte[] {19, 20, 30, -1}) {
      byte[] changed = sealed.clone();
      changed[16] = greater;
      assertThatThrownBy(() -> SealedSecrets.open(changed, PASSPHRASE, BESIDE))
          .hasMessageContaining("parameters");
    }
  }

  @Test
  void twoSealingsOfTheSameAreNotTheSame() {
    assertThat(SealedSecrets.seal(SECRETS, PASSPHRASE, BESIDE, new SecureRandom()))
        .isNotEqualTo(sealed);
  }
}
