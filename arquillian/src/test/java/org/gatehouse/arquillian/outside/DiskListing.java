package org.gatehouse.arquillian.outside;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What is below a directory: each path with what it is, by kind, owner, time and content. */
final class DiskListing {

  private static final String OF_A_DIRECTORY = "unix:mode,uid,gid,nlink";
  private static final String OF_A_FILE = OF_A_DIRECTORY + ",size,lastModifiedTime";

  private DiskListing() {}

  /** Tells it, with links themselves and not what they lead to. */
  static SortedMap<String, String> of(Path directory) {
    SortedMap<String, String> listing = new TreeMap<>();
    try (Stream<Path> all = Files.walk(directory)) {
      all.forEach(path -> listing.put(directory.relativize(path).toString(), told(path)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return listing;
  }

  private static String told(Path path) {
    try {
      boolean directory = Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
      String attributes =
          new TreeMap<>(
                  Files.readAttributes(
                      path, directory ? OF_A_DIRECTORY : OF_A_FILE, LinkOption.NOFOLLOW_LINKS))
              .toString();
      if (Files.isSymbolicLink(path)) {
        return attributes + " -> " + Files.readSymbolicLink(path);
      }
      return Files.isRegularFile(path)
          ? attributes
              + " "
              + HexFormat.of()
                  .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(path)))
          : attributes;
    } catch (NoSuchFileException e) {
      return "gone";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
