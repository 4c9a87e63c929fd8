package org.gatehouse.host.tree;

import java.io.IOException;
import java.time.Duration;
import org.gatehouse.host.file.DeepRemoval;
import org.gatehouse.host.linux.Descriptor;
import org.gatehouse.host.linux.Errno;
import org.gatehouse.host.linux.FileStatus;
import org.gatehouse.host.linux.SystemCalls;

/** Removes from a staging directory what nobody holds any more. */
final class Sweep {

  private final SystemCalls calls;
  private final long end;

  /** One that goes on for so long with what were collections; what is left then stays. */
  Sweep(SystemCalls calls, Duration patience) {
    this.calls = calls;
    this.end = System.nanoTime() + patience.toNanos();
  }

  /**
   * Sweeps the staging directory of a place, if it has one.
   *
   * @param realm the realm's root, open
   * @param parent where the staging directory is in there
   */
  void empty(int realm, TreePath parent) throws IOException {
    byte[] path = Names.bytes(parent.child(Places.STAGING));
    int opened = calls.open(realm, path, SystemCalls.O_DIRECTORY, Roots.STRAIGHT);
    if (opened < 0) {
      switch (-opened) {
        case Errno.ENOENT, Errno.ENOTDIR, Errno.ELOOP -> {
          return;
        }
        default -> throw Refusal.of("open", -opened);
      }
    }
    try (Descriptor staging = new Descriptor(opened)) {
      int here = staging.number();
      for (int size = calls.readDirectory(here); size > 0; size = calls.readDirectory(here)) {
        for (byte[] name : calls.names(size)) {
          member(here, name);
        }
      }
    }
  }

  private void member(int staging, byte[] name) throws IOException {
    if (calls.stat(staging, name, SystemCalls.AT_SYMLINK_NOFOLLOW) < 0) {
      return;
    }
    FileStatus status = calls.status();
    if (!status.directory() && !status.regular()) {
      // Nothing of ours.
      calls.unlink(staging, name, 0);
      return;
    }
    int opened =
        calls.open(
            staging,
            name,
            SystemCalls.O_NONBLOCK | SystemCalls.O_NOFOLLOW | SystemCalls.O_NOCTTY,
            0);
    if (opened < 0) {
      return;
    }
    try (Descriptor content = new Descriptor(opened)) {
      if (calls.lock(content.number()) < 0) {
        return;
      }
      if (!status.directory()) {
        calls.unlink(staging, name, 0);
      } else if (DeepRemoval.empty(content.number(), Duration.ofNanos(end - System.nanoTime()))) {
        calls.unlink(staging, name, SystemCalls.AT_REMOVEDIR);
      }
    }
  }
}
