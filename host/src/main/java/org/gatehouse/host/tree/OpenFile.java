package org.gatehouse.host.tree;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;

/** A regular file that is open for reading. What replaces it meanwhile does not change it. */
public interface OpenFile extends AutoCloseable {
  /** What is known of this very file. */
  Node node();

  /**
   * Writes a part of it.
   *
   * @param from the first byte, 0 or more
   * @param length how many bytes; when the file has become shorter meanwhile that is an error
   */
  void writeTo(OutputStream target, long from, long length) throws IOException;

  /**
   * The same file for the kernel to send from, open for reading until this is closed. It costs
   * another descriptor, so that it is for what is large.
   */
  FileChannel channel() throws IOException;

  @Override
  void close();
}
