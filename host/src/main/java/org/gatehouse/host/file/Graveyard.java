package org.gatehouse.host.file;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Removes a whole directory tree that strangers filled: first it vanishes from its place in one
 * rename, then it is emptied.
 *
 * <p>No link is followed and nothing outside is touched, whatever the tree holds and whoever owns
 * it, as {@link DeepRemoval} tells.
 */
public final class Graveyard {

  private static final String SUFFIX = ".removed";

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
      files.makeDirectory(parent.number(), place(), DeepRemoval.OWNERS);
      try (Open top = new Open(files, files.open(parent.number(), place()))) {
        if (!top.there()) {
          throw new IOException("the place for what is removed is no directory");
        }
        new DeepRemoval(files).moveUp(parent.number(), bytes(present), top.number());
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
          if (!new DeepRemoval(files).members(top.number(), end)) {
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
}
