package org.gatehouse.recovery;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.gatehouse.host.file.StrictDirectory;

/**
 * Where a data directory is made before it comes to its place: beside it, so that one rename puts
 * it there; or, where that cannot be, inside of the empty directory that is there, so that one
 * rename of each of its parts does.
 *
 * @param data the place
 * @param fresh where it is made
 * @param inside whether that is inside of the place
 */
record Destination(Path data, Path fresh, boolean inside) {

  private static final String UNFINISHED = ".unfinished.";

  /**
   * A new directory to make a data directory in.
   *
   * @param data the place: an empty directory, or nothing
   */
  static Destination of(Path data) throws IOException {
    Path parent = data.getParent();
    if (Files.isDirectory(data)
        && !(Files.isWritable(parent)
            && Files.getFileStore(parent).equals(Files.getFileStore(data)))) {
      return inside(data);
    }
    Files.createDirectories(parent);
    return new Destination(
        data, Files.createTempDirectory(parent, data.getFileName() + UNFINISHED), false);
  }

  static Destination inside(Path data) throws IOException {
    return new Destination(data, Files.createTempDirectory(data, UNFINISHED), true);
  }

  /** Puts what was made in its place, all of it or nothing. */
  void settle() throws IOException {
    if (inside) {
      settleInside();
      StrictDirectory.sync(data);
    } else {
      open(fresh);
      // Takes the place of an empty directory, and of nothing else.
      Files.move(fresh, data, StandardCopyOption.ATOMIC_MOVE);
      StrictDirectory.sync(data.getParent());
    }
  }

  private void settleInside() throws IOException {
    List<Path> parts = new ArrayList<>();
    try (DirectoryStream<Path> names = Files.newDirectoryStream(fresh)) {
      names.forEach(parts::add);
    }
    List<Path> settled = new ArrayList<>();
    boolean whole = false;
    try {
      for (Path part : parts) {
        Path place = data.resolve(part.getFileName());
        Files.move(part, place, StandardCopyOption.ATOMIC_MOVE);
        settled.add(place);
      }
      open(data);
      Files.delete(fresh);
      whole = true;
    } finally {
      if (!whole) {
        settled.forEach(place -> new Unfinished(place).close());
      }
    }
  }

  private static void open(Path directory) throws IOException {
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
  }
}
