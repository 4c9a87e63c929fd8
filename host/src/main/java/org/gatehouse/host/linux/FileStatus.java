package org.gatehouse.host.linux;

import java.time.Instant;
import java.util.Optional;

/**
 * What statx(2) tells of a file.
 *
 * @param device the file system it is on
 * @param inode its number there
 * @param links how many names it has
 * @param mode its kind and permissions
 * @param uid its owner
 * @param size in bytes
 * @param blocks of 512 bytes
 * @param modified when its content changed
 * @param changed when that or its attributes did, which nobody can set
 * @param created when it was made, where the file system keeps that
 */
public record FileStatus(
    long device,
    long inode,
    long links,
    int mode,
    long uid,
    long size,
    long blocks,
    Instant modified,
    Instant changed,
    Optional<Instant> created) {

  private static final int KIND = 0xF000;
  private static final int DIRECTORY = 0x4000;
  private static final int REGULAR = 0x8000;
  private static final int LINK = 0xA000;

  /** Whether it is a directory. */
  public boolean directory() {
    return (mode & KIND) == DIRECTORY;
  }

  /** Whether it is a regular file. */
  public boolean regular() {
    return (mode & KIND) == REGULAR;
  }

  /** Whether it is a symbolic link. */
  public boolean link() {
    return (mode & KIND) == LINK;
  }

  /** Its permissions without those that make a program run as somebody else. */
  public int permissions() {
    return mode & 0777;
  }

  /** Whether it is the very same file. */
  public boolean same(FileStatus other) {
    return device == other.device && inode == other.inode;
  }
}
