package org.gatehouse.host.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;

/** Makes a tree that forbids what it can, and removes it; not as root, who may do all the same. */
final class RemovesTree {
  private RemovesTree() {}

  /** Argument: a directory of this process's user. */
  public static void main(String[] arguments) throws IOException {
    Path parent = Path.of(arguments[0]);
    Path tree = Files.createDirectory(parent.resolve("tree"));
    for (String mode : List.of("---------", "r--------", "--x------", "-w-------", "r-x------")) {
      Path outer = Files.createDirectory(tree.resolve(mode));
      Path inner = Files.createDirectory(outer.resolve(mode));
      Files.writeString(inner.resolve("file"), "x");
      Files.createDirectory(inner.resolve("empty"));
      forbid(inner.resolve("empty"), mode);
      forbid(inner.resolve("file"), mode);
      forbid(inner, mode);
      forbid(outer, mode);
    }
    forbid(tree, "---------");
    Graveyard graveyard = new Graveyard(parent, List.of(), "tree");
    graveyard.bury();
    if (!graveyard.empty(Duration.ofMinutes(5))) {
      throw new IOException("something is left");
    }
  }

  private static void forbid(Path path, String mode) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
  }
}
