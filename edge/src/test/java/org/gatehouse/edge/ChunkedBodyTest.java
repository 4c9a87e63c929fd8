package org.gatehouse.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A body in chunks ends where it says, and what is not one is refused (RFC 9112, section 7.1). */
class ChunkedBodyTest {

  private static final class Bytes extends ServletInputStream {

    private final InputStream bytes;

    Bytes(String text) {
      bytes = new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Override
    public int read() throws IOException {
      return bytes.read();
    }

    @Override
    public boolean isFinished() {
      throw new AssertionError("nobody asks for it");
    }

    @Override
    public boolean isReady() {
      throw new AssertionError("nobody asks for it");
    }

    @Override
    public void setReadListener(ReadListener listener) {
      throw new AssertionError("nobody listens");
    }
  }

  private static String read(InputStream stream) throws IOException {
    return new String(stream.readAllBytes(), StandardCharsets.ISO_8859_1);
  }

  private static String body(String sent) throws IOException {
    return read(new ChunkedBody(new Bytes(sent)));
  }

  @Test
  void chunksAreTheBodyWhateverTheirSizes() throws IOException {
    assertThat(body("0\r\n\r\n")).isEmpty();
    assertThat(body("1\r\na\r\n00A\r\nbcdefghijk\r\n0\r\n\r\n")).isEqualTo("abcdefghijk");
    assertThat(body("1000\r\n" + "x".repeat(4096) + "\r\n0\r\n\r\n")).hasSize(4096);
  }

  @Test
  void extensionsAndTrailersAreIgnored() throws IOException {
    assertThat(body("2;a=\"b\"\r\nok\r\n0 ; last\r\nContent-Length: 5\r\nX: y\r\n\r\n"))
        .isEqualTo("ok");
  }

  @Test
  void whatFollowsTheLastChunkIsNotRead() throws IOException {
    Bytes sent = new Bytes("2\r\nok\r\n0\r\n\r\nGET / HTTP/1.1\r\n");

    assertThat(read(new ChunkedBody(sent))).isEqualTo("ok");
    assertThat(read(sent)).isEqualTo("GET / HTTP/1.1\r\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2",
        "2\r\no",
        "2\r\nok",
        "2\r\nok\r\n",
        "2\r\nok\r\n0\r\n",
        "2\nok\r\n0\r\n\r\n",
        "2\r\nok\n0\r\n\r\n",
        "2\r\nok\r\n0\r\nX: y\n\r\n",
        "2\rok\r\n0\r\n\r\n",
        "2\r\nokay\r\n0\r\n\r\n",
        "-2\r\nok\r\n0\r\n\r\n",
        "+2\r\nok\r\n0\r\n\r\n",
        "0x2\r\nok\r\n0\r\n\r\n",
        " 2\r\nok\r\n0\r\n\r\n",
        "2 x\r\nok\r\n0\r\n\r\n",
        "zz\r\nok\r\n0\r\n\r\n",
        ";x\r\nok\r\n0\r\n\r\n",
        "100000002\r\nok\r\n0\r\n\r\n"
      })
  void anythingThatTwoReadersMayReadDifferentlyIsBrokenAndStaysSo(String sent) {
    ChunkedBody body = new ChunkedBody(new Bytes(sent));

    assertThatThrownBy(() -> read(body)).isInstanceOf(BrokenBodyException.class);
    assertThatThrownBy(() -> read(body)).isInstanceOf(BrokenBodyException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2;%s\r\nok\r\n0\r\n\r\n", "2\r\nok\r\n0\r\nX: %s\r\n\r\n", "0%s"})
  void whatStandsBesideTheDataIsBounded(String sent) {
    assertThatThrownBy(() -> body(sent.formatted("0".repeat(9000))))
        .isInstanceOf(BrokenBodyException.class);
    assertThatThrownBy(
            () -> body("1;%s\r\na\r\n".formatted("x".repeat(1000)).repeat(9) + "0\r\n\r\n"))
        .isInstanceOf(BrokenBodyException.class);
    assertThatThrownBy(() -> body("0\r\n" + "X:\r\n".repeat(5000) + "\r\n"))
        .isInstanceOf(BrokenBodyException.class);
  }
}
