package org.gatehouse.host.file;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Removes a whole directory tree that strangers filled: first it vanishes from its place in one
 * rename, then it is emptied.
 *
 * <p>No link is followed. There is no recursion, for a tree may be deeper than a stack or a path
 * may be long: a directory that is not empty is moved up to the top, and emptied in its turn. That
 * also keeps out of mounted file systems, whose top directories cannot be moved (EBUSY).
 */
public final class Graveyard {
  private final Path parent;
  private final String name;

  /**
   * The graveyard of one name.
   *
   * @param parent a directory that only this server's owner can write to
   * @param name what is removed from it
   */
  public Graveyard(Path parent, String name) {
    this.parent = parent;
    this.name = name;
  }

  private String place() {
    return "." + name + ".removed";
  }

  /** Takes the directory from its place; does nothing when it is not there. */
  public void bury() throws IOException {
    if (!Files.exists(parent.resolve(name), LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (!Files.isDirectory(parent.resolve(place()), LinkOption.NOFOLLOW_LINKS)) {
      Files.createDirectory(parent.resolve(place()));
    }
    try (StrictDirectory above = StrictDirectory.open(parent);
        StrictDirectory top = StrictDirectory.open(parent, place())) {
      moveUp(above, name, top);
    }
    StrictDirectory.sync(parent);
  }

  /** Removes for good what was buried, now or before a crash; several may do so at once. */
  public void empty() throws IOException {
    while (Files.isDirectory(parent.resolve(place()), LinkOption.NOFOLLOW_LINKS)) {
      boolean progress = false;
      try (StrictDirectory top = StrictDirectory.open(parent, place())) {
        for (String child : top.names()) {
          progress |= remove(top, child);
        }
      } catch (NoSuchFileException e) {
        return; // somebody else was faster
      }
      if (!progress) {
        try {
          Files.deleteIfExists(parent.resolve(place()));
        } catch (DirectoryNotEmptyException e) {
          throw new FileSystemException(
              parent.resolve(place()).toString(), null, "cannot be emptied");
        }
      }
    }
  }

  /** Whether anything was removed or moved. */
  private static boolean remove(StrictDirectory top, String child) throws IOException {
    boolean progress = false;
    try {
      if (top.isDirectory(child)) {
        try (StrictDirectory directory = top.child(child)) {
          for (String name : directory.names()) {
            progress |= removeOrMoveUp(directory, name, top);
          }
        }
      }
      top.delete(child);
      return true;
    } catch (DirectoryNotEmptyException | NoSuchFileException e) {
      return progress; // it has got new files meanwhile, or is gone
    }
  }

  private static boolean removeOrMoveUp(StrictDirectory directory, String name, StrictDirectory top)
      throws IOException {
    try {
      directory.delete(name);
      return true;
    } catch (NoSuchFileException e) {
      return false;
    } catch (DirectoryNotEmptyException e) {
      moveUp(directory, name, top);
      return true;
    }
  }

  /** Under the first free number. */
  private static void moveUp(StrictDirectory from, String name, StrictDirectory top)
      throws IOException {
    for (long number = 0; ; number++) {
      try {
        from.move(name, top, Long.toString(number));
        return;
      } catch (FileSystemException e) {
        if (!top.has(Long.toString(number))) {
          throw e;
        }
      }
    }
  }
}
