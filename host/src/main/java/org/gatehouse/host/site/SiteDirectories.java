package org.gatehouse.host.site;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gatehouse.host.HostException.Busy;
import org.gatehouse.host.HostException.InvalidArgument;
import org.gatehouse.host.HostException.SiteExists;
import org.gatehouse.host.HostException.UnknownSite;
import org.gatehouse.host.Usage;
import org.gatehouse.host.account.AccountBook;
import org.gatehouse.host.account.AccountRules;
import org.gatehouse.host.file.DirectoryLock;
import org.gatehouse.host.file.Graveyard;
import org.gatehouse.host.file.NewDirectory;
import org.gatehouse.host.file.StoredBlocks;
import org.gatehouse.host.file.StrictDirectory;

/**
 * The sites' directories, {@code site<id>} with {@code info}, what the server notes, and {@code
 * fst}, the site's root. Each appears and vanishes in one rename.
 */
public final class SiteDirectories {
  /** Lower-case host name of two labels or more (RFC 1123, section 2.1). */
  private static final Pattern DOMAIN =
      Pattern.compile(
          "(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?");

  private static final String LOCK = ".lock";

  private static final Pattern NAME = Pattern.compile("site([1-9][0-9]{0,8})");

  /** How long a call removes files; what is left then goes later. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Path virtual;
  private final InstantSource clock;

  /**
   * The sites below a directory.
   *
   * @param virtual a directory that only this server's owner can write to; made with the first site
   */
  public SiteDirectories(Path virtual, InstantSource clock) {
    this.virtual = virtual;
    this.clock = clock;
  }

  /**
   * Makes a site's directories.
   *
   * @throws SiteExists when they are there
   * @throws InvalidArgument when the domain is no domain or the group's number is not for accounts
   */
  public void create(int siteId, String domain, long gid)
      throws IOException, SiteExists, InvalidArgument, Busy {
    check(domain);
    AccountRules.checkId("gid", gid);
    Files.createDirectories(virtual);
    try (DirectoryLock _ = hold()) {
      if (!NewDirectory.make(
          virtual, name(siteId), "rwx--x--x", site -> fill(site, siteId, domain, gid))) {
        throw new SiteExists(siteId);
      }
    }
  }

  private static void check(String domain) throws InvalidArgument {
    if (!DOMAIN.matcher(domain).matches()) {
      throw new InvalidArgument(
          "domain", "must be a domain in lower-case ASCII such as example.com");
    }
  }

  private void fill(Path site, int siteId, String domain, long gid) throws IOException {
    Path info = directory(site.resolve("info"), "rwx------");
    try (StrictDirectory notes = StrictDirectory.open(info)) {
      note(notes, domain);
    }
    AccountBook.make(directory(site.resolve("fst"), "rwxr-xr-x"), name(siteId), gid, clock);
  }

  private static void note(StrictDirectory info, String domain) throws IOException {
    info.replace(
        "domain",
        (domain + "\n").getBytes(StandardCharsets.US_ASCII),
        PosixFilePermissions.fromString("rw-------"));
  }

  /**
   * Notes another domain of a site.
   *
   * @throws UnknownSite when it has no directories
   * @throws InvalidArgument when the domain is no domain
   */
  public void rename(int siteId, String domain)
      throws IOException, UnknownSite, InvalidArgument, Busy {
    check(domain);
    if (!exists(siteId)) {
      throw new UnknownSite(siteId);
    }
    try (DirectoryLock _ = hold();
        StrictDirectory info = StrictDirectory.open(virtual, name(siteId), "info")) {
      note(info, domain);
    }
  }

  /** What is stored below a site's root; empty when it has no directories. */
  public Optional<Usage> usage(int siteId) throws IOException {
    try (StoredBlocks blocks = new StoredBlocks(virtual, name(siteId), "fst")) {
      return blocks.count();
    }
  }

  private static Path directory(Path path, String mode) throws IOException {
    Files.createDirectory(path);
    return Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
  }

  /**
   * Removes a site's directories and what they hold; does nothing when they are gone. They vanish
   * at once; of very many files some go later, by {@link #completeRemovals}.
   */
  public void delete(int siteId) throws IOException, Busy {
    if (!Files.isDirectory(virtual)) {
      return;
    }
    Graveyard graveyard = new Graveyard(virtual, List.of(), name(siteId));
    try (DirectoryLock _ = hold()) {
      graveyard.bury();
    }
    graveyard.empty(PATIENCE);
  }

  /** The sites that have a directory. */
  public List<Integer> all() throws IOException {
    List<Integer> ids = new ArrayList<>();
    for (String name : names()) {
      Matcher site = NAME.matcher(name);
      if (site.matches()) {
        ids.add(Integer.parseInt(site.group(1)));
      }
    }
    return ids;
  }

  private List<String> names() throws IOException {
    List<String> names = new ArrayList<>();
    if (Files.isDirectory(virtual)) {
      try (StrictDirectory directory = StrictDirectory.open(virtual)) {
        directory.names().forEach(names::add);
      }
    }
    return names;
  }

  /** Goes on with removals that took too long or were cut short. */
  public void completeRemovals() throws IOException {
    for (String place : names()) {
      Optional<String> removed =
          Graveyard.nameOf(place).filter(name -> NAME.matcher(name).matches());
      if (removed.isPresent()) {
        new Graveyard(virtual, List.of(), removed.get()).empty(PATIENCE);
      }
    }
  }

  private DirectoryLock hold() throws IOException, Busy {
    try (StrictDirectory directory = StrictDirectory.open(virtual)) {
      return DirectoryLock.hold(directory, LOCK).orElseThrow(Busy::new);
    }
  }

  /** Whether the site has its directories. */
  public boolean exists(int siteId) {
    return Files.isDirectory(virtual.resolve(name(siteId)), LinkOption.NOFOLLOW_LINKS);
  }

  /** The accounts of a site, which may not be there. */
  public AccountBook accounts(int siteId) {
    return new AccountBook(virtual, List.of(name(siteId), "fst"), clock);
  }

  private static String name(int siteId) {
    return "site" + siteId;
  }
}
