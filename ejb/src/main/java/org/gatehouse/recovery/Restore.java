package org.gatehouse.recovery;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.zip.ZipException;
import org.gatehouse.persistence.DatabaseUrl;
import org.gatehouse.persistence.GatehouseDataSource;
import org.gatehouse.persistence.Schema;
import org.gatehouse.persistence.recovery.Loading;
import org.gatehouse.persistence.settings.IniSyntaxException;

/**
 * The program behind {@code ./gatehouse restore}: makes a data directory of a backup, wholly or not
 * at all. Everything is unpacked and checked beside the directory and comes to its place in one
 * rename; a database server gets its tables back only when it had none, and loses them again when
 * something fails.
 */
public final class Restore {

  /** The records of the audit, which prove nothing without the secret. */
  private static final String AUDIT = "audit_";

  private static final Logger FLYWAY = Logger.getLogger("org.flywaydb");

  private final Destination destination;
  private final Path fresh;
  private final Interruption interruption;
  private final Progress progress;

  /** What the command line asks for. */
  private record Wishes(
      RestoredSettings.Choice database, boolean withoutSecrets, Passphrase passphrase) {}

  private Restore(Destination destination, Interruption interruption, Progress progress) {
    this.destination = destination;
    this.fresh = destination.fresh();
    this.interruption = interruption;
    this.progress = progress;
  }

  /**
   * Restores a backup.
   *
   * @param arguments the file; the data directory; {@code --embedded}, {@code --same-database} or
   *     {@code --database FILE}; {@code --without-secrets}; {@code --passphrase-file FILE}
   */
  public static void main(String[] arguments) {
    FLYWAY.setLevel(Level.WARNING);
    try {
      run(arguments);
    } catch (RecoveryException e) {
      fail(e.getMessage());
    } catch (ZipException | EOFException e) {
      fail(arguments[0] + " is damaged or cut off. Take another copy of it");
    } catch (IOException | SQLException | IniSyntaxException | CancellationException e) {
      fail("nothing was restored: " + Reason.of(e));
    } catch (OutOfMemoryError e) {
      fail("nothing was restored: the backup has more than there is memory for");
    }
  }

  static void run(String... arguments) throws RecoveryException, IOException, SQLException {
    List<String> options = new ArrayList<>(Arrays.asList(arguments));
    Path file = Path.of(options.removeFirst()).toAbsolutePath();
    Path data = Path.of(options.removeFirst()).toAbsolutePath().normalize();
    Wishes wishes =
        new Wishes(
            new RestoredSettings.Choice(
                options.contains("--embedded"),
                options.contains("--same-database"),
                after(options, "--database").map(Path::of)),
            options.contains("--without-secrets"),
            new Passphrase(after(options, "--passphrase-file")));
    requireEmpty(data);
    Destination destination = Destination.of(data);
    // Closed last: the process waits for it, and then nothing is left.
    try (Interruption interruption = new Interruption()) {
      try (Unfinished unfinished = new Unfinished(destination.fresh())) {
        new Restore(destination, interruption, new Progress(System.err)).make(file, wishes);
        unfinished.keep();
      } catch (IllegalStateException e) {
        // What cannot be begun any more, since the process is ending.
        interruption.check();
        throw e;
      }
    }
  }

  private static void fail(String message) {
    System.err.println("gatehouse: " + message);
    System.exit(1);
  }

  private static Optional<String> after(List<String> options, String name) {
    int at = options.indexOf(name);
    return at < 0 ? Optional.empty() : Optional.of(options.get(at + 1));
  }

  private static void requireEmpty(Path data) throws IOException, RecoveryException {
    if (Files.isDirectory(data)) {
      try (DirectoryStream<Path> names = Files.newDirectoryStream(data)) {
        if (names.iterator().hasNext()) {
          throw new RecoveryException(
              data + " is not empty: a restore needs a data directory that is not there or empty");
        }
      }
    } else if (Files.exists(data, LinkOption.NOFOLLOW_LINKS)) {
      throw new RecoveryException(data + " is no directory");
    }
  }

  private void make(Path file, Wishes wishes) throws IOException, RecoveryException, SQLException {
    Path packed = Files.createDirectory(fresh.resolve(".unpacked"));
    Unpacking unpacking = new Unpacking(packed, progress);
    Manifest manifest = unpacking.unpack(file, !wishes.withoutSecrets(), wishes.passphrase());
    boolean secrets = unpacking.secretsOpened();
    Optional<DatabaseUrl> server =
        new RestoredSettings(fresh, wishes.database()).settle(packed, secrets);
    RestoredRealms realms = new RestoredRealms(fresh, progress);
    realms.make(packed);
    if (realms.sites() != manifest.sites()) {
      throw new RecoveryException("the backup has not as many sites as it says");
    }
    GatehouseDataSource source = source();
    Loading.into(
        source,
        packed.resolve("database"),
        (table, row) -> (secrets || !table.startsWith(AUDIT)) && realms.have(table, row),
        rows -> {
          interruption.check();
          progress.at("rows restored", rows);
        });
    boolean inPlace = false;
    try {
      new Unfinished(packed).close();
      if (manifest.demo()) {
        Files.writeString(fresh.resolve("demo"), "demo@example.test\n");
      }
      Schema.close(source);
      interruption.check();
      destination.settle();
      inPlace = true;
    } finally {
      if (!inPlace && server.isPresent()) {
        Loading.empty(source);
      }
    }
    System.out.println(
        "Restored "
            + realms.sites()
            + " sites as of "
            + manifest.madeAt()
            + (secrets
                ? ", with their secrets"
                : "; the next start makes new secrets and begins a new audit chain")
            + ": "
            + destination.data());
  }

  private GatehouseDataSource source() throws IOException, RecoveryException {
    Files.createDirectories(
        fresh.resolve("db"),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    try {
      return new GatehouseDataSource(fresh);
    } catch (UncheckedIOException e) {
      throw new RecoveryException(
          "the backup's database is a server whose password is not in the backup"
              + RestoredSettings.OTHER_DATABASE,
          e);
    }
  }
}
