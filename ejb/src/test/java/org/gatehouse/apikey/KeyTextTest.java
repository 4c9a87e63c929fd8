package org.gatehouse.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** How keys are written and read. */
class KeyTextTest {

  private static final String DIGITS = "0123456789abcdef".repeat(4);

  @Property
  void aKeyThatIsWrittenIsReadAgain(@ForAll @Size(32) byte[] key) {
    String written = KeyText.written(key);

    assertThat(written).matches("([0-9a-f]{8}-){7}[0-9a-f]{8}");
    assertThat(KeyText.parse(written).orElseThrow()).isEqualTo(key);
    assertThat(KeyText.parse(written.replace("-", "").toUpperCase()).orElseThrow()).isEqualTo(key);
  }

  @Test
  void whatIsNoKeyIsNotRead() {
    assertThat(KeyText.parse(DIGITS)).isPresent();
    assertThat(KeyText.parse("")).isEmpty();
    assertThat(KeyText.parse(DIGITS.substring(1))).isEmpty();
    assertThat(KeyText.parse(DIGITS + "0")).isEmpty();
    assertThat(KeyText.parse(DIGITS.substring(1) + "-")).isEmpty();
    assertThat(KeyText.parse(DIGITS.substring(1) + "g")).isEmpty();
    assertThat(KeyText.parse(DIGITS + "-".repeat(33))).isEmpty();
  }

  @Test
  void aKeyIsKeptUnderTheSha256OfItsBytes() {
    // The SHA-256 of 32 zero bytes, as sha256sum has it.
    assertThat(KeyText.hash(new byte[32]))
        .isEqualTo("66687aadf862bd776c8fc18b8e9f8e20089714856ee233b3902a591d0d5f2925");
    assertThat(HexFormat.of().parseHex(KeyText.hash(new byte[0]))).hasSize(32);
  }
}
