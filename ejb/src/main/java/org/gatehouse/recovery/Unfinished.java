package org.gatehouse.recovery;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** A file or directory that goes away, however the program ends, unless it was kept. */
final class Unfinished implements AutoCloseable {

  private final Path path;
  private final Thread atEnd;
  private volatile boolean kept;

  Unfinished(Path path) {
    this.path = path;
    this.atEnd = new Thread(this::remove);
    Runtime.getRuntime().addShutdownHook(atEnd);
  }

  Path path() {
    return path;
  }

  /** It is finished and stays. */
  void keep() {
    kept = true;
  }

  private synchronized void remove() {
    try {
      if (!kept && Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
        Files.walkFileTree(
            path,
            new SimpleFileVisitor<>() {
              @Override
              public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                  throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
              }

              @Override
              public FileVisitResult postVisitDirectory(Path directory, IOException failure)
                  throws IOException {
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
              }
            });
      }
    } catch (IOException e) {
      System.err.println("gatehouse: could not remove " + path + ": " + Reason.of(e));
    }
  }

  @Override
  public void close() {
    remove();
    try {
      Runtime.getRuntime().removeShutdownHook(atEnd);
    } catch (IllegalStateException e) {
      // The program is ending, and the hook does the same.
    }
  }
}
