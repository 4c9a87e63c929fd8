package org.gatehouse.host.tree;

/**
 * What was taken out of the way for something else. Until it is discarded it can come back; when
 * this process ends before, it goes with what is left in staging.
 */
public interface SetAside extends AutoCloseable {
  /** Removes it for good. */
  void discard();

  /**
   * Puts it back, unless it was discarded.
   *
   * @throws TreeException when something else is in its place now
   */
  @Override
  void close() throws TreeException;
}
