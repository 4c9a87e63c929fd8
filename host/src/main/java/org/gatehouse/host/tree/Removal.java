package org.gatehouse.host.tree;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.gatehouse.host.linux.Descriptor;
import org.gatehouse.host.linux.Errno;
import org.gatehouse.host.linux.FileStatus;
import org.gatehouse.host.linux.SystemCalls;
import org.gatehouse.host.tree.TreeException.Reason;

/** Tells what in a collection has to stay, and removes the rest. */
final class Removal {

  /** Who asks about more is told of so many. */
  static final int MOST_FAILURES = 1_000;

  private final SystemCalls calls;
  private final Owners owners;
  private final Predicate<TreePath> locked;
  private final List<Failure> failures = new ArrayList<>();

  Removal(SystemCalls calls, Owners owners, Predicate<TreePath> locked) {
    this.calls = calls;
    this.owners = owners;
    this.locked = locked;
  }

  /** Why a member stays; empty when it may go. */
  private Optional<Reason> staying(Descent.Member member, FileStatus top, TreePath start) {
    FileStatus status = member.status();
    // A file system is mounted there.
    if (status.device() != top.device()
        || !owners.owns(member.directory(), member.name(), status, start)) {
      return Optional.of(Reason.FORBIDDEN);
    }
    return member.path().filter(locked).isPresent() ? Optional.of(Reason.LOCKED) : Optional.empty();
  }

  /** Whether all that is in a collection may go. */
  boolean mayGo(TreePath path, FileStatus top, Descriptor directory) throws TreeException {
    return mayGo(path, top, directory, member -> {});
  }

  /** Looks at a member that may go. */
  @FunctionalInterface
  interface Look {
    void at(Descent.Member member) throws TreeException;
  }

  /** The same; the members that may go are looked at too, until one may not. */
  boolean mayGo(TreePath path, FileStatus top, Descriptor directory, Look look)
      throws TreeException {
    try (Descent descent = new Descent(calls, path, directory)) {
      return descent.run(
          new Descent.Visitor() {
            @Override
            public Descent.Step meet(Descent.Member member) throws TreeException {
              if (staying(member, top, path).isPresent()) {
                return Descent.Step.STOP;
              }
              look.at(member);
              return Descent.Step.ENTER;
            }

            @Override
            public Descent.Step leave(Descent.Member member) {
              return Descent.Step.PASS;
            }

            @Override
            public Descent.Step closed(Descent.Member member) {
              return Descent.Step.STOP;
            }
          });
    }
  }

  /** Removes what may go from a collection; what stayed is in {@link #failures}. */
  boolean members(TreePath path, FileStatus top, Descriptor directory) throws TreeException {
    try (Descent descent = new Descent(calls, path, directory)) {
      return descent.run(
          new Descent.Visitor() {
            @Override
            public Descent.Step meet(Descent.Member member) {
              Optional<Reason> reason = staying(member, top, path);
              if (reason.isPresent()) {
                return keep(member, reason.get());
              }
              return member.status().directory() ? Descent.Step.ENTER : gone(member, 0);
            }

            @Override
            public Descent.Step leave(Descent.Member member) {
              return gone(member, SystemCalls.AT_REMOVEDIR);
            }

            @Override
            public Descent.Step closed(Descent.Member member) {
              // Perhaps it is empty.
              return calls.unlink(member.directory(), member.name(), SystemCalls.AT_REMOVEDIR) == 0
                  ? Descent.Step.PASS
                  : keep(member, Reason.FORBIDDEN);
            }
          });
    }
  }

  private Descent.Step gone(Descent.Member member, int flags) {
    int removed = calls.unlink(member.directory(), member.name(), flags);
    return switch (-removed) {
      case 0, Errno.ENOENT -> Descent.Step.PASS;
      default -> keep(member, Refusal.of("unlink", -removed).reason());
    };
  }

  private Descent.Step keep(Descent.Member member, Reason reason) {
    if (failures.size() < MOST_FAILURES) {
      // That something came into it meanwhile says nothing of what it is.
      failures.add(
          new Failure(member.nearestPath(), reason == Reason.EXISTS ? Reason.FAILED : reason));
    }
    return Descent.Step.KEEP;
  }

  /** What stayed, and why. */
  List<Failure> failures() {
    return List.copyOf(failures);
  }
}
