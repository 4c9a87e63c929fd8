package org.gatehouse.web.dav;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class XmlTextTest {

  private static final int MOST = 32_768;
  private static final String SMILE = "\uD83D\uDE00";

  private final ByteArrayOutputStream all = new ByteArrayOutputStream();
  private final List<Integer> pieces = new ArrayList<>();
  private final XmlText text =
      new XmlText(
          new ByteArrayOutputStream() {
            @Override
            public void write(byte[] octets) throws IOException {
              pieces.add(new String(octets, StandardCharsets.UTF_8).length());
              all.write(octets);
            }
          });

  private String written() throws IOException {
    text.flush();
    return all.toString(StandardCharsets.UTF_8);
  }

  @Test
  void whatIsLongGoesInPieces() throws Exception {
    String much = "a\u00e9".repeat(100_000);
    text.markup("<x>").markup(much);
    assertThat(written()).isEqualTo("<x>" + much);
    assertThat(pieces).hasSizeGreaterThan(5).allMatch(length -> length <= MOST);
  }

  @Test
  void aPairIsNeverParted() throws Exception {
    String odd = "x" + SMILE.repeat(50_000);
    text.markup(odd);
    assertThat(written()).isEqualTo(odd);
    assertThat(pieces).allMatch(length -> length <= MOST);
  }

  @Test
  void aPairWhoseSecondHalfComesLaterIsWhole() throws Exception {
    text.markup("x".repeat(MOST) + SMILE.charAt(0)).markup(SMILE.substring(1));
    assertThat(written()).endsWith("x" + SMILE);
  }

  @Test
  void nothingOfATextIsMarkup() throws Exception {
    text.text("a&b<c>d\"e\rf\ng\th\u0001i\uFFFFj" + SMILE + "k").text("").text("&&");
    assertThat(written())
        .isEqualTo(
            "a&amp;b&lt;c&gt;d&quot;e&#13;f&#10;g&#9;h\uFFFDi\uFFFDj" + SMILE + "k&amp;&amp;");
  }
}
