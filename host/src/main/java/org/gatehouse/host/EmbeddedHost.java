package org.gatehouse.host;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.gatehouse.host.HostException.Busy;
import org.gatehouse.host.HostException.Crowded;
import org.gatehouse.host.HostException.Failed;
import org.gatehouse.host.HostException.InvalidArgument;
import org.gatehouse.host.HostException.UnknownAccount;
import org.gatehouse.host.HostException.UnknownSite;
import org.gatehouse.host.account.AccountBook;
import org.gatehouse.host.account.AccountRules;
import org.gatehouse.host.account.ChangeNotes;
import org.gatehouse.host.account.Standing;
import org.gatehouse.host.crypt.CredentialCache;
import org.gatehouse.host.crypt.CryptHash;
import org.gatehouse.host.crypt.HashQueue;
import org.gatehouse.host.crypt.Password;
import org.gatehouse.host.crypt.PasswordHasher;
import org.gatehouse.host.crypt.SystemHasher;
import org.gatehouse.host.file.DirectoryLock;
import org.gatehouse.host.file.NewDirectory;
import org.gatehouse.host.file.StrictDirectory;
import org.gatehouse.host.site.SiteDirectories;
import org.gatehouse.host.tree.AccountTree;
import org.gatehouse.host.tree.EmbeddedTrees;

/**
 * The host side in this very process, with this process's rights: sites below {@code DATA/virtual},
 * the appliance in {@code DATA/appliance}. Any number of processes may work on one data directory.
 * Safe for any number of threads; one instance for each process is enough.
 */
public final class EmbeddedHost implements Host {
  private static final String APPLIANCE = "appliance";
  private static final int MOST_RENEWALS = 10_000;

  /** No sign-in takes longer. */
  private static final Duration RENEWED_FOR = Duration.ofMinutes(2);

  /** A note that is older, of a change without effect, is of one that was cut short before that. */
  private static final Duration NO_CHANGE_TAKES = Duration.ofHours(1);

  private static final System.Logger LOG = System.getLogger(EmbeddedHost.class.getName());

  private final Path data;
  private final InstantSource clock;
  private final PasswordHasher hasher;
  private final HashQueue queue;
  private final CredentialCache cache;
  private final SiteDirectories sites;
  private final EmbeddedTrees trees;
  private final ChangeNotes notes;
  private final Map<Realm, AccountBook> books = new ConcurrentHashMap<>();
  private final DenialLog denials = new DenialLog();

  /** Which hash of the same password stood before which, for sign-ins that are under way. */
  private final Cache<PasswordStamp, PasswordStamp> renewals =
      Caffeine.newBuilder()
          .maximumSize(MOST_RENEWALS)
          .expireAfterWrite(RENEWED_FOR)
          .executor(Runnable::run)
          .build();

  /**
   * On a data directory, which exists.
   *
   * @param random source of salts
   * @param clock for the days in {@code etc/shadow}
   * @param settings how passwords are hashed
   */
  public EmbeddedHost(Path data, SecureRandom random, InstantSource clock, HashSettings settings) {
    this(
        data,
        clock,
        new SystemHasher(random, settings.rounds()),
        new HashQueue(settings.atOnce(), settings.waiting()),
        new CredentialCache(settings.remembered(), random));
  }

  EmbeddedHost(
      Path data,
      InstantSource clock,
      PasswordHasher hasher,
      HashQueue queue,
      CredentialCache cache) {
    this.data = data;
    this.clock = clock;
    this.hasher = hasher;
    this.queue = queue;
    this.cache = cache;
    this.sites = new SiteDirectories(data.resolve("virtual"), clock);
    this.trees = new EmbeddedTrees(data.resolve("virtual"), sites, id -> book(new Realm.Site(id)));
    this.notes = new ChangeNotes(data);
  }

  /**
   * Hashes and verifies as these settings say from now on; how many hashes are computed at once
   * stays. What waits and what is remembered is neither lost nor kept for longer than it was to be.
   */
  public void follow(HashSettings settings) {
    hasher.setRounds(settings.rounds());
    queue.setLimit(settings.waiting());
    cache.setLifetime(settings.remembered());
  }

  @Override
  public void createSite(int siteId, String domain, long gid) throws HostException {
    checkSiteId(siteId);
    try {
      sites.create(siteId, domain, gid);
    } catch (IOException e) {
      throw new Failed("make the site's directories", e);
    }
  }

  @Override
  public void check(UnixAccount account) throws HostException {
    AccountRules.check(account);
  }

  @Override
  public void checkPassword(CharSequence password) throws HostException {
    Password.of(password).close();
  }

  @Override
  public void checkHash(String hash) throws HostException {
    accepted(hash);
  }

  @Override
  public void deleteSite(int siteId) throws HostException {
    checkSiteId(siteId);
    try {
      sites.delete(siteId);
    } catch (IOException e) {
      throw new Failed("remove the site's directories", e);
    } finally {
      books.remove(new Realm.Site(siteId));
    }
  }

  @Override
  public void renameSite(int siteId, String domain) throws HostException {
    checkSiteId(siteId);
    try {
      sites.rename(siteId, domain);
    } catch (IOException e) {
      throw new Failed("note the site's domain", e);
    }
  }

  @Override
  public Usage usage(int siteId) throws HostException {
    checkSiteId(siteId);
    try {
      return sites.usage(siteId).orElseThrow(() -> new UnknownSite(siteId));
    } catch (IOException e) {
      throw new Failed("measure what site" + siteId + " stores", e);
    }
  }

  private static void checkSiteId(int siteId) throws InvalidArgument {
    if (siteId < 1) {
      throw new InvalidArgument("siteId", "must be 1 or more");
    }
  }

  @Override
  public void addAccount(Realm realm, UnixAccount account, CharSequence password, int most)
      throws HostException {
    AccountRules.check(account);
    String hash = hash(password);
    if (realm instanceof Realm.Appliance) {
      makeAppliance(account.gid());
    }
    change(realm, "add the account", book -> book.add(account, hash, most));
  }

  private void makeAppliance(long gid) throws HostException {
    if (Files.isDirectory(data.resolve(APPLIANCE), LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (StrictDirectory directory = StrictDirectory.open(data);
        DirectoryLock _ = DirectoryLock.hold(directory, ".lock").orElseThrow(Busy::new)) {
      NewDirectory.make(
          data, APPLIANCE, "rwx------", root -> AccountBook.make(root, APPLIANCE, gid, clock));
    } catch (IOException e) {
      throw new Failed("make the appliance's root", e);
    }
  }

  @Override
  public void removeAccount(Realm realm, String user) throws HostException {
    try {
      change(realm, "remove the account", book -> book.remove(user));
    } finally {
      // Also of one that is gone already: its removal may have been cut short.
      discardHome(realm, user);
    }
  }

  /** The account is gone whatever becomes of this; what is left goes with the next sweep. */
  private void discardHome(Realm realm, String user) {
    try {
      if (exists(realm) && !book(realm).discardHome(user)) {
        LOG.log(System.Logger.Level.INFO, "the rest of the home of {0} goes later", user);
      }
    } catch (IOException | HostException e) {
      LOG.log(System.Logger.Level.WARNING, "the home of " + user + " is not removed yet", e);
    }
  }

  @Override
  public void completeRemovals() throws HostException {
    List<Realm> realms = new ArrayList<>();
    realms.add(new Realm.Appliance());
    try {
      sites.completeRemovals();
      sites.all().forEach(id -> realms.add(new Realm.Site(id)));
    } catch (IOException e) {
      throw new Failed("complete the removal of sites", e);
    }
    for (Realm realm : realms) {
      try {
        book(realm).completeRemovals();
      } catch (IOException | HostException e) {
        LOG.log(System.Logger.Level.WARNING, "a home of " + realm + " is not removed yet", e);
      }
    }
  }

  @Override
  public List<UnixAccount> accounts(Realm realm) throws HostException {
    try {
      return book(realm).accounts();
    } catch (NoSuchFileException e) {
      if (realm instanceof Realm.Appliance && !exists(realm)) {
        return List.of();
      }
      throw unknownOr(realm, "read the accounts", e);
    } catch (IOException e) {
      throw new Failed("read the accounts", e);
    }
  }

  @Override
  public PasswordChange setPassword(Realm realm, String user, CharSequence password)
      throws HostException {
    return replaceHash(realm, user, hash(password));
  }

  private PasswordChange replaceHash(Realm realm, String user, String hash) throws HostException {
    AtomicReference<PasswordChange> noted = new AtomicReference<>();
    boolean changed = false;
    try {
      change(
          realm,
          "set the password",
          book ->
              book.replaceHash(
                  user,
                  hash,
                  (before, after) -> {
                    noted.set(notes.add(realm, user, clock.instant(), after, before));
                    return noted.get();
                  }));
      changed = true;
      return noted.get();
    } finally {
      if (!changed && noted.get() != null) {
        forgetFailed(noted.get());
      }
    }
  }

  /** A note of what did not happen is of no harm. */
  private void forgetFailed(PasswordChange change) {
    try {
      notes.remove(change);
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "a note of a change that failed stays for a while", e);
    }
  }

  @Override
  public boolean lock(Realm realm, String user) throws HostException {
    AtomicBoolean changed = new AtomicBoolean();
    change(realm, "lock the account", book -> changed.set(book.lock(user)));
    return changed.get();
  }

  @Override
  public boolean unlock(Realm realm, String user) throws HostException {
    AtomicBoolean changed = new AtomicBoolean();
    change(realm, "unlock the account", book -> changed.set(book.unlock(user)));
    return changed.get();
  }

  @Override
  public boolean isLocked(Realm realm, String user) {
    if (!AccountRules.isAccountName(user)) {
      return false;
    }
    try {
      return book(realm)
          .standing(user)
          .filter(standing -> standing instanceof Standing.Locked(boolean locked) && locked)
          .isPresent();
    } catch (IOException e) {
      books.remove(realm);
      denials.unreadable(realm, e);
      return true;
    }
  }

  @Override
  public void settle(PasswordChange change) throws HostException {
    try {
      notes.remove(change);
    } catch (IOException e) {
      throw new Failed("settle a change of a password", e);
    }
  }

  @Override
  public void undo(PasswordChange change) throws HostException {
    try {
      Optional<ChangeNotes.Note> note = notes.find(change);
      if (note.isPresent()) {
        change(
            change.realm(),
            "undo the change of the password",
            book -> book.restore(change.user(), note.get().after(), note.get().before()));
        notes.remove(change);
      }
    } catch (IOException e) {
      throw new Failed("undo the change of the password", e);
    }
  }

  @Override
  public List<PasswordChange> unsettled(Duration age) throws HostException {
    Instant now = clock.instant();
    List<PasswordChange> unsettled = new ArrayList<>();
    try {
      for (ChangeNotes.Note note : notes.all()) {
        Duration since = Duration.between(note.at(), now);
        if (since.compareTo(age) < 0) {
          continue;
        }
        if (tookEffect(note)) {
          unsettled.add(note.change());
        } else if (since.compareTo(NO_CHANGE_TAKES) > 0) {
          notes.remove(note.change());
        }
      }
      return unsettled;
    } catch (IOException e) {
      throw new Failed("read which changes of passwords are not settled", e);
    }
  }

  /** Where nobody can tell, it did: whatever follows from it is on the safe side. */
  private boolean tookEffect(ChangeNotes.Note note) {
    try {
      return !book(note.change().realm()).shadowLine(note.change().user()).equals(note.before());
    } catch (IOException e) {
      return true;
    }
  }

  private String hash(CharSequence password) throws HostException {
    try (Password checked = Password.of(password)) {
      return queue.compute(() -> true, () -> hasher.hash(checked));
    }
  }

  @Override
  public PasswordChange setHash(Realm realm, String user, String hash) throws HostException {
    return replaceHash(realm, user, accepted(hash).text());
  }

  private CryptHash accepted(String hash) throws InvalidArgument {
    CryptHash accepted =
        CryptHash.parse(hash)
            .orElseThrow(
                () ->
                    new InvalidArgument(
                        "hash",
                        "must be $6$ or $5$ with 5000 to 100000 rounds, $2y$ or $2b$ of cost 5 to 12,"
                            + " or $y$ up to j9T"));
    if (!hasher.computes(accepted)) {
      throw new InvalidArgument("hash", "is in a format that this machine's crypt library lacks");
    }
    return accepted;
  }

  @Override
  public Optional<PasswordStamp> verify(
      Optional<Realm> realm, String user, CharSequence password, BooleanSupplier first)
      throws HostException {
    // The files are looked at in every case, the hash is computed in every case, and only then is
    // anything decided.
    Optional<CryptHash> hash = realm.flatMap(known -> acceptedHash(known, user));
    try (Password entered = Password.of(password)) {
      boolean right =
          queue.compute(first, () -> hasher.matches(entered, hash.orElse(hasher.decoy())))
              & hash.isPresent();
      if (right) {
        cache.remember(realm.orElseThrow(), user, hash.get(), entered);
      }
      return hash.filter(found -> right).map(EmbeddedHost::stamp);
    } catch (HostException.PasswordRefused e) {
      queue.compute(first, hasher::matchesNothing);
      return Optional.empty();
    }
  }

  @Override
  public Optional<PasswordStamp> remembers(Realm realm, String user, CharSequence password) {
    Optional<CryptHash> hash = acceptedHash(realm, user);
    if (hash.isEmpty()) {
      return Optional.empty();
    }
    try (Password entered = Password.of(password)) {
      return hash.filter(found -> cache.remembers(realm, user, found, entered))
          .map(EmbeddedHost::stamp);
    } catch (HostException.PasswordRefused e) {
      return Optional.empty();
    }
  }

  @Override
  public boolean stands(Realm realm, String user, PasswordStamp stamp) {
    return acceptedHash(realm, user)
        .map(EmbeddedHost::stamp)
        .filter(now -> now.equals(stamp) || stamp.equals(renewals.getIfPresent(now)))
        .isPresent();
  }

  private static PasswordStamp stamp(CryptHash hash) {
    return PasswordStamp.of(hash.text());
  }

  @Override
  public boolean renew(Realm realm, String user, CharSequence password) throws HostException {
    Optional<CryptHash> weak = acceptedHash(realm, user).filter(hasher::isWeak);
    if (weak.isEmpty() || queue.waiting() > 0) {
      return false;
    }
    try (Password entered = Password.of(password)) {
      if (!isRight(realm, user, weak.get(), entered)) {
        return false;
      }
      String renewed = queue.compute(() -> false, () -> hasher.hash(entered));
      // Before it can be seen, so that no sign-in with the same password misses it.
      renewals.put(PasswordStamp.of(renewed), stamp(weak.get()));
      return book(realm).renewHash(user, weak.get().text(), renewed);
    } catch (IOException e) {
      throw new Failed("renew the hash", e);
    }
  }

  private boolean isRight(Realm realm, String user, CryptHash hash, Password password)
      throws Crowded {
    return cache.remembers(realm, user, hash, password)
        || queue.compute(() -> false, () -> hasher.matches(password, hash));
  }

  @Override
  public long hashes() {
    return queue.computed();
  }

  @Override
  public AccountTree openSite(int siteId, String admin) throws HostException {
    checkSiteId(siteId);
    return trees.openSite(siteId, admin);
  }

  @Override
  public AccountTree openHome(int siteId, String user) throws HostException {
    checkSiteId(siteId);
    return trees.openHome(siteId, user);
  }

  @Override
  public void emptyStaging() throws HostException {
    trees.emptyStaging();
  }

  private Optional<CryptHash> acceptedHash(Realm realm, String user) {
    if (!AccountRules.isAccountName(user)) {
      return Optional.empty();
    }
    try {
      return book(realm).standing(user).flatMap(standing -> acceptedHash(realm, user, standing));
    } catch (IOException e) {
      books.remove(realm);
      denials.unreadable(realm, e);
      return Optional.empty();
    }
  }

  private Optional<CryptHash> acceptedHash(Realm realm, String user, Standing standing) {
    return switch (standing) {
      case Standing.Open open when !hasher.computes(open.hash()) -> {
        denials.unfit(
            realm, user, new Standing.Unfit("this machine's crypt library lacks its format", 0));
        yield Optional.empty();
      }
      case Standing.Open open when open.isExpired(clock) -> Optional.empty();
      case Standing.Open open -> Optional.of(open.hash());
      case Standing.Locked _ -> Optional.empty();
      case Standing.Unfit unfit -> {
        denials.unfit(realm, user, unfit);
        yield Optional.empty();
      }
    };
  }

  /** A change to one realm's account files. */
  @FunctionalInterface
  private interface Change {
    void make(AccountBook book) throws IOException, HostException;
  }

  private void change(Realm realm, String attempt, Change change) throws HostException {
    try {
      change.make(book(realm));
    } catch (NoSuchFileException e) {
      throw unknownOr(realm, attempt, e);
    } catch (IOException e) {
      throw new Failed(attempt, e);
    }
  }

  private HostException unknownOr(Realm realm, String attempt, IOException cause) {
    books.remove(realm);
    if (exists(realm)) {
      return new Failed(attempt, cause);
    }
    return switch (realm) {
      case Realm.Site(int id) -> new UnknownSite(id);
      case Realm.Appliance _ -> new UnknownAccount();
    };
  }

  private boolean exists(Realm realm) {
    return switch (realm) {
      case Realm.Site(int id) -> sites.exists(id);
      case Realm.Appliance _ ->
          Files.isDirectory(data.resolve(APPLIANCE), LinkOption.NOFOLLOW_LINKS);
    };
  }

  private AccountBook book(Realm realm) {
    return books.computeIfAbsent(
        realm,
        missing ->
            switch (missing) {
              case Realm.Site(int id) -> sites.accounts(id);
              case Realm.Appliance _ -> new AccountBook(data, List.of(APPLIANCE), clock);
            });
  }
}
