package org.gatehouse.host.tree;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import org.gatehouse.host.linux.Descriptor;
import org.gatehouse.host.linux.FileStatus;
import org.gatehouse.host.linux.SystemCalls;

/**
 * Directories on a way down, each in the one before. However many there are, {@value #MOST_OPEN}
 * are open; the ones above are closed until the way comes back, which is looked at then.
 */
final class DirectoryStack implements AutoCloseable {

  static final int MOST_OPEN = 32;

  private static final byte[] PARENT = "..".getBytes(StandardCharsets.US_ASCII);

  private final SystemCalls calls;
  private final Deque<Level> levels = new ArrayDeque<>();

  private static final class Level {
    private final FileStatus status;
    private Descriptor descriptor;
    private long position;

    private Level(FileStatus status, Descriptor descriptor) {
      this.status = status;
      this.descriptor = descriptor;
    }
  }

  DirectoryStack(SystemCalls calls) {
    this.calls = calls;
  }

  int size() {
    return levels.size();
  }

  /** The last one, open. */
  int last() {
    return levels.element().descriptor.number();
  }

  /**
   * Adds one that is in the last one.
   *
   * @param directory it, open; it is closed here, even when this fails
   * @return its status
   */
  FileStatus push(Descriptor directory) throws TreeException {
    FileStatus status;
    try {
      status = status(directory);
    } catch (TreeException e) {
      directory.close();
      throw e;
    }
    levels.push(new Level(status, directory));
    if (levels.size() > MOST_OPEN) {
      rest(levels.stream().skip(MOST_OPEN).findFirst().orElseThrow());
    }
    return status;
  }

  private void rest(Level level) throws TreeException {
    if (level.descriptor == null) {
      return;
    }
    long position = calls.position(level.descriptor.number());
    if (position < 0) {
      throw Refusal.of("lseek", (int) -position);
    }
    level.position = position;
    level.descriptor.close();
    level.descriptor = null;
  }

  /**
   * Leaves the last one, which is not the only one.
   *
   * @throws TreeException {@code FORBIDDEN} when it is not any more in the one before
   */
  void pop() throws TreeException {
    Level left = levels.pop();
    try (Descriptor below = left.descriptor) {
      Level parent = levels.element();
      if (parent.descriptor == null) {
        wake(parent, below.number());
      }
    }
  }

  /** Opens a directory again from one that is in it, if it still is. */
  private void wake(Level level, int below) throws TreeException {
    int opened = calls.open(below, PARENT, SystemCalls.O_DIRECTORY, 0);
    if (opened < 0) {
      throw Refusal.of("open", -opened);
    }
    Descriptor directory = new Descriptor(opened);
    boolean same = false;
    try {
      same = status(directory).same(level.status) && calls.seek(opened, level.position) >= 0;
    } finally {
      if (!same) {
        directory.close();
      }
    }
    if (!same) {
      throw Refusal.forbidden("it is being moved by somebody else");
    }
    level.descriptor = directory;
  }

  private FileStatus status(Descriptor directory) throws TreeException {
    int told = calls.stat(directory.number());
    if (told < 0) {
      throw Refusal.of("statx", -told);
    }
    return calls.status();
  }

  @Override
  public void close() {
    for (Level level : levels) {
      if (level.descriptor != null) {
        level.descriptor.close();
      }
    }
  }
}
