package org.gatehouse.dav;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.Random;
import java.util.zip.DeflaterOutputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** What clients give resources is read back as it was kept, and nothing else is. */
class DeadPropertiesTest {

  @Property
  void theyAreReadAsTheyWereKept(
      @ForAll @Size(max = 20) Map<String, String> elements, @ForAll String namespace)
      throws FileRefusal {
    DeadProperties kept =
        new DeadProperties(
            elements.entrySet().stream()
                .filter(one -> isText(one.getKey()) && isText(one.getValue()))
                .collect(
                    java.util.stream.Collectors.toMap(
                        one -> new PropertyName(isText(namespace) ? namespace : "", one.getKey()),
                        Map.Entry::getValue)));

    assertThat(DeadProperties.read(kept.bytes())).contains(kept);
  }

  private static boolean isText(String text) {
    return text.codePoints().noneMatch(one -> one >= 0xD800 && one <= 0xDFFF);
  }

  @Test
  void noneAreKeptAsNothing() throws FileRefusal {
    assertThat(DeadProperties.NONE.bytes()).isEmpty();
    assertThat(DeadProperties.read(new byte[0])).contains(DeadProperties.NONE);
  }

  @Test
  void longOnesAreCompressed() throws FileRefusal {
    PropertyName name = new PropertyName("urn:x", "x");
    String element = "<x xmlns='urn:x'>" + "word ".repeat(2_000) + "</x>";

    assertThat(new DeadProperties(Map.of(name, element)).bytes()).hasSizeLessThan(500);
  }

  @Test
  void thereIsAMost() {
    StringBuilder noise = new StringBuilder();
    new Random(1).ints(2 << 20, 'a', 'z').forEach(one -> noise.append((char) one));

    assertThatThrownBy(
            () -> new DeadProperties(Map.of(new PropertyName("", "x"), noise.toString())).bytes())
        .isInstanceOfSatisfying(
            FileRefusal.class,
            refusal -> assertThat(refusal.reason()).isEqualTo(FileRefusal.Reason.NO_SPACE));
  }

  @Test
  void whatSomebodyElseWroteThereIsNone() throws IOException {
    assertThat(DeadProperties.read(new byte[] {9})).isEmpty();
    assertThat(DeadProperties.read(new byte[] {1, 0, 5, 0})).isEmpty();
    assertThat(DeadProperties.read(new byte[] {1, 0, 1, 0, 0, 0, 0, -1, -1, -1, -1})).isEmpty();
    byte[] random = new byte[300];
    new Random(1).nextBytes(random);
    assertThat(DeadProperties.read(random)).isEmpty();
  }

  @Test
  void aBombIsNotUnpacked() throws IOException {
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    bomb.write(2);
    try (DeflaterOutputStream deflater = new DeflaterOutputStream(bomb)) {
      deflater.write(new byte[] {0, 1, 0, 0, 0, 0, 0x7F, -1, -1, -1});
      byte[] zeros = new byte[1 << 20];
      for (int i = 0; i < 64; i++) {
        deflater.write(zeros);
      }
    }

    assertThat(DeadProperties.read(bomb.toByteArray())).isEmpty();
  }
}
