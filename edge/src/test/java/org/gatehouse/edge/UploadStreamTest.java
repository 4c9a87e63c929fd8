package org.gatehouse.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class UploadStreamTest {

  private static final int SLOWEST = 100;

  private final AtomicInteger begun = new AtomicInteger();
  private long now;

  /** A body of which each read takes a second. */
  private final class Body extends ServletInputStream {

    private final int bytesASecond;
    private final IOException end;

    Body(int bytesASecond, IOException end) {
      this.bytesASecond = bytesASecond;
      this.end = end;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      now += Duration.ofSeconds(1).toNanos();
      if (end != null) {
        throw end;
      }
      return Math.min(bytesASecond, length);
    }

    @Override
    public int read() {
      throw new AssertionError("each byte would be a call of the server");
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
      throw new AssertionError("nobody listens");
    }
  }

  private UploadStream stream(int bytesASecond, IOException end) {
    return new UploadStream(
        new Body(bytesASecond, end), new UploadPace(SLOWEST), () -> now, begun::incrementAndGet);
  }

  @Test
  void aClientIsToldOnceThatItsBodyIsWantedAndNotBefore() throws IOException {
    UploadStream stream = stream(SLOWEST, null);
    assertThat(begun).hasValue(0);

    assertThat(stream.read(new byte[SLOWEST])).isEqualTo(SLOWEST);
    assertThat(stream.read()).isZero();

    assertThat(begun).hasValue(1);
  }

  @Test
  void aBodyThatKeepsUpIsReadForDays() throws IOException {
    UploadStream stream = stream(SLOWEST, null);

    for (long second = 0; second < Duration.ofDays(2).toSeconds(); second++) {
      assertThat(stream.read(new byte[SLOWEST])).isEqualTo(SLOWEST);
    }
    assertThat(stream.failed()).isFalse();
  }

  @Test
  void aSlowOneFailsAndStaysFailed() {
    UploadStream stream = stream(SLOWEST - 1, null);
    byte[] buffer = new byte[SLOWEST];

    assertThatThrownBy(
            () -> {
              while (true) {
                assertThat(stream.read(buffer)).isPositive();
              }
            })
        .isInstanceOf(SlowBodyException.class);

    assertThat(Duration.ofNanos(now)).isEqualTo(UploadPace.WINDOW);
    assertThat(stream.failed()).isTrue();
    assertThatThrownBy(() -> stream.read(buffer)).isInstanceOf(IOException.class);
  }

  @Test
  void oneOfWhichNothingCameWithinTheServersPatienceWasTooSlow() {
    UploadStream stream = stream(0, new IOException(new TimeoutException()));

    assertThatThrownBy(stream::read).isInstanceOf(SlowBodyException.class);
    assertThat(stream.failed()).isTrue();
  }

  @Test
  void oneThatBreaksOffWasNot() {
    IOException gone = new IOException("gone");

    assertThatThrownBy(stream(0, gone)::read).isSameAs(gone);
  }
}
