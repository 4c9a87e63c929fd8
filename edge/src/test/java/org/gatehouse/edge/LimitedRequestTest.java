package org.gatehouse.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LimitedRequestTest {

  private static final long LIMIT = 8;

  /** What follows the body is what a server goes on to read for it. */
  private static HttpServletRequest request(String read, long length, String... headers) {
    HttpServletRequest head = FakeRequest.with(null, headers).asRequest();
    InputStream bytes = new ByteArrayInputStream(read.getBytes(StandardCharsets.US_ASCII));
    return new HttpServletRequestWrapper(head) {
      @Override
      public long getContentLengthLong() {
        return length;
      }

      @Override
      public ServletInputStream getInputStream() {
        return new ServletInputStream() {
          @Override
          public int read() throws IOException {
            return bytes.read();
          }

          @Override
          public boolean isFinished() {
            return false;
          }

          @Override
          public boolean isReady() {
            return true;
          }

          @Override
          public void setReadListener(ReadListener listener) {
            throw new UnsupportedOperationException();
          }
        };
      }
    };
  }

  private static String body(HttpServletRequest request) throws IOException {
    return new String(
        new LimitedRequest(request, LIMIT).getInputStream().readAllBytes(),
        StandardCharsets.US_ASCII);
  }

  @Test
  void aBodyOfTheLimitIsReadAndAByteMoreIsNot() throws IOException {
    assertThat(body(request("12345678", 8))).isEqualTo("12345678");
    assertThatThrownBy(() -> body(request("123456789", 9)))
        .isInstanceOf(BodyTooLargeException.class);
    assertThatThrownBy(() -> body(request("123456789", -1)))
        .isInstanceOf(BodyTooLargeException.class);
  }

  @Test
  void theBodyOfARequestThatAsksForAnUpgradeEndsWhereItsLengthSays() throws IOException {
    assertThat(body(request("12345GET /", 5, "Upgrade", "h2c"))).isEqualTo("12345");
  }

  @Test
  void withoutALengthItHasNone() throws IOException {
    assertThat(body(request("GET /", -1, "Upgrade", "h2c"))).isEmpty();
  }

  @Test
  void byteByByteItEndsThereToo() throws IOException {
    ServletInputStream body =
        new LimitedRequest(request("1GET /", 1, "Upgrade", "h2c"), LIMIT).getInputStream();

    assertThat(body.isFinished()).isFalse();
    assertThat(body.read()).isEqualTo('1');
    assertThat(body.read()).isEqualTo(-1);
    assertThat(body.isFinished()).isTrue();
  }
}
