package org.gatehouse.dav;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import org.gatehouse.auth.Caller;
import org.gatehouse.host.EmbeddedHost;
import org.gatehouse.host.HashSettings;
import org.gatehouse.host.HostException;
import org.gatehouse.host.Realm;
import org.gatehouse.host.UnixAccount;
import org.gatehouse.site.SiteRoom;

/** The files of a site's accounts on the disk, with its locks and as much room as a test says. */
final class FilesHouse implements AutoCloseable {

  static final AccountFiles.Check NO_CONDITION = () -> {};
  static final Set<String> NO_TOKENS = Set.of();

  private static final int SITE = 12;
  private static final long GID = 5_012;

  final LockHouse locks = new LockHouse();
  final Path site;
  private final EmbeddedHost host;
  private Optional<Long> used = Optional.of(0L);
  private Optional<Long> most = Optional.empty();

  /** Below an empty directory. */
  FilesHouse(Path data) throws HostException, SQLException {
    host = new EmbeddedHost(data, new SecureRandom(), InstantSource.system(), HashSettings.usual());
    host.createSite(SITE, "example.test", GID);
    long uid = GID;
    for (String user : new String[] {"owner", "jane"}) {
      host.addAccount(
          new Realm.Site(SITE),
          new UnixAccount(user, ++uid, GID, "", "/home/" + user, "/bin/sh"),
          "pass word 4 " + user);
    }
    site = data.resolve("virtual/site" + SITE + "/fst");
  }

  /** What the site stores and may store. */
  private final class Room extends SiteRoom {
    @Override
    public SiteRoom.Room of(int siteId) {
      return new SiteRoom.Room(used, most);
    }
  }

  void room(long stored, long mayBeStored) {
    used = Optional.of(stored);
    most = Optional.of(mayBeStored);
  }

  Path home(String user) {
    return site.resolve("home").resolve(user);
  }

  AccountFiles open(Caller caller) throws IOException {
    return open(caller, locks.locks);
  }

  AccountFiles open(Caller caller, Locks table) throws IOException {
    return new DavFiles(host, table, new AccessModes(locks.database), new Room()).open(caller);
  }

  static AccountFiles.Content content(String text) {
    return target -> target.write(text.getBytes(StandardCharsets.UTF_8));
  }

  static AccountFiles.Written put(AccountFiles files, String path, String text) throws IOException {
    return files.write(path, text.length(), content(text), NO_CONDITION, NO_TOKENS);
  }

  static void makeCollections(AccountFiles files, String... paths) throws IOException {
    for (String path : paths) {
      files.makeCollection(path, DeadProperties.NONE, NO_CONDITION, NO_TOKENS);
    }
  }

  static DavLock lock(AccountFiles files, String path, boolean exclusive, boolean deep)
      throws IOException {
    return files
        .lock(
            path,
            new AccountFiles.LockWish(exclusive, deep, "", Optional.empty()),
            NO_CONDITION,
            NO_TOKENS)
        .lock();
  }

  @Override
  public void close() throws SQLException {
    locks.close();
  }
}
