package org.gatehouse.recovery;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import java.util.zip.ZipException;
import org.gatehouse.host.HostException;
import org.gatehouse.host.UnixAccount;
import org.gatehouse.host.account.AccountBook;
import org.gatehouse.host.file.NewDirectory;
import org.gatehouse.host.file.StrictDirectory;
import org.gatehouse.host.site.SiteDirectories;
import org.gatehouse.persistence.DatabaseUrl;
import org.gatehouse.persistence.GatehouseDataSource;
import org.gatehouse.persistence.Schema;
import org.gatehouse.persistence.recovery.Loading;
import org.gatehouse.persistence.recovery.Snapshot;
import org.gatehouse.persistence.settings.IniFile;
import org.gatehouse.persistence.settings.IniSyntaxException;
import org.gatehouse.secret.Secret;

/**
 * The program behind {@code ./gatehouse restore}: makes a data directory of a backup, wholly or not
 * at all. Everything is unpacked and checked beside the directory and comes to its place in one
 * rename; a database server gets its tables back only when it had none, and loses them again when
 * something fails.
 */
public final class Restore {

  private static final Set<PosixFilePermission> SECRET_FILE =
      PosixFilePermissions.fromString("rw-------");
  private static final Pattern ACCOUNT_FILE =
      Pattern.compile("accounts/(?:appliance|site([1-9][0-9]{0,8}))/(passwd|shadow|group)");
  private static final Pattern TABLE_FILE =
      Pattern.compile("database/([a-z][a-z0-9_]{0,60})\\.tsv|database/version");

  /** The records of the audit, which prove nothing without the secret. */
  private static final String AUDIT = "audit_";

  private static final String SETTINGS_OF_BACKUP = "custom/config.ini of the backup";

  private static final String OTHER_DATABASE =
      "; or name a database by --database FILE, or take the embedded one by --embedded";

  private static final Logger FLYWAY = Logger.getLogger("org.flywaydb");

  private final Destination destination;
  private final Path fresh;
  private final Interruption interruption;
  private final Progress progress;
  private boolean secretsOpened;
  private Optional<DatabaseUrl> server = Optional.empty();

  /** What the command line asks for. */
  private record Wishes(
      boolean embedded,
      boolean sameDatabase,
      Optional<Path> database,
      boolean withoutSecrets,
      Passphrase passphrase) {}

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
            options.contains("--embedded"),
            options.contains("--same-database"),
            after(options, "--database").map(Path::of),
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
    Manifest manifest = unpack(file, packed, wishes);
    settle(packed, wishes);
    Set<String> names = new HashSet<>();
    Set<Integer> sites = makeRealms(packed, names);
    if (sites.size() != manifest.sites()) {
      throw new RecoveryException("the backup has not as many sites as it says");
    }
    GatehouseDataSource source = source();
    Loading.into(
        source,
        packed.resolve("database"),
        (table, row) -> wanted(table, row, sites, names),
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
            + sites.size()
            + " sites as of "
            + manifest.madeAt()
            + (secretsOpened
                ? ", with their secrets"
                : "; the next start makes new secrets and begins a new audit chain")
            + ": "
            + destination.data());
  }

  private Manifest unpack(Path file, Path packed, Wishes wishes)
      throws IOException, RecoveryException {
    Manifest manifest = null;
    byte[] sealed = null;
    byte[] before = null;
    try (Packed unpacked = Packed.open(file)) {
      ArchiveReader archive = new ArchiveReader(unpacked);
      for (var next = archive.next(); next.isPresent(); next = archive.next()) {
        ArchiveReader.File one = next.get();
        if (manifest == null) {
          if (!one.name().equals(Manifest.NAME)) {
            throw new RecoveryException(file + " is no backup of Gatehouse");
          }
          manifest = Manifest.read(one.bytes(Backup.LARGEST_SMALL_FILE));
        } else if (one.name().equals(Backup.SECRETS)) {
          sealed = one.bytes(32 << 20);
          before = one.before();
        } else if (sealed != null) {
          throw new RecoveryException("the backup has something after its secrets");
        } else {
          requireKnown(one, packed);
          copy(one, packed.resolve(one.name()));
        }
      }
      unpacked.requireEnd();
    }
    if (manifest == null || manifest.secrets() != (sealed != null)) {
      throw new RecoveryException("the backup does not have what it says");
    }
    if (sealed != null && !wishes.withoutSecrets()) {
      openSecrets(sealed, before, wishes.passphrase(), packed);
    }
    return manifest;
  }

  private void requireKnown(ArchiveReader.File file, Path packed)
      throws IOException, RecoveryException {
    String name = file.name();
    long most;
    if (TABLE_FILE.matcher(name).matches()) {
      most = Files.getFileStore(packed).getUsableSpace();
    } else if (ACCOUNT_FILE.matcher(name).matches()) {
      most = AccountFiles.LARGEST;
    } else if (name.equals(Backup.SETTINGS) || name.startsWith(Backup.PLANS)) {
      most = Backup.LARGEST_SMALL_FILE;
    } else {
      throw new RecoveryException("the backup has a file that does not belong there: " + name);
    }
    if (file.size() > most) {
      throw new RecoveryException(
          name + " in the backup needs more room than there is: " + file.size() + " bytes");
    }
  }

  private void copy(ArchiveReader.File file, Path target) throws IOException {
    Files.createDirectories(target.getParent());
    Files.createFile(target, PosixFilePermissions.asFileAttribute(SECRET_FILE));
    try (var out = Files.newOutputStream(target)) {
      file.content().transferTo(out);
    }
    progress.at("unpacked, the last of them " + file.name(), file.size());
  }

  private void openSecrets(byte[] sealed, byte[] before, Passphrase passphrase, Path packed)
      throws IOException, RecoveryException {
    byte[] typed = passphrase.known();
    byte[] opened;
    try {
      opened = SealedSecrets.open(sealed, typed, before);
    } finally {
      Arrays.fill(typed, (byte) 0);
    }
    ArchiveReader archive = new ArchiveReader(new ByteArrayInputStream(opened));
    for (var next = archive.next(); next.isPresent(); next = archive.next()) {
      ArchiveReader.File one = next.get();
      Path target =
          TABLE_FILE.matcher(one.name()).matches()
              ? packed.resolve(one.name())
              : packed.resolve(Backup.SECRETS).resolve(one.name());
      copy(one, target);
    }
    Arrays.fill(opened, (byte) 0);
    secretsOpened = true;
  }

  /** Puts settings, plans and secrets where they belong. */
  private void settle(Path packed, Wishes wishes) throws IOException, RecoveryException {
    Path settings = packed.resolve(Backup.SETTINGS);
    String text = Files.exists(settings) ? Files.readString(settings) : "";
    Path secrets = packed.resolve(Backup.SECRETS);
    Path password = secrets.resolve(Backup.DATABASE_PASSWORD);
    if (wishes.embedded()) {
      text = DatabaseSettings.without(text);
      Files.deleteIfExists(password);
    } else if (wishes.database().isPresent()) {
      Path given = wishes.database().get().toAbsolutePath();
      IniFile chosen = IniFile.read(given);
      String passwordFile = chosen.value("database", "password_file").orElse("");
      if (!passwordFile.isEmpty()) {
        Files.createDirectories(password.getParent());
        Files.copy(
            given.resolveSibling(passwordFile), password, StandardCopyOption.REPLACE_EXISTING);
      }
      text = DatabaseSettings.with(text, chosen, Files.exists(password));
    } else if (Files.exists(password)) {
      text = DatabaseSettings.with(text, IniFile.parse(SETTINGS_OF_BACKUP, text), true);
    }
    server = server(text, wishes);
    if (!text.isEmpty()) {
      write(Backup.SETTINGS, text.getBytes(StandardCharsets.UTF_8));
    }
    for (Path plan : Backup.filesOf(packed.resolve("plans"))) {
      write(Backup.PLANS + plan.getFileName(), Files.readAllBytes(plan));
    }
    if (secretsOpened) {
      byte[] secret = Files.readAllBytes(secrets.resolve("auth"));
      if (secret.length != Secret.BYTES) {
        throw new RecoveryException("[auth] secret in the backup is none");
      }
      String place =
          IniFile.parse(SETTINGS_OF_BACKUP, text).value("auth", "secret").orElse(Backup.SECRET);
      write(place, secret);
      Arrays.fill(secret, (byte) 0);
      for (String name : List.of("node", "metrics.token")) {
        if (Files.exists(secrets.resolve(name))) {
          write(name, Files.readAllBytes(secrets.resolve(name)));
        }
      }
      for (Path file : Backup.filesOf(secrets.resolve("tls"))) {
        write("tls/" + file.getFileName(), Files.readAllBytes(file));
      }
    }
    if (Files.exists(password)) {
      write(Backup.DATABASE_PASSWORD, Files.readAllBytes(password));
    }
  }

  /**
   * The database server that is connected to, which only whoever restores may choose: the archive
   * may be of anybody, and a server gets the password and may ask its client for more.
   */
  private Optional<DatabaseUrl> server(String settings, Wishes wishes)
      throws IOException, RecoveryException {
    IniFile read = IniFile.parse(SETTINGS_OF_BACKUP, settings);
    Optional<String> url = read.value("database", "url").filter(text -> !text.isEmpty());
    Optional<String> chosen = Optional.empty();
    if (wishes.database().isPresent()) {
      chosen =
          IniFile.read(wishes.database().get().toAbsolutePath())
              .value("database", "url")
              .filter(text -> !text.isEmpty());
    } else if (wishes.sameDatabase()) {
      chosen = url;
    }
    Optional<DatabaseUrl> named;
    try {
      named = url.map(DatabaseUrl::of);
    } catch (IllegalArgumentException e) {
      throw new RecoveryException(e.getMessage() + OTHER_DATABASE, e);
    }
    if (!url.equals(chosen)) {
      throw new RecoveryException(
          "the backup's database is the server "
              + named.map(DatabaseUrl::server).orElse("")
              + ", which a restore connects to only when told so: --same-database does"
              + OTHER_DATABASE);
    }
    Path password = fresh.resolve(read.value("database", "password_file").orElse("")).normalize();
    if (!password.startsWith(fresh)) {
      throw new RecoveryException(
          "[database] password_file of the backup names a file outside of the data directory, which"
              + " a restore does not read"
              + OTHER_DATABASE);
    }
    named.ifPresent(one -> System.err.println("gatehouse: the database is " + one.server()));
    return named;
  }

  private void write(String name, byte[] content) throws IOException, RecoveryException {
    Path target = fresh.resolve(name).normalize();
    if (!target.startsWith(fresh) || target.equals(fresh)) {
      throw new RecoveryException("the backup has a file outside of the data directory: " + name);
    }
    Files.createDirectories(
        target.getParent(),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Files.createFile(target, PosixFilePermissions.asFileAttribute(SECRET_FILE));
    Files.write(target, content);
  }

  /** Makes the roots with their account files and homes; tells the sites, and all accounts. */
  private Set<Integer> makeRealms(Path packed, Set<String> names)
      throws IOException, RecoveryException {
    SiteDirectories directories =
        new SiteDirectories(fresh.resolve("virtual"), InstantSource.system());
    Path accounts = packed.resolve("accounts");
    requireWhole(accounts.resolve(AccountFiles.APPLIANCE));
    NewDirectory.make(
        fresh,
        AccountFiles.APPLIANCE,
        "rwx------",
        root ->
            AccountBook.make(
                root, AccountFiles.APPLIANCE, UnixAccount.LOWEST_ID, InstantSource.system()));
    names.addAll(
        fill(
            accounts.resolve(AccountFiles.APPLIANCE),
            fresh.resolve(AccountFiles.APPLIANCE),
            new AccountBook(fresh, List.of(AccountFiles.APPLIANCE), InstantSource.system())));
    Set<Integer> made = new HashSet<>();
    List<Map<String, Object>> rows;
    try (InputStream content =
        Files.newInputStream(packed.resolve(Backup.DATABASE + "site" + Snapshot.SUFFIX))) {
      rows = Loading.rows(content, "site");
    }
    for (Map<String, Object> row : rows) {
      int site = number(row, "id");
      String domain = String.valueOf(row.get("domain"));
      Path from = accounts.resolve("site" + site);
      if (!Files.isDirectory(from)) {
        continue;
      }
      requireWhole(from);
      try {
        directories.create(site, domain, number(row, "gid"));
      } catch (HostException e) {
        throw new RecoveryException("site" + site + " cannot be made: " + e.getMessage(), e);
      }
      for (String name :
          fill(from, fresh.resolve("virtual/site" + site + "/fst"), directories.accounts(site))) {
        names.add(site + ":" + name);
        names.add(name + "@" + domain);
      }
      made.add(site);
      progress.at("sites made", made.size(), rows.size());
    }
    return made;
  }

  private static int number(Map<String, Object> row, String column) throws RecoveryException {
    try {
      return Integer.parseInt(String.valueOf(row.get(column)));
    } catch (NumberFormatException e) {
      throw new RecoveryException("a site of the backup has no " + column, e);
    }
  }

  private static void requireWhole(Path realm) throws RecoveryException {
    for (String name : List.of("passwd", "shadow", "group")) {
      if (!Files.exists(realm.resolve(name))) {
        throw new RecoveryException(
            "the accounts of " + realm.getFileName() + " are not all in the backup");
      }
    }
  }

  /** Puts the files in place of those of a new root, and makes homes; tells the names. */
  private static Set<String> fill(Path from, Path root, AccountBook book) throws IOException {
    try (StrictDirectory etc = StrictDirectory.open(root, "etc")) {
      for (String name : List.of("group", "shadow", "passwd")) {
        etc.replace(name, Files.readAllBytes(from.resolve(name)), SECRET_FILE);
      }
    }
    try (StrictDirectory home = StrictDirectory.open(root, "home")) {
      for (UnixAccount account : book.accounts()) {
        home.makePrivateDirectory(account.name(), account.uid(), account.gid());
      }
    }
    return AccountFiles.names(Files.readAllBytes(from.resolve("passwd")));
  }

  private GatehouseDataSource source() throws IOException, RecoveryException {
    Files.createDirectories(
        fresh.resolve("db"),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    try {
      return new GatehouseDataSource(fresh);
    } catch (UncheckedIOException e) {
      throw new RecoveryException(
          "the backup's database is a server whose password is not in the backup" + OTHER_DATABASE,
          e);
    }
  }

  /** Rows of sites and accounts that did not come along are left out, and old proofs. */
  private boolean wanted(
      String table, Map<String, Object> row, Set<Integer> sites, Set<String> names) {
    if (table.startsWith(AUDIT) && !secretsOpened) {
      return false;
    }
    if (table.equals("site")) {
      return sites.contains(Integer.valueOf(String.valueOf(row.get("id"))));
    }
    if (row.containsKey("site_id")) {
      Object value = row.get("site_id");
      int site = value == null ? 0 : Integer.parseInt(String.valueOf(value));
      if (site != 0 && !sites.contains(site)) {
        return false;
      }
      Object user = row.get("user_name");
      return user == null || names.contains(site == 0 ? user.toString() : site + ":" + user);
    }
    if (table.equals("known_address")) {
      return names.contains(String.valueOf(row.get("account")));
    }
    return true;
  }
}
