package org.gatehouse.host.tree;

import java.util.Optional;
import org.gatehouse.host.linux.Descriptor;
import org.gatehouse.host.linux.FileStatus;

/**
 * A place in a directory, where something is or could be.
 *
 * @param directory refers to the directory, without having opened it (O_PATH)
 * @param path without links on the way; the last one may be one
 * @param name its last name as the system has it; a dot for the root
 * @param status of what is there, the link itself when it is one; empty when nothing is, or it is
 *     hidden
 */
record Spot(Descriptor directory, TreePath path, byte[] name, Optional<FileStatus> status)
    implements AutoCloseable {
  @Override
  public void close() {
    directory.close();
  }
}
