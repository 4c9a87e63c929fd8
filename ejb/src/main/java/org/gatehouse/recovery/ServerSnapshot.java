package org.gatehouse.recovery;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.gatehouse.audit.Audit;
import org.gatehouse.audit.AuditEvent;
import org.gatehouse.auth.Gate;
import org.gatehouse.command.CommandException;
import org.gatehouse.command.CommandException.Kind;
import org.gatehouse.database.Database;
import org.gatehouse.persistence.GatehouseDataSource;
import org.gatehouse.persistence.recovery.Snapshot;
import org.gatehouse.persistence.settings.DataDirectory;

/**
 * Writes the snapshot of the database for a backup: the embedded one is open to nobody but the
 * server. It is asked at the local socket alone.
 */
@ApplicationScoped
public class ServerSnapshot {

  private static final Logger LOG = Logger.getLogger(ServerSnapshot.class.getName());

  /** What the name of a snapshot's directory in {@code run} begins with. */
  static final String PREFIX = "backup.";

  /** One at a time: each takes as much of the disk as the database. */
  private final Semaphore one = new Semaphore(1);

  /** Longer than whoever asked takes to open the files and remove their directory. */
  private static final Duration TAKEN = Duration.ofSeconds(30);

  @Inject private Audit audit;
  @Inject private Database database;

  /** What is being written now. */
  private volatile Optional<Path> writing = Optional.empty();

  /**
   * Writes the files of {@link Snapshot} into a new directory of {@code run}, mode 0700, which is
   * the caller's to remove, at once: {@link #sweep} does otherwise.
   *
   * @return the directory's name
   * @throws CommandException when another is being written, or it cannot be
   */
  public String write() {
    if (!one.tryAcquire()) {
      throw new CommandException(
          Kind.UNAVAILABLE, "another backup is being made: try again when it is done");
    }
    try {
      Path run = DataDirectory.path().resolve("run");
      try (Unfinished directory = new Unfinished(Files.createTempDirectory(run, PREFIX))) {
        writing = Optional.of(directory.path());
        // A connection of its own, beside the pool: it is busy for long.
        Snapshot.write(new GatehouseDataSource(DataDirectory.path()), directory.path());
        database.whole(
            () -> {
              audit.record(
                  new AuditEvent(
                      AuditEvent.What.SETTING,
                      "admin",
                      Optional.of(Gate.CLI),
                      Optional.empty(),
                      "a backup was made",
                      AuditEvent.Result.DONE));
              return true;
            });
        Files.setLastModifiedTime(directory.path(), FileTime.from(Instant.now()));
        directory.keep();
        return directory.path().getFileName().toString();
      }
    } catch (IOException | SQLException e) {
      LOG.log(Level.SEVERE, "a backup's snapshot could not be written", e);
      throw new CommandException(
          Kind.UNAVAILABLE, "the database could not be written out; log/server.log says why");
    } finally {
      writing = Optional.empty();
      one.release();
    }
  }

  /** Removes what nobody fetched: a copy of the database must not outlive who asked for it. */
  public void sweep() {
    try {
      sweep(DataDirectory.path().resolve("run"), writing, Instant.now());
    } catch (IOException e) {
      LOG.log(Level.WARNING, "what a backup left behind was not removed", e);
    }
  }

  static void sweep(Path run, Optional<Path> writing, Instant now) throws IOException {
    try (DirectoryStream<Path> left = Files.newDirectoryStream(run, PREFIX + "*")) {
      for (Path directory : left) {
        boolean fetched =
            Files.getLastModifiedTime(directory).toInstant().isAfter(now.minus(TAKEN));
        if (!fetched && !writing.equals(Optional.of(directory))) {
          new Unfinished(directory).close();
        }
      }
    } catch (NoSuchFileException e) {
      // Whoever asked was quicker.
    }
  }
}
