package org.gatehouse.host.tree;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.gatehouse.host.linux.Errno;
import org.gatehouse.host.linux.FileStatus;
import org.gatehouse.host.linux.SystemCalls;

/**
 * What may be written where, and what is carried from one file to another. The rules are asked
 * about a place just before it is changed; whoever changes it in between is somebody who may.
 */
final class Writing {

  static final byte[] PROPERTIES = "user.gatehouse.properties".getBytes(StandardCharsets.US_ASCII);

  private static final byte[] ACCESS_LIST =
      "system.posix_acl_access".getBytes(StandardCharsets.US_ASCII);

  /** What one call of copy_file_range(2) is asked for. */
  private static final long PIECE = 16L << 20;

  private final SystemCalls calls;
  private final Places places;
  private final Roots roots;
  private final Owners owners;

  Writing(SystemCalls calls, Places places, Roots roots, Owners owners) {
    this.calls = calls;
    this.places = places;
    this.roots = roots;
    this.owners = owners;
  }

  /** Refuses what may not be changed by anybody. */
  void requireNotTheSystems(TreePath path) throws TreeException {
    if (places.hidden(path)) {
      throw Refusal.forbidden("this name is kept for the server");
    }
    if (places.readOnly(path)) {
      throw Refusal.forbidden("this is the system's, and can only be read");
    }
  }

  /** Refuses where nothing may be made, or something is already. */
  void requireFree(Spot spot) throws TreeException {
    if (spot.status().isPresent()) {
      throw Refusal.exists();
    }
    requireNotTheSystems(spot.path());
    requireNotFixed(spot);
    requireOwnDirectory(spot);
  }

  private void requireNotFixed(Spot spot) throws TreeException {
    if (places.fixed(spot.path())) {
      throw Refusal.forbidden("homes are made, renamed and removed with their accounts");
    }
  }

  private void requireOwnDirectory(Spot spot) throws TreeException {
    if (!owners.ownsDirectory(spot)) {
      throw Refusal.forbidden("the collection that it is in belongs to somebody else");
    }
  }

  private void requireOwn(Spot spot) throws TreeException {
    if (!owners.owns(spot)) {
      throw Refusal.forbidden("it belongs to somebody else");
    }
  }

  /**
   * Refuses where no file may be put in the place of what is there, if anything is: of a file the
   * content, of a link the link itself.
   */
  void requireReplaceable(Spot spot) throws TreeException {
    requireNotTheSystems(spot.path());
    if (spot.status().filter(FileStatus::directory).isPresent()) {
      throw Refusal.collection();
    }
    requireNotFixed(spot);
    if (spot.status().isEmpty()) {
      requireOwnDirectory(spot);
      return;
    }
    FileStatus status = spot.status().get();
    if (!status.regular() && !status.link()) {
      throw Refusal.forbidden("what is there is neither a file nor a collection");
    }
    requireOwn(spot);
    if (status.link()) {
      requireOwnDirectory(spot);
    }
  }

  /** Refuses where no file may be made, or something is already but a link that leads nowhere. */
  void requireNew(Spot spot) throws TreeException {
    if (spot.status().filter(there -> there.regular() || there.directory()).isPresent()) {
      throw Refusal.exists();
    }
    requireReplaceable(spot);
    try (Held there = roots.hold(spot.path()).orElse(null)) {
      if (there != null) {
        throw Refusal.exists();
      }
    }
  }

  /** Refuses what may not be taken from its place; the members of a collection are not asked. */
  FileStatus requireMovable(Spot spot) throws TreeException {
    FileStatus status = spot.status().orElseThrow(Refusal::notFound);
    if (!status.directory() && !status.regular() && !status.link()) {
      throw Refusal.notFound();
    }
    requireNotTheSystems(spot.path());
    requireNotFixed(spot);
    requireOwn(spot);
    requireOwnDirectory(spot);
    return status;
  }

  /** The file system that a spot's directory is on. */
  long device(Spot spot) throws TreeException {
    int told = calls.stat(spot.directory().number());
    if (told < 0) {
      throw Refusal.of("statx", -told);
    }
    return calls.status().device();
  }

  /** Gives a file what it is to have of a member of a directory, if that is no link. */
  void carry(int directory, byte[] name, int target) throws TreeException {
    for (byte[] attribute : List.of(PROPERTIES, ACCESS_LIST)) {
      give(target, attribute, calls.attribute(directory, name, attribute));
    }
  }

  /** Gives a file or directory what it is to have of what is open. */
  void carry(int from, int target) throws TreeException {
    for (byte[] attribute : List.of(PROPERTIES, ACCESS_LIST)) {
      give(target, attribute, calls.attribute(SystemCalls.pathOf(from), attribute));
    }
  }

  private void give(int target, byte[] attribute, int length) throws TreeException {
    if (length <= 0) {
      return;
    }
    int set = calls.setAttribute(SystemCalls.pathOf(target), attribute, calls.fetch(length));
    if (set < 0 && set != -Errno.ENOTSUP) {
      throw Refusal.of("setxattr", -set);
    }
  }

  /** Gives what is open a mode, whatever this process's umask. */
  void allow(int descriptor, int mode) throws TreeException {
    int changed = calls.changeMode(descriptor, mode);
    if (changed < 0) {
      throw Refusal.of("chmod", -changed);
    }
  }

  /** Says when the content changed: now, and later than what it replaces. */
  void stamp(int descriptor, Instant moment) throws TreeException {
    int set = calls.setModified(descriptor, moment);
    if (set < 0) {
      throw Refusal.of("futimens", -set);
    }
  }

  /** What is known of what is open. */
  FileStatus status(int descriptor) throws TreeException {
    int told = calls.stat(descriptor);
    if (told < 0) {
      throw Refusal.of("statx", -told);
    }
    return calls.status();
  }

  /** Puts each of two things in the place of the other. */
  void exchange(int from, byte[] name, int target, byte[] newName) throws TreeException {
    int renamed = calls.rename(from, name, target, newName, SystemCalls.RENAME_EXCHANGE);
    if (renamed == -Errno.EINVAL) {
      throw Refusal.forbidden("the file system cannot put one thing in the place of another");
    }
    if (renamed < 0) {
      throw Refusal.making("rename", -renamed);
    }
  }

  /** Renames, over what is there or, with {@code RENAME_NOREPLACE}, where nothing is. */
  void rename(int from, byte[] name, int target, byte[] newName, int flags) throws TreeException {
    int renamed = calls.rename(from, name, target, newName, flags);
    if (renamed == -Errno.EINVAL && flags != 0) {
      // Some file systems of a network cannot refuse it themselves.
      if (calls.stat(target, newName, SystemCalls.AT_SYMLINK_NOFOLLOW) == 0) {
        throw Refusal.exists();
      }
      renamed = calls.rename(from, name, target, newName, 0);
    }
    if (renamed == -Errno.EINVAL) {
      throw Refusal.forbidden("nothing can be moved into itself");
    }
    if (renamed < 0) {
      throw Refusal.making("rename", -renamed);
    }
  }

  /**
   * Copies a content as it was long when it was opened; who writes on meanwhile writes for himself.
   */
  void content(int from, int target, long size) throws TreeException {
    long done = 0;
    while (done < size) {
      long copied = calls.copy(from, target, Math.min(PIECE, size - done));
      if (copied == 0) {
        return;
      }
      if (copied < 0) {
        switch ((int) -copied) {
          // Between these two file systems, or of this one, the kernel cannot.
          case Errno.EXDEV, Errno.EINVAL, Errno.ENOSYS, Errno.ENOTSUP -> {
            piecewise(from, target, done, size);
            return;
          }
          case Errno.EINTR -> copied = 0;
          default -> throw Refusal.of("copy_file_range", (int) -copied);
        }
      }
      done += copied;
    }
  }

  private void piecewise(int from, int target, long start, long size) throws TreeException {
    for (long done = start; done < size; ) {
      int read = calls.read(from, done, size - done);
      if (read < 0) {
        throw Refusal.of("read", -read);
      }
      if (read == 0) {
        return;
      }
      write(target, calls.fetch(read), 0, read);
      done += read;
    }
  }

  /** Writes all of it. */
  void write(int target, byte[] bytes, int from, int length) throws TreeException {
    for (int done = 0; done < length; ) {
      int written = calls.write(target, bytes, from + done, length - done);
      if (written < 0 && written != -Errno.EINTR) {
        throw Refusal.of("write", -written);
      }
      done += Math.max(written, 0);
    }
  }

  /** Finds a place anew whose path has no links any more. */
  Spot again(TreePath path) throws TreeException {
    try {
      return roots.spot(path, false);
    } catch (TreeException e) {
      throw e.reason() == TreeException.Reason.NOT_FOUND ? Refusal.noParent() : e;
    }
  }
}
