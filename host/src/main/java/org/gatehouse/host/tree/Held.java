package org.gatehouse.host.tree;

import org.gatehouse.host.linux.Descriptor;
import org.gatehouse.host.linux.FileStatus;

/**
 * A file or directory that is held fast, whatever becomes of its name.
 *
 * @param descriptor refers to it without having opened it (O_PATH)
 * @param status what was known of it then
 * @param path where it was found, without links on the way
 */
record Held(Descriptor descriptor, FileStatus status, TreePath path) implements AutoCloseable {
  @Override
  public void close() {
    descriptor.close();
  }
}
