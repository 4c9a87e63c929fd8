package org.gatehouse.host.tree;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gatehouse.host.linux.Descriptor;
import org.gatehouse.host.linux.Errno;
import org.gatehouse.host.linux.FileStatus;
import org.gatehouse.host.linux.SystemCalls;
import org.gatehouse.host.tree.TreeException.Reason;

/**
 * Copies a collection: out of sight, then it appears at once. What is hidden, is no text, or is a
 * device, socket or FIFO is left out. No deeper than a path may be.
 */
final class Copying {

  private static final byte[] COPY = Names.bytes("copy");
  private static final int OWNERS = 0600;
  private static final int PRIVATE = 0700;

  private final SystemCalls calls;
  private final Places places;
  private final Roots roots;
  private final Owners owners;
  private final Writing writing;
  private final Staging staging;
  private final List<Failure> failures = new ArrayList<>();

  private static final int FEW_NAMES = 8 << 10;

  Copying(
      SystemCalls calls,
      Places places,
      Roots roots,
      Owners owners,
      Writing writing,
      Staging staging) {
    this.calls = calls;
    this.places = places;
    this.roots = roots;
    this.owners = owners;
    this.writing = writing;
    this.staging = staging;
  }

  /**
   * Copies it to a place that is free; what could not be copied is answered.
   *
   * @param members whether what is in it is copied too
   */
  List<Failure> copy(Held source, Spot target, boolean members) throws TreeException {
    return copy(
        source,
        target,
        members,
        there ->
            writing.rename(
                there,
                COPY,
                target.directory().number(),
                target.name(),
                SystemCalls.RENAME_NOREPLACE));
  }

  /** Copies it to a place where something is, which goes with the directory of staging. */
  List<Failure> copyInstead(Held source, Spot target, boolean members) throws TreeException {
    return copy(
        source,
        target,
        members,
        there -> writing.exchange(there, COPY, target.directory().number(), target.name()));
  }

  /** Puts the copy, which is in a directory of staging, in its place. */
  @FunctionalInterface
  private interface Placing {
    void from(int there) throws TreeException;
  }

  private List<Failure> copy(Held source, Spot target, boolean members, Placing placing)
      throws TreeException {
    Staging.Entry workshop = staging.directory(writing.device(target));
    int there = workshop.content().number();
    int held = source.descriptor().number();
    try {
      if (source.status().directory()) {
        collection(held, source.status(), source.path(), there, COPY, target.path(), members);
      } else {
        file(held, source.status(), there, COPY, target.path());
      }
      placing.from(there);
      return List.copyOf(failures);
    } finally {
      staging.discard(workshop);
    }
  }

  /**
   * Copies a collection.
   *
   * @param held refers to it (O_PATH)
   * @param name of the copy in {@code target}
   */
  private void collection(
      int held,
      FileStatus status,
      TreePath from,
      int target,
      byte[] name,
      TreePath to,
      boolean members)
      throws TreeException {
    try (Descriptor source = opened(held, SystemCalls.O_DIRECTORY);
        Descriptor made = owners.makeDirectory(target, name, PRIVATE, to)) {
      if (members) {
        members(source.number(), from, made.number(), to);
      }
      writing.carry(source.number(), made.number());
      writing.allow(made.number(), status.permissions() | PRIVATE);
    }
  }

  private void members(int source, TreePath from, int target, TreePath to) throws TreeException {
    for (int size = read(source); size > 0; size = read(source)) {
      for (byte[] name : calls.names(size)) {
        Optional<String> text = Names.text(name);
        if (text.isPresent()) {
          member(source, from, target, to, name, text.get());
        }
      }
    }
  }

  private int read(int source) throws TreeException {
    // Few, since each level of the tree keeps its own.
    int size = calls.readDirectory(source, FEW_NAMES);
    if (size < 0 && size != -Errno.ENOENT) {
      throw Refusal.of("getdents64", -size);
    }
    return size;
  }

  private void member(int source, TreePath from, int target, TreePath to, byte[] name, String text)
      throws TreeException {
    TreePath child;
    TreePath copy;
    try {
      child = from.child(text);
      copy = to.child(text);
    } catch (IllegalArgumentException e) {
      fail(from, Reason.NAME_TOO_LONG);
      return;
    }
    if (places.hidden(child)) {
      return;
    }
    int found = calls.open(source, name, SystemCalls.O_PATH | SystemCalls.O_NOFOLLOW, 0);
    if (found == -Errno.ENOENT) {
      return;
    }
    try (Descriptor held = new Descriptor(orRefuse("open", found))) {
      FileStatus status = writing.status(held.number());
      if (status.directory()) {
        collection(held.number(), status, child, target, name, copy, true);
      } else if (status.link()) {
        link(source, target, name);
      } else if (status.regular() && !roots.secret(status)) {
        file(held.number(), status, target, name, copy);
      }
    } catch (TreeException e) {
      if (e.reason() == Reason.NO_SPACE) {
        throw e;
      }
      fail(child, e.reason());
    }
  }

  private void file(int held, FileStatus status, int target, byte[] name, TreePath to)
      throws TreeException {
    try (Descriptor source = opened(held, 0);
        Descriptor made =
            new Descriptor(
                orRefuse(
                    "create",
                    calls.open(
                        target,
                        name,
                        SystemCalls.O_RDWR
                            | SystemCalls.O_CREAT
                            | SystemCalls.O_EXCL
                            | SystemCalls.O_NOFOLLOW,
                        OWNERS)))) {
      owners.give(made.number(), to);
      writing.content(source.number(), made.number(), status.size());
      writing.carry(source.number(), made.number());
      writing.allow(made.number(), status.permissions() | OWNERS);
      writing.stamp(made.number(), Moments.next());
    }
  }

  private void link(int source, int target, byte[] name) throws TreeException {
    int length = orRefuse("readlink", calls.readLink(source, name));
    orRefuse("symlink", calls.makeLink(calls.fetch(length), target, name));
    owners.giveLink(target, name);
  }

  private Descriptor opened(int held, int flags) throws TreeException {
    return new Descriptor(
        orRefuse(
            "open",
            calls.open(
                SystemCalls.WORKING_DIRECTORY,
                SystemCalls.pathOf(held),
                SystemCalls.O_NONBLOCK | SystemCalls.O_NOCTTY | flags,
                0)));
  }

  private static int orRefuse(String attempt, int result) throws TreeException {
    if (result < 0) {
      throw Refusal.of(attempt, -result);
    }
    return result;
  }

  private void fail(TreePath path, Reason reason) {
    if (failures.size() < Removal.MOST_FAILURES) {
      failures.add(new Failure(path, reason));
    }
  }
}
