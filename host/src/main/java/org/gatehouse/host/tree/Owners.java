package org.gatehouse.host.tree;

import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gatehouse.host.UnixAccount;
import org.gatehouse.host.linux.Descriptor;
import org.gatehouse.host.linux.Errno;
import org.gatehouse.host.linux.FileStatus;
import org.gatehouse.host.linux.SystemCalls;

/**
 * Whose a file is. When it belongs to another user of the system than this process's, to that one.
 * Otherwise to whom the file itself names in an extended attribute, or else to whom its place
 * belongs to: a home with all in it to its account, and the site's root to its admin. So it is also
 * where all files are this process's, who has no right to give them away.
 */
final class Owners {

  private static final byte[] OWNER = "user.gatehouse.owner".getBytes(StandardCharsets.US_ASCII);

  private static final Pattern IDS = Pattern.compile("([0-9]{1,10}):[0-9]{1,10}");
  private static final int ROOT = 0;
  private static final int PRIVATE = 0700;

  private final SystemCalls calls;
  private final Places places;
  private final UnixAccount account;
  private final Function<String, OptionalLong> accounts;
  private final long self;

  /**
   * In a tree.
   *
   * @param account whose rights count
   * @param accounts tells the numeric user of the realm's accounts
   */
  Owners(
      SystemCalls calls,
      Places places,
      UnixAccount account,
      Function<String, OptionalLong> accounts) {
    this.calls = calls;
    this.places = places;
    this.account = account;
    this.accounts = accounts;
    this.self = calls.user();
  }

  /** Whether the account owns what is held. */
  boolean owns(Held held) {
    return owns(held.status(), held.path(), () -> recordOf(held.descriptor().number()));
  }

  /** Whether the account owns the directory that a spot is in. */
  boolean ownsDirectory(Spot spot) throws TreeException {
    int directory = spot.directory().number();
    int told = calls.stat(directory);
    if (told < 0) {
      throw Refusal.of("statx", -told);
    }
    TreePath path = spot.path().isRoot() ? spot.path() : spot.path().parent();
    return owns(calls.status(), path, () -> recordOf(directory));
  }

  /** Whether the account owns what is at a spot; a link itself. */
  boolean owns(Spot spot) {
    return spot.status()
        .filter(status -> owns(spot.directory().number(), spot.name(), status, spot.path()))
        .isPresent();
  }

  /**
   * Whether the account owns a member of a directory.
   *
   * @param path where it is, or something that is in the same home
   */
  boolean owns(int directory, byte[] name, FileStatus status, TreePath path) {
    return owns(status, path, () -> calls.attribute(directory, name, OWNER));
  }

  private int recordOf(int descriptor) {
    return calls.attribute(SystemCalls.pathOf(descriptor), OWNER);
  }

  private boolean owns(FileStatus status, TreePath path, IntSupplier kept) {
    if (status.uid() != self) {
      return status.uid() == account.uid();
    }
    OptionalLong recorded = status.link() ? OptionalLong.empty() : recorded(kept);
    return recorded.orElseGet(() -> byPlace(path)) == account.uid();
  }

  private OptionalLong recorded(IntSupplier kept) {
    int length = kept.getAsInt();
    if (length <= 0) {
      return OptionalLong.empty();
    }
    Matcher ids = IDS.matcher(new String(calls.fetch(length), StandardCharsets.US_ASCII));
    // What is no owner is nobody's: who wrote it meant somebody.
    return OptionalLong.of(ids.matches() ? Long.parseLong(ids.group(1)) : ROOT);
  }

  private long byPlace(TreePath path) {
    if (places.readOnly(path)) {
      return ROOT;
    }
    String home = places.home(path);
    return home.isEmpty() || home.equals(account.name())
        ? account.uid()
        : accounts.apply(home).orElse(ROOT);
  }

  /**
   * Makes what was just made the account's.
   *
   * @param descriptor it, open
   * @param path where it is to be
   */
  void give(int descriptor, TreePath path) throws TreeException {
    int given;
    if (self == ROOT) {
      given = calls.changeOwner(descriptor, account.uid(), account.gid());
    } else if (byPlace(path) != account.uid()) {
      byte[] ids = (account.uid() + ":" + account.gid()).getBytes(StandardCharsets.US_ASCII);
      given = calls.setAttribute(SystemCalls.pathOf(descriptor), OWNER, ids);
    } else {
      return;
    }
    if (given < 0) {
      throw given == -Errno.ENOTSUP
          ? Refusal.forbidden("the file system does not keep whose it is")
          : Refusal.of("chown", -given);
    }
  }

  /** The same of a link, which nobody is asked about but by its place. */
  void giveLink(int directory, byte[] name) throws TreeException {
    int given = self == ROOT ? calls.changeOwner(directory, name, account.uid(), account.gid()) : 0;
    if (given < 0) {
      throw Refusal.of("lchown", -given);
    }
  }

  /**
   * Makes a directory that is the account's.
   *
   * @param path where it is to be
   * @return it, open
   */
  Descriptor makeDirectory(int parent, byte[] name, int mode, TreePath path) throws TreeException {
    int made = calls.makeDirectory(parent, name, PRIVATE);
    if (made < 0) {
      throw Refusal.making("mkdir", -made);
    }
    int opened = calls.open(parent, name, SystemCalls.O_DIRECTORY | SystemCalls.O_NOFOLLOW, 0);
    if (opened < 0) {
      throw Refusal.of("open", -opened);
    }
    Descriptor directory = new Descriptor(opened);
    try {
      if (self != ROOT || isFresh(opened)) {
        int changed = calls.changeMode(opened, mode);
        if (changed < 0) {
          throw Refusal.of("chmod", -changed);
        }
        give(opened, path);
      }
      return directory;
    } catch (TreeException e) {
      directory.close();
      calls.unlink(parent, name, SystemCalls.AT_REMOVEDIR);
      throw e;
    }
  }

  /**
   * Whether this is what was just made: who owns the parent may put another one of root's in its
   * place, which is not to become theirs.
   */
  private boolean isFresh(int directory) {
    if (calls.stat(directory) < 0 || calls.status().uid() != self) {
      return false;
    }
    int size = calls.readDirectory(directory);
    return size >= 0 && calls.names(size).isEmpty();
  }

  /** Whether files are given to their owners, who work on them with rights of their own. */
  boolean givesAway() {
    return self == ROOT;
  }
}
