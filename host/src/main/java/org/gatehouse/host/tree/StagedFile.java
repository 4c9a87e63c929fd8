package org.gatehouse.host.tree;

/**
 * A file that is being written, in a place that no gate shows. It takes the place of the one that
 * it is for as a whole, or not at all. For one thread.
 */
public interface StagedFile extends AutoCloseable {
  /**
   * Adds to it.
   *
   * @throws TreeException with {@code NO_SPACE} when there is no room
   */
  void write(byte[] bytes, int from, int length) throws TreeException;

  /**
   * Puts it in its place. What was there gives it its properties; its mode stays too. The file
   * system writes it out when it likes: a crash of this process loses nothing, a power cut may.
   *
   * @return the file as it is there now
   * @throws TreeException when the place is not to be had any more: {@code OTHER_KIND} for a
   *     collection, {@code NO_PARENT}, {@code FORBIDDEN}
   */
  Node commit() throws TreeException;

  /**
   * Puts it in its place, where nothing is: what appeared there meanwhile stays. Only a link that
   * leads nowhere is replaced.
   *
   * @return the file as it is there now
   * @throws TreeException {@code EXISTS} when something is there; as {@link #commit}
   */
  Node commitNew() throws TreeException;

  /** Discards it, unless it was committed. */
  @Override
  void close();
}
