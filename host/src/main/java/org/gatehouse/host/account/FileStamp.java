package org.gatehouse.host.account;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * What moves when a file is changed, by whatever tool: its inode, size and times (stat(2),
 * nanoseconds).
 */
record FileStamp(Object device, Object inode, long size, FileTime modified, FileTime changed) {
  /**
   * Times move in ticks, on some file systems of a second, on a network with another clock: what
   * changed so recently may change again without a new stamp.
   */
  private static final Duration TICK = Duration.ofSeconds(2);

  /** Of a file or link itself; a link's target is of no interest, it will not be read. */
  static FileStamp of(Path file) throws IOException {
    Map<String, Object> attributes =
        Files.readAttributes(
            file, "unix:dev,ino,size,lastModifiedTime,ctime", LinkOption.NOFOLLOW_LINKS);
    return new FileStamp(
        attributes.get("dev"),
        attributes.get("ino"),
        (Long) attributes.get("size"),
        (FileTime) attributes.get("lastModifiedTime"),
        (FileTime) attributes.get("ctime"));
  }

  /** Whether what is read at this time is all that will ever have this stamp. */
  boolean isSettled(Instant readAt) {
    return changed.toInstant().plus(TICK).isBefore(readAt);
  }
}
