package org.gatehouse.host.file;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.UUID;

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

  /**
   * Removes for good what was buried, now or before a crash; several may do so at once. Whoever
   * still writes into it is the caller's to stop: it takes as long as they do.
   */
  public void empty() throws IOException {
    while (Files.isDirectory(parent.resolve(place()), LinkOption.NOFOLLOW_LINKS)) {
      try (StrictDirectory top = StrictDirectory.open(parent, place())) {
        Deque<String> children = new ArrayDeque<>();
        top.names().forEach(children::push);
        while (!children.isEmpty()) {
          remove(top, children.pop(), children);
        }
        Files.deleteIfExists(parent.resolve(place()));
      } catch (NoSuchFileException | DirectoryNotEmptyException e) {
        // somebody else removes too, or moved something up meanwhile: look again
      }
    }
  }

  /**
   * Removes what is in a directory, and it; the directories in it that are not empty become the
   * top's.
   */
  private static void remove(StrictDirectory top, String child, Deque<String> children)
      throws IOException {
    try {
      if (top.isDirectory(child)) {
        try (StrictDirectory directory = top.child(child)) {
          for (String name : directory.names()) {
            removeOrMoveUp(directory, name, top).ifPresent(children::push);
          }
        }
      }
      top.delete(child);
    } catch (DirectoryNotEmptyException | NoSuchFileException e) {
      // it has got new files meanwhile, or somebody else removed it
    }
  }

  /** The name under which it is now at the top, when it was a directory that is not empty. */
  private static Optional<String> removeOrMoveUp(
      StrictDirectory directory, String name, StrictDirectory top) throws IOException {
    try {
      directory.delete(name);
      return Optional.empty();
    } catch (DirectoryNotEmptyException e) {
      return Optional.of(moveUp(directory, name, top));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** Under a name that nobody else takes, so that a failure is never a collision. */
  private static String moveUp(StrictDirectory from, String name, StrictDirectory top)
      throws IOException {
    String fresh = UUID.randomUUID().toString();
    from.move(name, top, fresh);
    return fresh;
  }
}
