package org.gatehouse.host.account;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.gatehouse.host.linux.Errno;
import org.gatehouse.host.linux.FileStatus;
import org.gatehouse.host.linux.SystemCalls;

/**
 * What moves when a file is changed, by whatever tool: its inode, size and times (statx(2),
 * nanoseconds).
 */
record FileStamp(long device, long inode, long size, Instant modified, Instant changed) {
  /**
   * Times move in ticks, on some file systems of a second, on a network with another clock: what
   * changed so recently may change again without a new stamp.
   */
  private static final Duration TICK = Duration.ofSeconds(2);

  /** Of a file or link itself; a link's target is of no interest, it will not be read. */
  static FileStamp of(Path file) throws IOException {
    // Asked for at each request: Java looks such attributes up by their names, and boxes them.
    try (SystemCalls calls = new SystemCalls()) {
      int result =
          calls.stat(
              SystemCalls.WORKING_DIRECTORY,
              file.toString().getBytes(StandardCharsets.UTF_8),
              SystemCalls.AT_SYMLINK_NOFOLLOW);
      if (result == -Errno.ENOENT) {
        throw new NoSuchFileException(file.toString());
      } else if (result < 0) {
        throw new FileSystemException(file.toString(), null, "statx: error " + -result);
      }
      FileStatus status = calls.status();
      return new FileStamp(
          status.device(), status.inode(), status.size(), status.modified(), status.changed());
    }
  }

  /** Whether what is read at this time is all that will ever have this stamp. */
  boolean isSettled(Instant readAt) {
    return changed.plus(TICK).isBefore(readAt);
  }
}
