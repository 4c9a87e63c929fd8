package org.gatehouse.host.account;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.gatehouse.host.HostException;
import org.gatehouse.host.HostException.AccountExists;
import org.gatehouse.host.HostException.Busy;
import org.gatehouse.host.HostException.InvalidArgument;
import org.gatehouse.host.HostException.TooManyAccounts;
import org.gatehouse.host.HostException.UnknownAccount;
import org.gatehouse.host.PasswordChange;
import org.gatehouse.host.PasswordStamp;
import org.gatehouse.host.UnixAccount;
import org.gatehouse.host.file.DirectoryLock;
import org.gatehouse.host.file.StrictDirectory;

/**
 * The account files of one root, {@code etc/passwd}, {@code etc/shadow} and {@code etc/group}, and
 * the homes. Changes are made under lckpwdf(3)'s lock; reading takes no lock. Safe for any number
 * of threads.
 *
 * <p>The line in {@code passwd} decides whether an account exists. It is written last and removed
 * first, so that a crash in between leaves at most a line in {@code shadow} without meaning.
 *
 * <p>An {@link IOException} means that the files are not there, cannot be read or written, or are
 * not plain files.
 */
public final class AccountBook {
  private static final String PASSWD = "passwd";
  private static final String SHADOW = "shadow";
  private static final String GROUP = "group";

  /** Some 100,000 accounts; nobody gets us to read more into memory. */
  private static final int MOST_BYTES = 16 << 20;

  private static final Set<PosixFilePermission> READABLE =
      PosixFilePermissions.fromString("rw-r--r--");
  private static final Set<PosixFilePermission> SECRET =
      PosixFilePermissions.fromString("rw-------");

  private record View(
      FileStamp passwd,
      FileStamp shadow,
      Instant readAt,
      Map<String, Standing> standings,
      Map<String, UnixAccount> accounts) {
    boolean isStill(FileStamp passwdNow, FileStamp shadowNow) {
      return passwd.equals(passwdNow)
          && shadow.equals(shadowNow)
          && passwd.isSettled(readAt)
          && shadow.isSettled(readAt);
    }
  }

  private final Path base;
  private final List<String> names;
  private final Path root;
  private final Path passwd;
  private final Path shadow;
  private final InstantSource clock;
  private volatile View view;

  /**
   * The book of a root that is there or may come.
   *
   * @param base a directory that only this server's owner can replace
   * @param names the directories from there to the root; none of them may be a symbolic link
   */
  public AccountBook(Path base, List<String> names, InstantSource clock) {
    this.base = base;
    this.names = List.copyOf(names);
    this.root = base.resolve(String.join("/", names));
    this.passwd = root.resolve("etc").resolve(PASSWD);
    this.shadow = root.resolve("etc").resolve(SHADOW);
    this.clock = clock;
  }

  /**
   * Makes a new root's {@code etc} and {@code home} in an empty directory that nobody else uses
   * yet.
   *
   * @param group the realm's own group
   * @param gid its number
   */
  public static void make(Path root, String group, long gid, InstantSource clock)
      throws IOException {
    directory(root.resolve("home"), "rwx--x--x");
    directory(root.resolve("etc"), "rwxr-xr-x");
    try (StrictDirectory etc = StrictDirectory.open(root, "etc")) {
      etc.replace(GROUP, SystemUsers.group(group, gid).bytes(), READABLE);
      etc.replace(SHADOW, SystemUsers.shadow(ShadowLine.today(clock)).bytes(), SECRET);
      etc.replace(PASSWD, SystemUsers.passwd().bytes(), READABLE);
    }
    StrictDirectory.sync(root);
  }

  private static void directory(Path path, String mode) throws IOException {
    Files.createDirectory(path);
    Files.setPosixFilePermissions(
        path, PosixFilePermissions.fromString(mode)); // whatever the umask
  }

  /** The accounts that are not the system's, in the order of the file. */
  public List<UnixAccount> accounts() throws IOException {
    try (StrictDirectory etc = etc()) {
      return own(read(etc, PASSWD));
    }
  }

  private static List<UnixAccount> own(ColonFile passwd) {
    return passwd.firstLines().values().stream()
        .flatMap(line -> PasswdLine.parse(line).stream())
        .filter(AccountBook::isOwn)
        .toList();
  }

  private static boolean isOwn(UnixAccount account) {
    return AccountRules.isAccountName(account.name()) && AccountRules.isAccountId(account.uid());
  }

  /**
   * Adds an account that keeps the rules, with its home.
   *
   * @param hash what stands in {@code shadow}
   * @param most how many accounts there may be with it, the system's left out
   */
  public void add(UnixAccount account, String hash, int most) throws IOException, HostException {
    try (StrictDirectory etc = etc();
        DirectoryLock _ = hold(etc)) {
      ColonFile passwd = read(etc, PASSWD);
      if (passwd.line(account.name()).isPresent()) {
        throw new AccountExists(account.name());
      }
      if (hasId(passwd, account.uid())) {
        throw new InvalidArgument("uid", "belongs to another account");
      }
      if (own(passwd).size() >= most) {
        throw new TooManyAccounts(most);
      }
      if (!hasId(read(etc, GROUP), account.gid())) {
        throw new InvalidArgument("gid", "is not a group of this realm");
      }
      homes().settle(account.name(), false);
      try (StrictDirectory home = open("home")) {
        home.makePrivateDirectory(account.name(), account.uid(), account.gid());
      }
      String line = ShadowLine.of(account.name(), hash, ShadowLine.today(clock)).text();
      write(etc, SHADOW, shadow -> shadow.without(account.name()).with(line));
      write(etc, PASSWD, file -> file.with(PasswdLine.of(account)));
    }
  }

  /** Both files have a number in their third field. */
  private static boolean hasId(ColonFile file, long id) {
    return file.lines().stream()
        .map(line -> line.split(":", 4))
        .anyMatch(fields -> fields.length == 4 && fields[2].equals(Long.toString(id)));
  }

  /**
   * Removes an account. Its home vanishes in one rename before the account does, and comes back
   * when that fails; {@link #discardHome} is to follow.
   */
  public void remove(String user) throws IOException, HostException {
    Homes homes = homes();
    try (StrictDirectory etc = etc();
        DirectoryLock _ = hold(etc)) {
      requireAccount(etc, user);
      homes.settle(user, true);
      homes.setAside(user);
      try {
        write(etc, PASSWD, passwd -> passwd.without(user));
      } catch (IOException e) {
        homes.bringBack(user);
        throw e;
      }
      write(etc, SHADOW, shadow -> shadow.without(user));
    }
  }

  /**
   * Removes for good the home of an account that was removed, with all in it, whoever it belongs
   * to; that of an account which is there stays. Of very many files some go later, by {@link
   * #completeRemovals}.
   *
   * @return whether nothing is left to remove
   */
  public boolean discardHome(String user) throws IOException, HostException {
    if (!AccountRules.isAccountName(user)) {
      return true;
    }
    Homes homes = homes();
    try (StrictDirectory etc = etc();
        DirectoryLock _ = hold(etc)) {
      homes.settle(user, isThere(etc, user));
    }
    return homes.empty(user);
  }

  /**
   * Goes on with removals of homes that took too long or were cut short.
   *
   * @return whether nothing is left to remove
   */
  public boolean completeRemovals() throws IOException, HostException {
    Homes homes = homes();
    Set<String> users = new TreeSet<>(homes.setAside());
    users.addAll(homes.buried());
    boolean all = true;
    for (String user : users) {
      all &= discardHome(user);
    }
    return all;
  }

  private Homes homes() {
    return new Homes(base, Stream.concat(names.stream(), Stream.of("home")).toList());
  }

  /** Notes a change before it is made. */
  @FunctionalInterface
  public interface Noting {
    /**
     * Is told the account's line in {@code shadow} as it stands, if there is one, and what the hash
     * field will be.
     */
    PasswordChange of(Optional<String> before, String after) throws IOException;
  }

  /**
   * Gives an account another hash; a damaged line is replaced by a sound one, and a locked account
   * stays locked.
   *
   * @param noting is called when it is certain that there is such an account
   * @return what was noted
   */
  public PasswordChange replaceHash(String user, String hash, Noting noting)
      throws IOException, HostException {
    try (StrictDirectory etc = etc();
        DirectoryLock _ = hold(etc)) {
      requireAccount(etc, user);
      Optional<String> before = read(etc, SHADOW).line(user);
      ShadowLine line = sound(user, before).withHash(hash, ShadowLine.today(clock));
      PasswordChange change = noting.of(before, line.hash());
      write(etc, SHADOW, shadow -> shadow.withReplaced(user, line.text()));
      return change;
    }
  }

  /** What a line says; in place of none, or of a damaged one, that of an account without a hash. */
  private ShadowLine sound(String user, Optional<String> line) {
    return line.flatMap(ShadowLine::parse)
        .filter(found -> found.name().equals(user))
        .orElseGet(() -> ShadowLine.of(user, "*", ShadowLine.today(clock)));
  }

  /**
   * Locks an account, as usermod(8) does.
   *
   * @return whether it was not locked
   */
  public boolean lock(String user) throws IOException, HostException {
    return replaceLine(user, ShadowLine::locked);
  }

  /**
   * Takes an account's lock off.
   *
   * @return whether it was locked
   */
  public boolean unlock(String user) throws IOException, HostException {
    return replaceLine(user, ShadowLine::unlocked);
  }

  private boolean replaceLine(String user, UnaryOperator<ShadowLine> change)
      throws IOException, HostException {
    try (StrictDirectory etc = etc();
        DirectoryLock _ = hold(etc)) {
      requireAccount(etc, user);
      ShadowLine before = sound(user, line(etc, user));
      ShadowLine after = change.apply(before);
      if (after.equals(before)) {
        return false;
      }
      write(etc, SHADOW, shadow -> shadow.withReplaced(user, after.text()));
      return true;
    }
  }

  /**
   * Gives an account its former line in {@code shadow} back, unless its password has changed again
   * since.
   *
   * @param after what stands for the password that it got
   * @param before the line; empty for none
   */
  public void restore(String user, PasswordStamp after, Optional<String> before)
      throws IOException, HostException {
    try (StrictDirectory etc = etc();
        DirectoryLock _ = hold(etc)) {
      boolean still =
          line(etc, user)
              .flatMap(ShadowLine::parse)
              .filter(line -> PasswordStamp.of(line.hash()).equals(after))
              .isPresent();
      if (still) {
        write(
            etc,
            SHADOW,
            shadow ->
                before
                    .map(line -> shadow.withReplaced(user, line))
                    .orElseGet(() -> shadow.without(user)));
      }
    }
  }

  /** The line of a name in {@code shadow}. */
  public Optional<String> shadowLine(String user) throws IOException {
    try (StrictDirectory etc = etc()) {
      return line(etc, user);
    }
  }

  private static Optional<String> line(StrictDirectory etc, String user) throws IOException {
    return read(etc, SHADOW).line(user);
  }

  /**
   * Gives an account another hash of the same password, if it still has the one that is expected.
   * Does not wait for the lock: a renewal can be had at the next sign-in.
   *
   * @return whether it has the other hash now
   */
  public boolean renewHash(String user, String expected, String hash)
      throws IOException, HostException {
    try (StrictDirectory etc = etc()) {
      Optional<DirectoryLock> lock =
          DirectoryLock.hold(etc, DirectoryLock.PASSWORD_LOCK, Duration.ZERO);
      if (lock.isEmpty()) {
        return false;
      }
      try (DirectoryLock _ = lock.get()) {
        requireAccount(etc, user);
        Optional<ShadowLine> line =
            read(etc, SHADOW)
                .line(user)
                .flatMap(ShadowLine::parse)
                .filter(found -> found.name().equals(user) && found.hash().equals(expected));
        if (line.isEmpty()) {
          return false;
        }
        write(
            etc,
            SHADOW,
            shadow -> shadow.withReplaced(user, line.get().withRenewedHash(hash).text()));
        return true;
      }
    }
  }

  /**
   * How an account stands, or empty when there is none of that name. Costs two calls of stat(2)
   * when nothing moved.
   */
  public Optional<Standing> standing(String user) throws IOException {
    return Optional.ofNullable(current().standings().get(user));
  }

  private View current() throws IOException {
    FileStamp passwdNow = FileStamp.of(passwd);
    FileStamp shadowNow = FileStamp.of(shadow);
    View known = view;
    if (known != null && known.isStill(passwdNow, shadowNow)) {
      return known;
    }
    // The stamps are older than what is read: a change in between shows at the next call.
    View fresh = read(passwdNow, shadowNow);
    view = fresh;
    return fresh;
  }

  private View read(FileStamp passwdStamp, FileStamp shadowStamp) throws IOException {
    Instant readAt = clock.instant();
    try (StrictDirectory etc = etc()) {
      Map<String, String> shadow = read(etc, SHADOW).firstLines();
      Map<String, Standing> standings = new HashMap<>();
      Map<String, UnixAccount> accounts = new HashMap<>();
      for (UnixAccount account : own(read(etc, PASSWD))) {
        String name = account.name();
        accounts.put(name, account);
        if (shadow.containsKey(name)) {
          standings.put(name, Standing.of(name, shadow.get(name)));
        }
      }
      return new View(
          passwdStamp, shadowStamp, readAt, Map.copyOf(standings), Map.copyOf(accounts));
    }
  }

  /**
   * The account of a name that is not the system's, as {@code passwd} has it. Costs two calls of
   * stat(2) when nothing moved.
   */
  public Optional<UnixAccount> account(String user) throws IOException {
    return Optional.ofNullable(current().accounts().get(user));
  }

  private static void requireAccount(StrictDirectory etc, String user)
      throws IOException, HostException {
    if (!isThere(etc, user)) {
      throw new UnknownAccount();
    }
  }

  private static boolean isThere(StrictDirectory etc, String user) throws IOException {
    return AccountRules.isAccountName(user) && read(etc, PASSWD).line(user).isPresent();
  }

  private static ColonFile read(StrictDirectory etc, String name) throws IOException {
    return ColonFile.of(
        etc.read(name, MOST_BYTES).orElseThrow(() -> new NoSuchFileException("etc/" + name)));
  }

  private static void write(StrictDirectory etc, String name, UnaryOperator<ColonFile> change)
      throws IOException {
    etc.replace(name, change.apply(read(etc, name)).bytes(), READABLE);
  }

  private StrictDirectory etc() throws IOException {
    return open("etc");
  }

  private StrictDirectory open(String directory) throws IOException {
    return StrictDirectory.open(
        base, Stream.concat(names.stream(), Stream.of(directory)).toArray(String[]::new));
  }

  private static DirectoryLock hold(StrictDirectory etc) throws IOException, Busy {
    return DirectoryLock.hold(etc, DirectoryLock.PASSWORD_LOCK).orElseThrow(Busy::new);
  }
}
