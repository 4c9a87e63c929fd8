package org.gatehouse.host;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.gatehouse.host.tree.AccountTree;
import org.gatehouse.host.tree.StagedFile;

/**
 * The host side's one API, whichever way it is reached: in-process ({@link EmbeddedHost}) or,
 * later, through the root daemon's socket.
 *
 * <p>Every call stands alone and is durable when it returns: files are synced and renamed into
 * place, so a crash leaves either the old state or the new one ({@link StagedFile} tells of
 * accounts' own files). Calls may come from any number of threads and processes at once; none loses
 * another's change. No method ever returns, logs or throws a password or a hash.
 *
 * <p>An account exists exactly when the realm's {@code etc/passwd} names it. {@code etc/shadow}
 * says how it signs in.
 */
public interface Host {
  /**
   * Makes the site's directories {@code virtual/site<id>/info} and {@code virtual/site<id>/fst},
   * its root, with {@code etc/passwd}, {@code etc/shadow} (mode 0600) and {@code etc/group}: the
   * system users and the site's own group {@code site<id>}. The site appears as a whole or not at
   * all.
   *
   * @param siteId the site's number, 1 or more
   * @param domain its domain in ASCII (Punycode for others), noted in {@code info/domain} for
   *     whoever looks at the disk
   * @param gid its numeric group, {@value UnixAccount#LOWEST_ID} or more
   * @throws HostException.SiteExists when the site has a directory already
   */
  void createSite(int siteId, String domain, long gid) throws HostException;

  /**
   * Checks a new account as {@link #addAccount} would, but for who is there already; changes
   * nothing.
   *
   * @throws HostException.InvalidArgument naming the field and what is wrong with it
   */
  void check(UnixAccount account) throws HostException;

  /**
   * Checks a password as {@link #setPassword} would; changes nothing.
   *
   * @throws HostException.PasswordRefused naming what is wrong with the password
   */
  void checkPassword(CharSequence password) throws HostException;

  /**
   * Checks a hash as {@link #setHash} would; changes nothing.
   *
   * @throws HostException.InvalidArgument when the hash is none that is taken
   */
  void checkHash(String hash) throws HostException;

  /**
   * Removes the site's directories with all they hold. No symbolic link is followed and no mounted
   * file system entered. They vanish at once; of very many files some go later, by {@link
   * #completeRemovals}. Does nothing when the site is not there, and completes a removal that was
   * cut short.
   *
   * @param siteId the site's number, 1 or more
   */
  void deleteSite(int siteId) throws HostException;

  /**
   * Notes that a site has another domain, in {@code info/domain}.
   *
   * @param siteId the site's number, 1 or more
   * @param domain as {@link #createSite} takes it
   * @throws HostException.UnknownSite when the site is not there
   */
  void renameSite(int siteId, String domain) throws HostException;

  /**
   * Measures what is stored below a site's root, by walking through it. No symbolic link is
   * followed and no mounted file system entered; a file of several names counts once, and one that
   * vanishes meanwhile is no error.
   *
   * @param siteId the site's number, 1 or more
   * @throws HostException.UnknownSite when the site is not there
   */
  Usage usage(int siteId) throws HostException;

  /**
   * Adds an account with its home directory (mode 0700). The appliance's realm is made with the
   * first account added to it.
   *
   * @param account name, numbers and texts as {@link UnixAccount} describes them; in a site its gid
   *     is the site's, in the appliance that of the first account
   * @param password see {@link HostException.PasswordRefused} for what it may be; the caller wipes
   *     it
   * @throws HostException.AccountExists when the realm has an account of that name, system users
   *     included
   * @throws HostException.InvalidArgument naming the field and what is wrong with it
   * @throws HostException.PasswordRefused naming what is wrong with the password
   * @throws HostException.UnknownSite when the site is not there
   */
  default void addAccount(Realm realm, UnixAccount account, CharSequence password)
      throws HostException {
    addAccount(realm, account, password, Integer.MAX_VALUE);
  }

  /**
   * The same, as long as the realm has fewer accounts than it may have; however many are added at
   * once, it never has more.
   *
   * @param most how many accounts the realm may have with this one
   * @throws HostException.TooManyAccounts when it has as many
   */
  void addAccount(Realm realm, UnixAccount account, CharSequence password, int most)
      throws HostException;

  /**
   * Removes an account with its home directory and all in it, whoever it belongs to; of a file that
   * has a name elsewhere too, that one stays, and so does what the account has elsewhere. No
   * symbolic link is followed and no mounted file system entered. The home vanishes at once, and
   * comes back when the account cannot be removed; of very many files some go later, by {@link
   * #completeRemovals}.
   *
   * @throws HostException.UnknownAccount when the realm has no such account, or it is a system user
   * @throws HostException.UnknownSite when the site is not there
   */
  void removeAccount(Realm realm, String user) throws HostException;

  /**
   * Goes on with the removal of files of sites and accounts that took too long or was cut short;
   * what fails is left for the next call.
   */
  void completeRemovals() throws HostException;

  /**
   * The realm's own accounts, in the order of {@code etc/passwd}: neither system users nor lines
   * that are no accounts. Empty for an appliance that never had one.
   *
   * @throws HostException.UnknownSite when the site is not there
   */
  List<UnixAccount> accounts(Realm realm) throws HostException;

  /**
   * Gives an account a new password, hashed in the native format. One that is {@linkplain #lock
   * locked} stays so; its expiry date stays too.
   *
   * @return what is to be settled when all that follows from the change has been done
   * @throws HostException.PasswordRefused naming what is wrong with the password
   * @throws HostException.UnknownAccount when the realm has no such account, or it is a system user
   */
  PasswordChange setPassword(Realm realm, String user, CharSequence password) throws HostException;

  /**
   * Gives an account the hash it had elsewhere. Accepted are {@code $6$} and {@code $5$} with 5,000
   * to 100,000 rounds, {@code $2y$} and {@code $2b$} of cost 5 to 12, and {@code $y$} up to {@code
   * j9T}, each strictly in its format.
   *
   * @return what is to be settled, as {@link #setPassword} has it
   * @throws HostException.InvalidArgument when the hash is none of these, or this machine cannot
   *     compute it
   * @throws HostException.UnknownAccount when the realm has no such account, or it is a system user
   */
  PasswordChange setHash(Realm realm, String user, String hash) throws HostException;

  /**
   * Locks an account as {@code usermod -L} does, by an exclamation mark before its hash in {@code
   * etc/shadow}, so that whoever verifies its password there refuses it. The hash itself stays.
   *
   * @return whether it was not locked
   * @throws HostException.UnknownAccount when the realm has no such account, or it is a system user
   */
  boolean lock(Realm realm, String user) throws HostException;

  /**
   * Takes the lock off an account, whoever locked it. One that has no hash gets {@code *}: nobody
   * signs in without a password.
   *
   * @return whether it was locked
   * @throws HostException.UnknownAccount when the realm has no such account, or it is a system user
   */
  boolean unlock(Realm realm, String user) throws HostException;

  /**
   * Whether an account is locked, by {@link #lock} or the system's own tools. False when there is
   * no such account. Costs two calls of stat(2) when nothing moved.
   *
   * @throws HostException only when the host side cannot be asked at all; unreadable files are
   *     logged, and their accounts locked
   */
  boolean isLocked(Realm realm, String user) throws HostException;

  /** Notes that all that was to follow from a change has been done; the note is gone then. */
  void settle(PasswordChange change) throws HostException;

  /**
   * Gives an account the password back that it had before a change, unless it has got yet another
   * one since, and settles that. What is settled already is nothing to do.
   */
  void undo(PasswordChange change) throws HostException;

  /**
   * The changes that took effect and were not settled: somebody is about to, or was cut short.
   *
   * @param age how long ago they were made at least
   */
  List<PasswordChange> unsettled(Duration age) throws HostException;

  /**
   * Whether the password is the account's. Compares in constant time, and remembers for a short
   * time what was right.
   *
   * <p>Exactly one hash is computed whatever the answer and its reason: unknown realm (empty),
   * unknown user, locked, expired or damaged entry, refused format, impossible password. Where the
   * account has no hash that is accepted, it is one native hash of the same password, so that the
   * time taken tells nothing. (An account that was migrated with another format takes that format's
   * time.)
   *
   * @param first whether this goes before strangers when so many passwords are being hashed that it
   *     must wait; asked only then
   * @return what stands for it, when it is the account's; otherwise empty
   * @throws HostException.Crowded when it cannot even wait; nothing was verified
   * @throws HostException only when the host side cannot be asked at all; unreadable files are a
   *     denial, and logged
   */
  Optional<PasswordStamp> verify(
      Optional<Realm> realm, String user, CharSequence password, BooleanSupplier first)
      throws HostException;

  /**
   * Whether the password was lately found to be the account's, whose hash has not changed since.
   * Computes no hash; empty tells nothing.
   *
   * @return what stands for it
   * @throws HostException only when the host side cannot be asked at all
   */
  Optional<PasswordStamp> remembers(Realm realm, String user, CharSequence password)
      throws HostException;

  /**
   * Whether an account still has the password that a stamp stands for, and may sign in with it; a
   * hash that {@link #renew} made of the same password here in between does not matter. Computes no
   * hash.
   *
   * @throws HostException only when the host side cannot be asked at all
   */
  boolean stands(Realm realm, String user, PasswordStamp stamp) throws HostException;

  /**
   * Gives an account whose hash is one of SHA-crypt with fewer rounds than new ones have a new hash
   * of the same password. Does nothing when the hash is strong enough or of another format, when
   * the password is not (any more) the account's, when somebody else is changing the file, or when
   * passwords are waiting to be hashed: it can be had at the next sign-in.
   *
   * @return whether the account has a new hash
   */
  boolean renew(Realm realm, String user, CharSequence password) throws HostException;

  /**
   * Opens all of a site's files for its admin, who owns what is in the site's root, but for the
   * homes of others and the directories of the system. To be closed.
   *
   * @param siteId the site's number, 1 or more
   * @param admin the account whose files new ones are
   * @throws HostException.UnknownSite when the site is not there
   * @throws HostException.UnknownAccount when the site has no such account, or it is a system user
   */
  AccountTree openSite(int siteId, String admin) throws HostException;

  /**
   * Opens the home of a site's user. To be closed.
   *
   * @param siteId the site's number, 1 or more
   * @throws HostException.UnknownSite when the site is not there
   * @throws HostException.UnknownAccount when the site has no such account, it is a system user, or
   *     it has no home
   */
  AccountTree openHome(int siteId, String user) throws HostException;

  /**
   * Removes what writers that are no more have left in the staging directories of all accounts;
   * what a live one holds, here or on another node, stays. Walks through nothing else. Of very
   * large collections the rest is left for the next call.
   */
  void emptyStaging() throws HostException;

  /** How many password hashes have been computed since the start, whatever for. */
  long hashes();
}
