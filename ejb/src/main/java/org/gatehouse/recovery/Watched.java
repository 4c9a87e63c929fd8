package org.gatehouse.recovery;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Tells, while the server writes a snapshot, how many bytes it has written. */
final class Watched implements AutoCloseable {

  private static final Duration LOOK_AGAIN = Duration.ofMillis(500);

  private final Thread thread;
  private volatile boolean over;

  Watched(Path run, Progress progress) {
    thread = Thread.ofPlatform().daemon().start(() -> watch(run, progress));
  }

  private void watch(Path run, Progress progress) {
    while (!over) {
      try {
        progress.at("bytes of the database written", size(run));
      } catch (IOException | UncheckedIOException e) {
        // It is only told of; whether the snapshot is whole is the server's to say.
      }
      LockSupport.parkNanos(LOOK_AGAIN.toNanos());
    }
  }

  private static long size(Path run) throws IOException {
    long size = 0;
    try (DirectoryStream<Path> snapshots =
        Files.newDirectoryStream(run, ServerSnapshot.PREFIX + "*")) {
      for (Path snapshot : snapshots) {
        for (Path file : Backup.filesOf(snapshot)) {
          size += Files.size(file);
        }
      }
    }
    return size;
  }

  @Override
  public void close() {
    over = true;
    LockSupport.unpark(thread);
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
