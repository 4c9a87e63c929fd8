package org.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9112, as far as an answer to one request on its own connection goes. */
class ReplyReaderTest {

  @Test
  void readsABodyOfAnnouncedLength() throws IOException {
    Reply reply =
        read(
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                + "Content-LENGTH: 4\r\n\r\nbodyrest");
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.type()).isEqualTo("application/json");
    assertThat(reply.text()).isEqualTo("body");
  }

  @Test
  void readsChunksWithExtensionsAndTrailers() throws IOException {
    assertThat(
            read("HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n"
                    + "3;x=y\r\nabc\r\n0A \r\n0123456789\r\n0\r\nT: r\r\n\r\n")
                .text())
        .isEqualTo("abc0123456789");
  }

  @Test
  void readsToTheEndWithoutALength() throws IOException {
    assertThat(read("HTTP/1.0 404\nX: y\n\nto the end").text()).isEqualTo("to the end");
    assertThat(read("HTTP/1.1 204 No Content\r\n\r\n").body()).isEmpty();
  }

  @Test
  void passesOverInterimAnswers() throws IOException {
    assertThat(
            read("HTTP/1.1 103 Early\r\nA: b\r\n\r\n"
                    + "HTTP/1.1 201 Made\r\nContent-Length: 0\r\n\r\n")
                .status())
        .isEqualTo(201);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "HTTP/1.1 200 OK\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nbody",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nbody",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n"
      })
  void noticesAnEarlyEnd(String answer) {
    assertThatThrownBy(() -> read(answer)).isInstanceOf(EOFException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SSH-2.0-x\r\n\r\n",
        "HTTP/2 200\r\n\r\n",
        "HTTP/1.1 0200 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 17000000\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nz\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFF\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n"
      })
  void refusesWhatIsNoAnswer(String answer) {
    assertThatThrownBy(() -> read(answer)).isInstanceOf(ReplyFormatException.class);
  }

  @Test
  void refusesAHeadWithoutEnd() {
    InputStream endless =
        new SequenceInputStream(stream("HTTP/1.1 200 OK\r\nX: "), new Endless((byte) 'x'));
    assertThatThrownBy(() -> ReplyReader.read(endless)).isInstanceOf(ReplyFormatException.class);
    InputStream interim = new Endless("HTTP/1.1 100 Wait\r\n\r\n".getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> ReplyReader.read(interim)).isInstanceOf(ReplyFormatException.class);
  }

  @Test
  void refusesABodyWithoutEnd() {
    InputStream endless =
        new SequenceInputStream(stream("HTTP/1.1 200 OK\r\n\r\n"), new Endless((byte) 'x'));
    assertThatThrownBy(() -> ReplyReader.read(endless)).hasMessageContaining("16 MiB");
  }

  @Property
  void failsWithAnIOExceptionAloneWhateverComes(@ForAll @Size(max = 60) byte[] tail) {
    byte[] head =
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".getBytes(StandardCharsets.UTF_8);
    try {
      ReplyReader.read(
          new SequenceInputStream(new ByteArrayInputStream(head), new ByteArrayInputStream(tail)));
    } catch (IOException e) {
      assertThat(e).hasMessageMatching("(?s).+");
    }
  }

  private static Reply read(String answer) throws IOException {
    return ReplyReader.read(stream(answer));
  }

  private static InputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** The same bytes again and again. */
  private static final class Endless extends InputStream {

    private final byte[] bytes;
    private int next;

    Endless(byte... bytes) {
      this.bytes = bytes;
    }

    @Override
    public int read() {
      return bytes[next++ % bytes.length];
    }
  }
}
