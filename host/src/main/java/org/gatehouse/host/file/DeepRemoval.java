package org.gatehouse.host.file;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * Removes all that is in a directory, whatever strangers put there and whoever owns it.
 *
 * <p>No link is followed and nothing outside is touched: of a file with several names, this one
 * goes. Names are bytes, as the system has them; a directory that forbids it to be read or changed
 * is allowed it first. There is no recursion, for a tree may be deeper than a stack or a path may
 * be long: a directory that is not empty is moved up to the top, and emptied in its turn. That also
 * keeps out of mounted file systems, whose top directories cannot be moved (EBUSY). Memory does not
 * grow with the tree.
 */
public final class DeepRemoval {

  /** The mode of a directory that may be read and changed. */
  static final int OWNERS = 0700;

  private final LinuxFiles files;

  DeepRemoval(LinuxFiles files) {
    this.files = files;
  }

  /**
   * Removes what is in a directory, now or put there meanwhile.
   *
   * @param directory an open one, read from its beginning, which nobody else puts links into
   * @param patience how long to go on
   * @return whether nothing is left
   */
  public static boolean empty(int directory, Duration patience) throws IOException {
    long end = System.nanoTime() + patience.toNanos();
    try (LinuxFiles files = new LinuxFiles()) {
      DeepRemoval removal = new DeepRemoval(files);
      do {
        files.rewind(directory);
        if (!removal.members(directory, end)) {
          return false;
        }
        files.rewind(directory);
        if (files.next(directory).filter(names -> !names.isEmpty()).isEmpty()) {
          return true;
        }
      } while (System.nanoTime() - end < 0);
      return false;
    }
  }

  /** One round through the top; what is moved up meanwhile is seen in this one or the next. */
  boolean members(int top, long end) throws IOException {
    for (var names = files.next(top); names.isPresent(); names = files.next(top)) {
      for (byte[] child : names.get()) {
        if (!remove(top, child, end)) {
          return false;
        }
      }
    }
    return true;
  }

  /**
   * Removes what is in a child of the top, and it; the directories in it that are not empty become
   * the top's.
   *
   * @return whether there is time left
   */
  private boolean remove(int top, byte[] child, long end) throws IOException {
    if (files.removeFile(top, child) != LinuxFiles.Removal.A_DIRECTORY
        || files.removeDirectory(top, child) != LinuxFiles.Removal.NOT_EMPTY) {
      return true;
    }
    // Nobody else can put a link in its place here.
    files.allow(top, child, OWNERS);
    Optional<Integer> directory = files.open(top, child);
    if (directory.isPresent()) {
      int here = directory.get();
      try {
        for (var names = files.next(here); names.isPresent(); names = files.next(here)) {
          for (byte[] name : names.get()) {
            if (System.nanoTime() - end >= 0) {
              return false;
            }
            if (files.removeFile(here, name) == LinuxFiles.Removal.A_DIRECTORY
                && files.removeDirectory(here, name) == LinuxFiles.Removal.NOT_EMPTY) {
              moveUp(here, name, top);
            }
          }
        }
      } finally {
        files.close(here);
      }
    }
    files.removeDirectory(top, child);
    return true;
  }

  /** Under a name that nobody else takes, so that a failure is never a collision. */
  void moveUp(int from, byte[] name, int top) throws IOException {
    byte[] fresh = UUID.randomUUID().toString().getBytes(StandardCharsets.US_ASCII);
    try {
      files.move(from, name, top, fresh);
    } catch (LinuxFiles.NotPermittedException e) {
      // A directory that moves to another one is written to.
      files.allow(from, name, OWNERS);
      files.move(from, name, top, fresh);
    }
  }
}
