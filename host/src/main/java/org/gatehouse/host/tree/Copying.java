package org.gatehouse.host.tree;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.gatehouse.host.linux.Descriptor;
import org.gatehouse.host.linux.Errno;
import org.gatehouse.host.linux.FileStatus;
import org.gatehouse.host.linux.SystemCalls;
import org.gatehouse.host.tree.TreeException.Reason;

/**
 * Copies a collection: out of sight, then it appears at once. What is hidden, is no text, or is a
 * device, socket or FIFO is left out. No deeper than a path may be, without recursion and with few
 * descriptors.
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
        collection(source, there, target.path(), members);
      } else {
        file(held, source.status(), there, COPY, target.path());
      }
      placing.from(there);
      return List.copyOf(failures);
    } finally {
      staging.discard(workshop);
    }
  }

  private void collection(Held source, int there, TreePath to, boolean members)
      throws TreeException {
    int held = source.descriptor().number();
    try (Descent descent =
            new Descent(calls, source.path(), opened(held, SystemCalls.O_DIRECTORY));
        DirectoryStack copies = new DirectoryStack(calls)) {
      make(held, source.status(), there, COPY, to, copies);
      if (members) {
        descent.run(new Members(source.path(), to, copies));
      }
    }
  }

  /**
   * Makes a collection.
   *
   * @param from refers to the one that it is a copy of
   * @param name in {@code target}
   * @param copies where it is added to
   */
  private void make(
      int from, FileStatus status, int target, byte[] name, TreePath to, DirectoryStack copies)
      throws TreeException {
    Descriptor made = owners.makeDirectory(target, name, PRIVATE, to);
    boolean done = false;
    try {
      writing.carry(from, made.number());
      writing.allow(made.number(), status.permissions() | PRIVATE);
      done = true;
    } finally {
      if (!done) {
        made.close();
      }
    }
    copies.push(made);
  }

  /** Copies the members of a collection, and theirs. */
  private final class Members implements Descent.Visitor {

    private final DirectoryStack copies;

    /** From where and to where, of each of the copies. */
    private final Deque<Pair> pairs = new ArrayDeque<>();

    private final Reach start;

    /** From the realm's root, as the site's admin sees it. */
    private final Reach target;

    private record Pair(TreePath from, TreePath to) {}

    Members(TreePath from, TreePath to, DirectoryStack copies) {
      this.copies = copies;
      this.start = Reach.of(from);
      this.target = Reach.of(places.root()).plus(Reach.of(to));
      pairs.push(new Pair(from, to));
    }

    @Override
    public Descent.Step meet(Descent.Member member) throws TreeException {
      while (copies.size() > member.depth()) {
        copies.pop();
        pairs.pop();
      }
      Optional<String> name = Names.text(member.name());
      if (name.isEmpty()) {
        return Descent.Step.PASS;
      }
      Pair above = pairs.element();
      if (!target.plus(member.reach()).fits()) {
        throw Refusal.tooDeep();
      }
      if (!start.plus(member.reach()).fits()) {
        // Who asks does not see it where it is.
        fail(above.from(), Reason.NAME_TOO_LONG);
        return Descent.Step.PASS;
      }
      TreePath from = above.from().child(name.get());
      if (places.hidden(from)) {
        return Descent.Step.PASS;
      }
      if (member.status().directory()) {
        return Descent.Step.ENTER;
      }
      try {
        copy(member, above.to().child(name.get()));
      } catch (TreeException e) {
        failed(from, e);
      }
      return Descent.Step.PASS;
    }

    @Override
    public boolean enter(Descent.Member member, int opened) throws TreeException {
      Pair above = pairs.element();
      String name = Names.text(member.name()).orElseThrow();
      TreePath from = above.from().child(name);
      TreePath to = above.to().child(name);
      try {
        make(opened, member.status(), copies.last(), member.name(), to, copies);
      } catch (TreeException e) {
        failed(from, e);
        return false;
      }
      pairs.push(new Pair(from, to));
      return true;
    }

    private void copy(Descent.Member member, TreePath to) throws TreeException {
      int found =
          calls.open(
              member.directory(), member.name(), SystemCalls.O_PATH | SystemCalls.O_NOFOLLOW, 0);
      if (found == -Errno.ENOENT) {
        return;
      }
      try (Descriptor held = new Descriptor(orRefuse("open", found))) {
        FileStatus status = writing.status(held.number());
        if (status.link()) {
          link(member.directory(), copies.last(), member.name());
        } else if (status.regular() && !roots.secret(status)) {
          file(held.number(), status, copies.last(), member.name(), to);
        }
      }
    }

    @Override
    public Descent.Step leave(Descent.Member member) {
      return Descent.Step.PASS;
    }

    @Override
    public Descent.Step closed(Descent.Member member) {
      fail(member.nearestPath(), Reason.FORBIDDEN);
      return Descent.Step.PASS;
    }

    @Override
    public Descent.Step failed(TreePath path, TreeException e) throws TreeException {
      if (e.reason() == Reason.NO_SPACE) {
        throw e;
      }
      fail(path, e.reason());
      return Descent.Step.PASS;
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
