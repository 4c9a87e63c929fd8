package org.gatehouse.host.tree;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.gatehouse.host.UnixAccount;
import org.gatehouse.host.file.DeepRemoval;
import org.gatehouse.host.linux.Descriptor;
import org.gatehouse.host.linux.Errno;
import org.gatehouse.host.linux.SystemCalls;

/**
 * The directory in which an account's files are written before they take their place, and from
 * which what is removed goes: in its home, or in the realm's root when that is on another file
 * system than the place, or there is no home. What somebody works with there is locked (flock(2))
 * for as long.
 */
final class Staging {

  private static final System.Logger LOG = System.getLogger(Staging.class.getName());

  private static final byte[] NAME = Names.bytes(Places.STAGING);
  private static final int PRIVATE_FILE = 0600;
  private static final int PRIVATE = 0700;
  private static final int MOST_ATTEMPTS = 16;

  /** How long a call removes files; what is left goes with the next sweep. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final SystemCalls calls;
  private final Roots roots;
  private final Owners owners;
  private final UnixAccount account;

  Staging(SystemCalls calls, Roots roots, Owners owners, UnixAccount account) {
    this.calls = calls;
    this.roots = roots;
    this.owners = owners;
    this.account = account;
  }

  /**
   * Something in a staging directory that nobody else works with.
   *
   * @param directory the staging directory
   * @param name its name there
   * @param content it, open and locked
   */
  record Entry(Descriptor directory, byte[] name, Descriptor content) implements AutoCloseable {
    @Override
    public void close() {
      content.close();
      directory.close();
    }
  }

  /** A file that is the account's, empty, to be written. */
  Entry file(long device, TreePath target) throws TreeException {
    Entry entry =
        entry(
            device,
            (staging, name) ->
                calls.open(
                    staging,
                    name,
                    SystemCalls.O_RDWR
                        | SystemCalls.O_CREAT
                        | SystemCalls.O_EXCL
                        | SystemCalls.O_NOFOLLOW,
                    PRIVATE_FILE));
    try {
      owners.give(entry.content().number(), target);
      return entry;
    } catch (TreeException e) {
      discard(entry);
      throw e;
    }
  }

  /** A directory that is this process's alone. */
  Entry directory(long device) throws TreeException {
    return entry(
        device,
        (staging, name) -> {
          int made = calls.makeDirectory(staging, name, PRIVATE);
          return made < 0
              ? made
              : calls.open(staging, name, SystemCalls.O_DIRECTORY | SystemCalls.O_NOFOLLOW, 0);
        });
  }

  /** Removes something from staging with all that is in it; what cannot be goes with a sweep. */
  void discard(Entry entry) {
    try (entry) {
      int gone = calls.unlink(entry.directory().number(), entry.name(), 0);
      if (gone == -Errno.EISDIR || gone == -Errno.EPERM) {
        DeepRemoval.empty(entry.content().number(), PATIENCE);
        calls.unlink(entry.directory().number(), entry.name(), SystemCalls.AT_REMOVEDIR);
      }
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "what is removed is not all gone yet", e);
    }
  }

  /** Makes and opens something: a descriptor, or minus the errno. */
  @FunctionalInterface
  private interface Maker {
    int make(int staging, byte[] name);
  }

  private Entry entry(long device, Maker maker) throws TreeException {
    Descriptor staging = open(device);
    boolean made = false;
    try {
      for (int i = 0; i < MOST_ATTEMPTS; i++) {
        byte[] name = Names.bytes(UUID.randomUUID().toString());
        int opened = maker.make(staging.number(), name);
        if (opened < 0 && opened != -Errno.ENOENT) {
          throw Refusal.of("make what is staged", -opened);
        }
        if (opened >= 0) {
          Descriptor content = new Descriptor(opened);
          if (isHeld(opened)) {
            made = true;
            return new Entry(staging, name, content);
          }
          // A sweep came first and took it away.
          content.close();
        }
      }
      throw Refusal.of("hold what is staged", Errno.EAGAIN);
    } finally {
      if (!made) {
        staging.close();
      }
    }
  }

  private boolean isHeld(int descriptor) {
    return calls.lock(descriptor) == 0 && calls.stat(descriptor) == 0 && calls.status().links() > 0;
  }

  /** The staging directory on a file system. */
  private Descriptor open(long device) throws TreeException {
    int home =
        calls.open(
            roots.realm().number(),
            Names.bytes("home/" + account.name()),
            SystemCalls.O_PATH | SystemCalls.O_DIRECTORY,
            Roots.STRAIGHT);
    if (home >= 0) {
      try (Descriptor directory = new Descriptor(home)) {
        Optional<Descriptor> staging = in(directory, device);
        if (staging.isPresent()) {
          return staging.get();
        }
      }
    }
    return in(roots.realm(), device)
        .orElseThrow(
            () ->
                Refusal.forbidden(
                    "nothing can be written there: it is on another file system than the home"));
  }

  private Optional<Descriptor> in(Descriptor parent, long device) throws TreeException {
    if (!isOn(parent, device)) {
      return Optional.empty();
    }
    int opened = directory(parent);
    if (opened == -Errno.ENOENT) {
      make(parent);
      opened = directory(parent);
    }
    if (opened == -Errno.ENOTDIR || opened == -Errno.ELOOP) {
      throw Refusal.forbidden("nothing can be written: " + Places.STAGING + " is no directory");
    }
    if (opened < 0) {
      throw Refusal.of("open staging", -opened);
    }
    Descriptor staging = new Descriptor(opened);
    if (!isOn(staging, device)) {
      staging.close();
      return Optional.empty();
    }
    return Optional.of(staging);
  }

  private int directory(Descriptor parent) {
    return calls.open(
        parent.number(), NAME, SystemCalls.O_PATH | SystemCalls.O_DIRECTORY, Roots.STRAIGHT);
  }

  /** It is the account's when it appears, so that nobody finds it half made. */
  private void make(Descriptor parent) throws TreeException {
    byte[] fresh = Names.bytes(Places.STAGING + "-" + UUID.randomUUID());
    int here = parent.number();
    owners.makeDirectory(here, fresh, PRIVATE, TreePath.ROOT).close();
    int named = calls.rename(here, fresh, here, NAME, SystemCalls.RENAME_NOREPLACE);
    if (named == -Errno.EINVAL) {
      // The file system cannot refuse it; only an empty one is replaced.
      named = calls.rename(here, fresh, here, NAME, 0);
    }
    if (named < 0) {
      calls.unlink(here, fresh, SystemCalls.AT_REMOVEDIR);
    }
    if (named < 0 && named != -Errno.EEXIST && named != -Errno.ENOTEMPTY) {
      throw Refusal.of("name staging", -named);
    }
  }

  private boolean isOn(Descriptor descriptor, long device) {
    return calls.stat(descriptor.number()) == 0 && calls.status().device() == device;
  }
}
