package org.gatehouse.edge;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/** The body of a request, which has no bound but how slowly it may come. */
final class UploadStream extends ServletInputStream {

  private final ServletInputStream body;
  private final UploadPace pace;
  private final LongSupplier nanoTime;
  private final Beginning beginning;
  private boolean begun;
  private boolean failed;

  /**
   * Nothing is read yet.
   *
   * @param nanoTime a clock that only ever goes on
   * @param beginning what is done before anything is read
   */
  UploadStream(
      ServletInputStream body, UploadPace pace, LongSupplier nanoTime, Beginning beginning) {
    this.body = body;
    this.pace = pace;
    this.nanoTime = nanoTime;
    this.beginning = beginning;
  }

  /** Something to be done first. */
  @FunctionalInterface
  interface Beginning {
    void run() throws IOException;
  }

  boolean failed() {
    return failed;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (failed) {
      throw new IOException("the body has failed already");
    }
    long started = nanoTime.getAsLong();
    int read;
    try {
      begin();
      read = body.read(buffer, offset, length);
    } catch (IOException e) {
      failed = true;
      // The server gives up by itself when nothing at all comes.
      throw e.getCause() instanceof TimeoutException ? new SlowBodyException(e) : e;
    }
    if (read > 0 && !pace.keptUp(nanoTime.getAsLong() - started, read)) {
      failed = true;
      throw new SlowBodyException(null);
    }
    return read;
  }

  private void begin() throws IOException {
    if (!begun) {
      begun = true;
      beginning.run();
    }
  }

  @Override
  public int available() throws IOException {
    return body.available();
  }

  @Override
  public boolean isFinished() {
    return body.isFinished();
  }

  @Override
  public boolean isReady() {
    return body.isReady();
  }

  /**
   * Never: nothing would measure the pace.
   *
   * @throws IllegalStateException always
   */
  @Override
  public void setReadListener(ReadListener listener) {
    throw new IllegalStateException("this body is read by whoever waits for it");
  }
}
