package org.gatehouse.host.tree;

import java.time.Instant;
import java.util.Optional;
import org.gatehouse.host.linux.FileStatus;
import org.gatehouse.host.linux.SystemCalls;

/** A file in staging. */
final class StagedContent implements StagedFile {

  private static final int NEW_FILE = 0644;

  private final Writing writing;
  private final Staging staging;
  private final Staging.Entry entry;
  private final TreePath path;
  private boolean open = true;

  /**
   * For a place.
   *
   * @param path without links
   */
  StagedContent(Writing writing, Staging staging, Staging.Entry entry, TreePath path) {
    this.writing = writing;
    this.staging = staging;
    this.entry = entry;
    this.path = path;
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws TreeException {
    requireOpen();
    writing.write(descriptor(), bytes, from, length);
  }

  int descriptor() {
    return entry.content().number();
  }

  private void requireOpen() {
    if (!open) {
      throw new IllegalStateException("this file was committed or discarded");
    }
  }

  @Override
  public Node commit() throws TreeException {
    requireOpen();
    try (Spot spot = writing.again(path)) {
      writing.requireReplaceable(spot);
      Optional<FileStatus> replaced = spot.status().filter(FileStatus::regular);
      if (replaced.isPresent()) {
        writing.carry(spot.directory().number(), spot.name(), descriptor());
      }
      return commit(spot, replaced, replaced.map(FileStatus::permissions).orElse(NEW_FILE), 0);
    }
  }

  @Override
  public Node commitNew() throws TreeException {
    requireOpen();
    try (Spot spot = writing.again(path)) {
      writing.requireNew(spot);
      int flags = spot.status().isEmpty() ? SystemCalls.RENAME_NOREPLACE : 0;
      return commit(spot, Optional.empty(), NEW_FILE, flags);
    }
  }

  /**
   * Puts it in its place.
   *
   * @param replaced the file that is there
   * @param flags of the rename
   */
  Node commit(Spot spot, Optional<FileStatus> replaced, int mode, int flags) throws TreeException {
    writing.allow(descriptor(), mode);
    writing.stamp(
        descriptor(), Moments.after(replaced.map(FileStatus::modified).orElse(Instant.EPOCH)));
    writing.rename(
        entry.directory().number(), entry.name(), spot.directory().number(), spot.name(), flags);
    open = false;
    try (entry) {
      return EmbeddedTree.node(writing.status(descriptor()));
    }
  }

  @Override
  public void close() {
    if (open) {
      open = false;
      staging.discard(entry);
    }
  }
}
