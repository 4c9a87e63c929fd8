package org.gatehouse.host.file;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Removes a whole directory tree that strangers filled: first it vanishes from its place in one
 * rename, then it is emptied.
 *
 * <p>No link is followed and nothing outside is touched, whatever the tree holds and whoever owns
 * it: of a file with several names, this one goes. Names are bytes, as the system has them; a
 * directory that forbids it to be read or changed is allowed it first. There is no recursion, for a
 * tree may be deeper than a stack or a path may be long: a directory that is not empty is moved up
 * to the top, and emptied in its turn. That also keeps out of mounted file systems, whose top
 * directories cannot be moved (EBUSY). Memory does not grow with the tree.
 */
public final class Graveyard {

  private static final String SUFFIX = ".removed";
  private static final int OWNERS = 0700;

  private final Path base;
  private final List<String> way;
  private final String name;

  /**
   * The graveyard of one name.
   *
   * @param base a directory that only this server's owner can replace; links on the way to it are
   *     followed
   * @param way the directories from there to where the name is, none of them a link; strangers
   *     cannot write to the last one
   * @param name what is removed from it
   */
  public Graveyard(Path base, List<String> way, String name) {
    this.base = base;
    this.way = List.copyOf(way);
    this.name = name;
  }

  /** The name whose graveyard this is, when it is one. */
  public static Optional<String> nameOf(String place) {
    return place.startsWith(".") && place.endsWith(SUFFIX) && place.length() > SUFFIX.length() + 1
        ? Optional.of(place.substring(1, place.length() - SUFFIX.length()))
        : Optional.empty();
  }

  private byte[] place() {
    return bytes("." + name + SUFFIX);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Takes the directory from its place; does nothing when it is not there. */
  public void bury() throws IOException {
    bury(name);
  }

  /** The same with one that has another name already. */
  public void bury(String present) throws IOException {
    try (LinuxFiles files = new LinuxFiles();
        Open parent = new Open(files, openParent(files))) {
      if (!parent.there() || files.status(parent.number(), bytes(present)).isEmpty()) {
        return;
      }
      files.makeDirectory(parent.number(), place(), OWNERS);
      try (Open top = new Open(files, files.open(parent.number(), place()))) {
        if (!top.there()) {
          throw new IOException("the place for what is removed is no directory");
        }
        moveUp(files, parent.number(), bytes(present), top.number());
      }
    }
    StrictDirectory.sync(base.resolve(String.join("/", way)));
  }

  /** An open directory that is to be closed; or none. */
  private record Open(LinuxFiles files, Optional<Integer> directory) implements AutoCloseable {
    boolean there() {
      return directory.isPresent();
    }

    int number() {
      return directory.orElseThrow();
    }

    @Override
    public void close() {
      directory.ifPresent(files::close);
    }
  }

  private Optional<Integer> openParent(LinuxFiles files) throws IOException {
    if (!Files.isDirectory(base)) {
      return Optional.empty();
    }
    Optional<Integer> here =
        files.open(LinuxFiles.WORKING_DIRECTORY, bytes(base.toRealPath().toString()));
    for (String step : way) {
      try (Open above = new Open(files, here)) {
        here = above.there() ? files.open(above.number(), bytes(step)) : Optional.empty();
      }
    }
    return here;
  }

  /**
   * Removes for good what was buried, now or before a crash; several may do so at once.
   *
   * @param patience how long to go on; whoever still writes into it makes it take longer
   * @return whether nothing is left
   */
  public boolean empty(Duration patience) throws IOException {
    long end = System.nanoTime() + patience.toNanos();
    try (LinuxFiles files = new LinuxFiles();
        Open parent = new Open(files, openParent(files))) {
      if (!parent.there()) {
        return true;
      }
      while (true) {
        try (Open top = new Open(files, files.open(parent.number(), place()))) {
          if (!top.there()) {
            return true;
          }
          if (!removeChildren(files, top.number(), end)) {
            return false;
          }
        }
        // Not removed when somebody moved something up meanwhile: look again.
        files.removeDirectory(parent.number(), place());
        if (System.nanoTime() - end >= 0) {
          return files.status(parent.number(), place()).isEmpty();
        }
      }
    }
  }

  /** One round through the top; what is moved up meanwhile is seen in this one or the next. */
  private static boolean removeChildren(LinuxFiles files, int top, long end) throws IOException {
    for (var names = files.next(top); names.isPresent(); names = files.next(top)) {
      for (byte[] child : names.get()) {
        if (!remove(files, top, child, end)) {
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
  private static boolean remove(LinuxFiles files, int top, byte[] child, long end)
      throws IOException {
    if (files.removeFile(top, child) != LinuxFiles.Removal.A_DIRECTORY
        || files.removeDirectory(top, child) != LinuxFiles.Removal.NOT_EMPTY) {
      return true;
    }
    // Nobody else can put a link in its place here.
    files.allow(top, child, OWNERS);
    try (Open directory = new Open(files, files.open(top, child))) {
      if (directory.there()) {
        int here = directory.number();
        for (var names = files.next(here); names.isPresent(); names = files.next(here)) {
          for (byte[] name : names.get()) {
            if (System.nanoTime() - end >= 0) {
              return false;
            }
            if (files.removeFile(here, name) == LinuxFiles.Removal.A_DIRECTORY
                && files.removeDirectory(here, name) == LinuxFiles.Removal.NOT_EMPTY) {
              moveUp(files, here, name, top);
            }
          }
        }
      }
    }
    files.removeDirectory(top, child);
    return true;
  }

  /** Under a name that nobody else takes, so that a failure is never a collision. */
  private static void moveUp(LinuxFiles files, int from, byte[] name, int top) throws IOException {
    byte[] fresh = bytes(UUID.randomUUID().toString());
    try {
      files.move(from, name, top, fresh);
    } catch (LinuxFiles.NotPermittedException e) {
      // A directory that moves to another one is written to.
      files.allow(from, name, OWNERS);
      files.move(from, name, top, fresh);
    }
  }
}
