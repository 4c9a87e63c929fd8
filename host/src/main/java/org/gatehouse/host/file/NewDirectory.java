package org.gatehouse.host.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;

/**
 * Makes a directory with all its content aside and then puts it in place, so that nobody ever sees
 * half of it.
 */
public final class NewDirectory {
  /** Fills a directory. */
  @FunctionalInterface
  public interface Content {
    /** Makes and syncs what belongs into it. */
    void make(Path directory) throws IOException;
  }

  /** What is made here is small. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private NewDirectory() {}

  /**
   * Makes a directory that is not there. Callers see to it that there is one maker of a name.
   *
   * @param mode such as {@code rwx--x--x}, whatever the umask
   * @return whether it was made; false when there is something of that name already
   */
  public static boolean make(Path parent, String name, String mode, Content content)
      throws IOException {
    Path place = parent.resolve(name);
    if (Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    String aside = "." + name + ".making";
    remove(parent, aside); // left by a crash
    try {
      Path making = Files.createDirectory(parent.resolve(aside));
      content.make(making);
      Files.setPosixFilePermissions(making, PosixFilePermissions.fromString(mode));
      StrictDirectory.sync(making);
      Files.move(making, place, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      remove(parent, aside);
      throw e;
    }
    StrictDirectory.sync(parent);
    return true;
  }

  private static void remove(Path parent, String name) throws IOException {
    Graveyard graveyard = new Graveyard(parent, List.of(), name);
    graveyard.bury();
    graveyard.empty(PATIENCE);
  }
}
