package org.gatehouse.host.file;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

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
  private final AtomicLong numbers = new AtomicLong();

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

  /**
   * Removes for good what was buried, now or before a crash; several may do so at once. Whoever
   * still writes into it is the caller's to stop: it takes as long as they do.
   */
  public void empty() throws IOException {
    while (Files.isDirectory(parent.resolve(place()), LinkOption.NOFOLLOW_LINKS)) {
      try (StrictDirectory top = StrictDirectory.open(parent, place())) {
        for (String child : top.names()) {
          remove(top, child);
        }
        Files.deleteIfExists(parent.resolve(place()));
      } catch (NoSuchFileException | DirectoryNotEmptyException e) {
        // somebody else removes too, or moved something up meanwhile: look again
      }
    }
  }

  private void remove(StrictDirectory top, String child) throws IOException {
    try {
      if (top.isDirectory(child)) {
        try (StrictDirectory directory = top.child(child)) {
          for (String name : directory.names()) {
            removeOrMoveUp(directory, name, top);
          }
        }
      }
      top.delete(child);
    } catch (DirectoryNotEmptyException | NoSuchFileException e) {
      // it has got new files meanwhile, or somebody else removed it
    }
  }

  private void removeOrMoveUp(StrictDirectory directory, String name, StrictDirectory top)
      throws IOException {
    try {
      directory.delete(name);
    } catch (DirectoryNotEmptyException e) {
      moveUp(directory, name, top);
    } catch (NoSuchFileException e) {
      // as wanted
    }
  }

  /** Under the next free number. */
  private void moveUp(StrictDirectory from, String name, StrictDirectory top) throws IOException {
    while (true) {
      String number = Long.toString(numbers.getAndIncrement());
      try {
        from.move(name, top, number);
        return;
      } catch (FileSystemException e) {
        if (!top.has(number)) {
          throw e;
        }
      }
    }
  }
}
