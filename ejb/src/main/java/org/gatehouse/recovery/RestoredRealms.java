package org.gatehouse.recovery;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.gatehouse.host.HostException;
import org.gatehouse.host.UnixAccount;
import org.gatehouse.host.account.AccountBook;
import org.gatehouse.host.file.NewDirectory;
import org.gatehouse.host.file.StrictDirectory;
import org.gatehouse.host.site.SiteDirectories;
import org.gatehouse.persistence.recovery.Loading;
import org.gatehouse.persistence.recovery.Snapshot;

/**
 * The roots of an unpacked backup's sites, made anew with their account files and homes, and which
 * rows of its tables belong to them.
 */
final class RestoredRealms {

  private static final Set<PosixFilePermission> SECRET_FILE =
      PosixFilePermissions.fromString("rw-------");

  private final Path fresh;
  private final Progress progress;
  private final Set<Integer> sites = new HashSet<>();
  private final Set<String> names = new HashSet<>();

  /**
   * Nothing is made yet.
   *
   * @param fresh the data directory
   */
  RestoredRealms(Path fresh, Progress progress) {
    this.fresh = fresh;
    this.progress = progress;
  }

  /** How many sites were made. */
  int sites() {
    return sites.size();
  }

  /**
   * Makes the roots with their account files and homes.
   *
   * @param packed the unpacked backup
   */
  void make(Path packed) throws IOException, RecoveryException {
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
      sites.add(site);
      progress.at("sites made", sites.size(), rows.size());
    }
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

  /** Whether a row is of no site or account, or of one that came along. */
  boolean have(String table, Map<String, Object> row) {
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
