package org.gatehouse.recovery;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.zip.GZIPOutputStream;
import org.gatehouse.host.file.StrictDirectory;
import org.gatehouse.persistence.GatehouseDataSource;
import org.gatehouse.persistence.Schema;
import org.gatehouse.persistence.recovery.Loading;
import org.gatehouse.persistence.recovery.Snapshot;
import org.gatehouse.persistence.settings.IniFile;

/**
 * The program behind {@code ./gatehouse backup}: writes one file with all that a Gatehouse knows,
 * as it stood at one moment, while it runs and is used. The file appears whole or not at all.
 *
 * <p>Sites and accounts are in it that were there when it began and still are when their files are
 * read; what was being made or removed meanwhile is not.
 */
public final class Backup {

  static final String SECRETS = "secrets";
  static final String DATABASE = "database/";
  static final String SETTINGS = "custom/config.ini";
  static final String PLANS = "plans/";
  static final String ACCOUNTS = "accounts/";

  /** What the default of {@code [auth] secret} is. */
  static final String SECRET = "secret/auth";

  static final String DATABASE_PASSWORD = "custom/database.password";

  /** Of a file of settings, a plan or a certificate. */
  static final int LARGEST_SMALL_FILE = 1 << 20;

  private static final int LARGEST_SECRETS = 16 << 20;

  /** What they hold is sealed by the secret or says which it is: nothing without it. */
  private static final List<String> TABLES_OF_THE_SECRET =
      List.of("auth_secret", "former_key", "audit_rotation", "keyring_value");

  private static final Logger FLYWAY = Logger.getLogger("org.flywaydb");

  private final Path data;
  private final AccountFiles accounts;
  private final Progress progress;

  private Backup(Path data, Progress progress) {
    this.data = data;
    this.accounts = new AccountFiles(data);
    this.progress = progress;
  }

  /**
   * Makes a backup.
   *
   * @param arguments the data directory; the file; {@code --running} when a server runs there;
   *     {@code --with-secrets}; {@code --passphrase-file FILE}
   */
  public static void main(String[] arguments) {
    FLYWAY.setLevel(Level.WARNING);
    List<String> options = new ArrayList<>(Arrays.asList(arguments));
    Path data = Path.of(options.removeFirst());
    Path file = Path.of(options.removeFirst()).toAbsolutePath();
    int passphrase = options.indexOf("--passphrase-file");
    try {
      new Backup(data, new Progress(System.err))
          .make(
              file,
              options.contains("--running"),
              options.contains("--with-secrets")
                  ? Optional.of(
                      new Passphrase(
                          passphrase < 0
                              ? Optional.empty()
                              : Optional.of(options.get(passphrase + 1))))
                  : Optional.empty());
    } catch (RecoveryException e) {
      System.err.println("gatehouse: " + e.getMessage());
      System.exit(1);
    } catch (IOException | SQLException e) {
      System.err.println("gatehouse: the backup was not made: " + Reason.of(e));
      System.exit(1);
    } catch (OutOfMemoryError e) {
      System.err.println("gatehouse: the backup was not made: there is not enough memory");
      System.exit(1);
    }
  }

  private void make(Path file, boolean running, Optional<Passphrase> secrets)
      throws RecoveryException, IOException, SQLException {
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new RecoveryException(file + " exists already: name another file");
    }
    // Before anything is read: whoever mistypes it should not have waited for that.
    byte[] passphrase = secrets.isPresent() ? secrets.get().chosen() : null;
    Map<Integer, Set<String>> before = accountsNow();
    try (OpenSnapshot snapshot = OpenSnapshot.of(snapshot(running));
        Unfinished unfinished =
            new Unfinished(
                Files.createTempFile(file.getParent(), "." + file.getFileName() + ".", ""))) {
      Instant moment = Instant.now();
      try (FileChannel channel = FileChannel.open(unfinished.path(), StandardOpenOption.WRITE);
          OutputStream packed =
              new GZIPOutputStream(
                  new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16), 1 << 16)) {
        int sites = write(packed, snapshot, before, moment, passphrase);
        ((GZIPOutputStream) packed).finish();
        packed.flush();
        channel.force(true);
        System.out.println(
            "Backed up "
                + sites
                + " sites as of "
                + moment.truncatedTo(ChronoUnit.SECONDS)
                + (passphrase == null
                    ? ", without the secrets (--with-secrets adds them)"
                    : ", with the secrets")
                + ": "
                + file);
      }
      if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        throw new RecoveryException(file + " exists already: name another file");
      }
      Files.move(unfinished.path(), file, StandardCopyOption.ATOMIC_MOVE);
      StrictDirectory.sync(file.getParent());
    } finally {
      if (passphrase != null) {
        Arrays.fill(passphrase, (byte) 0);
      }
    }
  }

  private Map<Integer, Set<String>> accountsNow() throws IOException {
    Map<Integer, Set<String>> names = new TreeMap<>();
    names.put(0, accounts.names(0));
    List<Integer> sites = accounts.sites();
    for (int site : sites) {
      names.put(site, accounts.names(site));
      progress.at("sites looked at", names.size() - 1L, sites.size());
    }
    return names;
  }

  private Path snapshot(boolean running) throws RecoveryException, IOException, SQLException {
    if (running) {
      try (Watched _ = new Watched(data.resolve("run"), progress)) {
        return LocalServer.snapshot(data);
      }
    }
    Path directory = Files.createTempDirectory(data.resolve("run"), ServerSnapshot.PREFIX);
    GatehouseDataSource source = new GatehouseDataSource(data);
    try {
      Snapshot.write(source, directory);
      return directory;
    } catch (IOException | SQLException | RuntimeException e) {
      new Unfinished(directory).close();
      throw e;
    } finally {
      Schema.close(source);
    }
  }

  private int write(
      OutputStream packed,
      OpenSnapshot snapshot,
      Map<Integer, Set<String>> before,
      Instant moment,
      byte[] passphrase)
      throws RecoveryException, IOException {
    List<Map<String, Object>> rows =
        Loading.rows(snapshot.content("site" + Snapshot.SUFFIX), "site");
    Map<Integer, Map<String, byte[]>> realms = realms(rows, before);
    boolean demo = Files.exists(data.resolve("demo"));
    String version = System.getProperty("gatehouse.version", "");
    ArchiveWriter archive = new ArchiveWriter(packed);
    archive.add(
        Manifest.NAME,
        new Manifest(moment.toString(), version, realms.size() - 1, demo, passphrase != null)
            .bytes());
    if (Files.exists(data.resolve(SETTINGS))) {
      archive.add(SETTINGS, small(data.resolve(SETTINGS)));
    }
    for (Path plan : filesOf(data.resolve("plans"))) {
      archive.add(PLANS + plan.getFileName(), small(plan));
    }
    for (Map.Entry<Integer, Map<String, byte[]>> realm : realms.entrySet()) {
      String directory =
          realm.getKey() == 0 ? AccountFiles.APPLIANCE + "/" : "site" + realm.getKey() + "/";
      for (Map.Entry<String, byte[]> one : realm.getValue().entrySet()) {
        archive.add(ACCOUNTS + directory + one.getKey(), one.getValue());
      }
    }
    Map<String, byte[]> kept = new HashMap<>();
    for (String table : snapshot.names()) {
      String name = DATABASE + table;
      if (TABLES_OF_THE_SECRET.stream().noneMatch(table::startsWith)) {
        archive.add(name, snapshot.size(table), snapshot.content(table));
        progress.at("packed, the last of them " + table, snapshot.size(table));
      } else if (passphrase != null) {
        kept.put(name, snapshot.content(table).readAllBytes());
      }
    }
    if (passphrase != null) {
      collectSecrets(kept);
      archive.add(
          SECRETS,
          SealedSecrets.seal(packed(kept), passphrase, archive.digest(), new SecureRandom()));
    }
    archive.close();
    return realms.size() - 1;
  }

  /** The files of each realm that the snapshot knows and that was there before and after it. */
  private Map<Integer, Map<String, byte[]>> realms(
      List<Map<String, Object>> rows, Map<Integer, Set<String>> before)
      throws IOException, RecoveryException {
    Map<Integer, Map<String, byte[]>> realms = new TreeMap<>();
    realms.put(
        0,
        accounts
            .read(0, before.get(0))
            .orElseThrow(
                () -> new RecoveryException(data + " has no accounts: it was never started")));
    for (Map<String, Object> row : rows) {
      int site = Integer.parseInt((String) row.get("id"));
      Set<String> names = before.getOrDefault(site, Set.of());
      // A site without its admin is one that was still being made.
      if (names.contains(row.get("admin"))) {
        accounts.read(site, names).ifPresent(files -> realms.put(site, files));
      }
      progress.at("sites read", realms.size() - 1L, rows.size());
    }
    return realms;
  }

  /** What opens other things, or lets somebody in. */
  private void collectSecrets(Map<String, byte[]> kept) throws RecoveryException, IOException {
    IniFile settings = IniFile.read(data.resolve(SETTINGS));
    Path secret = data.resolve(settings.value("auth", "secret").orElse(SECRET)).normalize();
    if (!secret.startsWith(data)) {
      throw new RecoveryException(
          "[auth] secret names a file outside of the data directory: keep a copy of it yourself,"
              + " and make the backup without --with-secrets");
    }
    kept.put("auth", small(secret));
    for (String name : List.of("node", "metrics.token")) {
      if (Files.exists(data.resolve(name))) {
        kept.put(name, small(data.resolve(name)));
      }
    }
    for (Path file : filesOf(data.resolve("tls"))) {
      kept.put("tls/" + file.getFileName(), small(file));
    }
    Optional<String> password =
        settings.value("database", "password_file").filter(name -> !name.isEmpty());
    if (password.isPresent()) {
      kept.put(DATABASE_PASSWORD, small(data.resolve(password.get())));
    }
  }

  private static byte[] packed(Map<String, byte[]> files) throws IOException, RecoveryException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ArchiveWriter archive = new ArchiveWriter(bytes)) {
      for (Map.Entry<String, byte[]> file : new TreeMap<>(files).entrySet()) {
        archive.add(file.getKey(), file.getValue());
      }
    }
    if (bytes.size() > LARGEST_SECRETS) {
      throw new RecoveryException("the secrets are larger than a backup takes");
    }
    return bytes.toByteArray();
  }

  static List<Path> filesOf(Path directory) throws IOException {
    List<Path> files = new ArrayList<>();
    if (Files.isDirectory(directory)) {
      try (DirectoryStream<Path> names =
          Files.newDirectoryStream(
              directory, name -> Files.isRegularFile(name, LinkOption.NOFOLLOW_LINKS))) {
        names.forEach(files::add);
      }
    }
    files.sort(null);
    return files;
  }

  private static byte[] small(Path file) throws IOException, RecoveryException {
    try (InputStream content = Files.newInputStream(file)) {
      byte[] bytes = content.readNBytes(LARGEST_SMALL_FILE + 1);
      if (bytes.length > LARGEST_SMALL_FILE) {
        throw new RecoveryException(file + " is larger than " + LARGEST_SMALL_FILE + " bytes");
      }
      return bytes;
    }
  }
}
