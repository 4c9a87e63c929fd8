package org.gatehouse.host.tree;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What is on the disk below a directory, by path: contents, links, owners, modes, attributes. */
final class Snapshot {
  private Snapshot() {}

  static Map<String, String> of(Path directory) throws IOException {
    Map<String, String> all = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : (Iterable<Path>) paths::iterator) {
        all.put(directory.relativize(path).toString(), describe(path));
      }
    }
    return all;
  }

  private static String describe(Path path) throws IOException {
    Map<String, Object> status =
        Files.readAttributes(path, "unix:ino,mode,uid,gid", LinkOption.NOFOLLOW_LINKS);
    String kind = new TreeMap<>(status).toString();
    if (Files.isSymbolicLink(path)) {
      return kind + " -> " + Files.readSymbolicLink(path);
    }
    if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
      return kind
          + " "
          + new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1)
          + " "
          + Files.getFileAttributeView(
                  path, java.nio.file.attribute.UserDefinedFileAttributeView.class)
              .list();
    }
    return kind;
  }
}
