package org.gatehouse.host.linux;

/** An open file descriptor. For one thread; closed once, however often that is asked for. */
public final class Descriptor implements AutoCloseable {
  private static final int NONE = -1;

  private int number;

  /** For a descriptor that was just opened. */
  public Descriptor(int number) {
    if (number < 0) {
      throw new IllegalArgumentException("no descriptor");
    }
    this.number = number;
  }

  /** Its number. */
  public int number() {
    if (number < 0) {
      throw new IllegalStateException("closed");
    }
    return number;
  }

  @Override
  public void close() {
    if (number >= 0) {
      SystemCalls.close(number);
      number = NONE;
    }
  }
}
