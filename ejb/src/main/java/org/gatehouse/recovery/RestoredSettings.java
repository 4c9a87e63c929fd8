package org.gatehouse.recovery;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.gatehouse.persistence.DatabaseUrl;
import org.gatehouse.persistence.settings.IniFile;
import org.gatehouse.secret.Secret;

/**
 * Puts the settings, plans and secrets of an unpacked backup where they belong in a fresh data
 * directory, with the database that whoever restores chose.
 */
final class RestoredSettings {

  /** What a message adds that says that the backup's database cannot be taken. */
  static final String OTHER_DATABASE =
      "; or name a database by --database FILE, or take the embedded one by --embedded";

  private static final String SETTINGS_OF_BACKUP = "custom/config.ini of the backup";
  private static final Set<PosixFilePermission> SECRET_FILE =
      PosixFilePermissions.fromString("rw-------");

  private final Path fresh;
  private final Choice choice;

  /**
   * Which database is taken.
   *
   * @param embedded whether the embedded one
   * @param same whether the server that the backup names
   * @param other the settings of another
   */
  record Choice(boolean embedded, boolean same, Optional<Path> other) {}

  /**
   * Settings of a data directory.
   *
   * @param fresh the directory
   */
  RestoredSettings(Path fresh, Choice choice) {
    this.fresh = fresh;
    this.choice = choice;
  }

  /**
   * Puts everything in its place.
   *
   * @param packed the unpacked backup
   * @param withSecrets whether the secrets are in it
   * @return the database server; empty when it is the embedded database
   */
  Optional<DatabaseUrl> settle(Path packed, boolean withSecrets)
      throws IOException, RecoveryException {
    Path settings = packed.resolve(Backup.SETTINGS);
    String text = Files.exists(settings) ? Files.readString(settings) : "";
    Path secrets = packed.resolve(Backup.SECRETS);
    Path password = secrets.resolve(Backup.DATABASE_PASSWORD);
    if (choice.embedded()) {
      text = DatabaseSettings.without(text);
      Files.deleteIfExists(password);
    } else if (choice.other().isPresent()) {
      Path given = choice.other().get().toAbsolutePath();
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
    Optional<DatabaseUrl> server = server(text);
    if (!text.isEmpty()) {
      write(Backup.SETTINGS, text.getBytes(StandardCharsets.UTF_8));
    }
    for (Path plan : Backup.filesOf(packed.resolve("plans"))) {
      write(Backup.PLANS + plan.getFileName(), Files.readAllBytes(plan));
    }
    if (withSecrets) {
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
    return server;
  }

  /**
   * The database server that is connected to, which only whoever restores may choose: the archive
   * may be of anybody, and a server gets the password and may ask its client for more.
   */
  private Optional<DatabaseUrl> server(String settings) throws IOException, RecoveryException {
    IniFile read = IniFile.parse(SETTINGS_OF_BACKUP, settings);
    Optional<String> url = read.value("database", "url").filter(text -> !text.isEmpty());
    Optional<String> chosen = Optional.empty();
    if (choice.other().isPresent()) {
      chosen =
          IniFile.read(choice.other().get().toAbsolutePath())
              .value("database", "url")
              .filter(text -> !text.isEmpty());
    } else if (choice.same()) {
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
}
