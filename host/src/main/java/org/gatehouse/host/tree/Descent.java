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

/**
 * Goes through all that is below a directory, whoever made it: without recursion and with few
 * descriptors, for it may be deeper than a stack or a path. No link is followed.
 */
final class Descent implements AutoCloseable {

  /** Bytes of names that are read at once; some are kept of each level. */
  private static final int NAMES_AT_ONCE = 8 << 10;

  private final SystemCalls calls;
  private final TreePath start;
  private final DirectoryStack directories;
  private final Deque<Level> levels = new ArrayDeque<>();

  /** A directory on the way down, and the names in it that are still to be looked at. */
  private static final class Level {
    private final byte[] name;
    private final FileStatus status;
    private final Reach reach;
    private final Deque<byte[]> names = new ArrayDeque<>();
    private boolean kept;

    private Level(byte[] name, FileStatus status, Reach reach) {
      this.name = name;
      this.status = status;
      this.reach = reach;
    }
  }

  /** What becomes of a member. */
  enum Step {
    /** Its own members come next, when it is a directory; then it is left. */
    ENTER,
    /** It is done with. */
    PASS,
    /** It stays, and so does all that it is in. */
    KEEP,
    /** All is done with. */
    STOP
  }

  /** Sees the members of directories. */
  interface Visitor {
    /** One that is met; a directory before its own members. */
    Step meet(Member member) throws TreeException;

    /**
     * A directory that is to be entered and was opened.
     *
     * @return false when it is not to be entered after all
     */
    default boolean enter(Member member, int opened) throws TreeException {
      return true;
    }

    /** A directory after its members, nothing in which stays: whether it stays itself. */
    Step leave(Member member) throws TreeException;

    /** A directory that may not be opened. */
    Step closed(Member member) throws TreeException;

    /** Something that cannot be reached, at a path or in what is there. */
    default Step failed(TreePath path, TreeException e) throws TreeException {
      throw e;
    }
  }

  /** What is in a directory. */
  final class Member {
    private final int directory;
    private final byte[] name;
    private final FileStatus status;

    private Member(int directory, byte[] name, FileStatus status) {
      this.directory = directory;
      this.name = name;
      this.status = status;
    }

    /** The directory that it is in, open. */
    int directory() {
      return directory;
    }

    byte[] name() {
      return name;
    }

    FileStatus status() {
      return status;
    }

    /** How far its path reaches below the start. */
    Reach reach() {
      return levels.element().reach.plus(name);
    }

    /** How many directories it is in, the start among them. */
    int depth() {
      return levels.size();
    }

    /** Where it is; empty when that is no text, or deeper than a path may be. */
    Optional<TreePath> path() {
      if (start.names().size() + levels.size() > TreePath.MOST_NAMES) {
        // Asked of each member of whatever somebody nested deeper.
        return Optional.empty();
      }
      List<byte[]> names = way();
      names.add(name);
      return Names.path(start, names);
    }

    /** The same, or the nearest collection above that can be told. */
    TreePath nearestPath() {
      return Descent.this.nearestPath(name);
    }
  }

  private TreePath nearestPath(byte[] last) {
    List<byte[]> names = way();
    names.add(last);
    int most = Math.max(0, TreePath.MOST_NAMES - start.names().size());
    names.subList(Math.min(most, names.size()), names.size()).clear();
    while (!names.isEmpty()) {
      Optional<TreePath> path = Names.path(start, names);
      if (path.isPresent()) {
        return path.get();
      }
      names.removeLast();
    }
    return start;
  }

  private List<byte[]> way() {
    List<byte[]> names = new ArrayList<>();
    levels.descendingIterator().forEachRemaining(level -> names.add(level.name));
    names.removeFirst();
    return names;
  }

  /**
   * Below a directory.
   *
   * @param start where it is
   * @param top it, opened for reading; closed with this
   */
  Descent(SystemCalls calls, TreePath start, Descriptor top) throws TreeException {
    this.calls = calls;
    this.start = start;
    this.directories = new DirectoryStack(calls);
    levels.push(new Level(new byte[0], directories.push(top), Reach.of(TreePath.ROOT)));
  }

  /**
   * Goes through it, once.
   *
   * @return whether nothing stays
   */
  boolean run(Visitor visitor) throws TreeException {
    while (true) {
      Level level = levels.peek();
      byte[] name = next(level);
      Step step;
      if (name != null) {
        step = meet(visitor, name);
      } else if (levels.size() == 1) {
        return !level.kept;
      } else {
        step = leave(visitor);
      }
      if (step == Step.STOP) {
        return false;
      }
      if (step == Step.KEEP) {
        levels.peek().kept = true;
      }
    }
  }

  private byte[] next(Level level) throws TreeException {
    while (level.names.isEmpty()) {
      int size = calls.readDirectory(directories.last(), NAMES_AT_ONCE);
      if (size < 0 && size != -Errno.ENOENT) {
        throw Refusal.of("getdents64", -size);
      }
      if (size <= 0) {
        return null;
      }
      level.names.addAll(calls.names(size));
    }
    return level.names.poll();
  }

  private Step meet(Visitor visitor, byte[] name) throws TreeException {
    int here = directories.last();
    int told = calls.stat(here, name, SystemCalls.AT_SYMLINK_NOFOLLOW);
    if (told == -Errno.ENOENT) {
      return Step.PASS;
    }
    if (told < 0) {
      return visitor.failed(nearestPath(name), Refusal.of("statx", -told));
    }
    Member member = new Member(here, name, calls.status());
    Step step = visitor.meet(member);
    if (step != Step.ENTER || !member.status().directory()) {
      return step;
    }
    int opened = calls.open(here, name, SystemCalls.O_DIRECTORY | SystemCalls.O_NOFOLLOW, 0);
    if (opened == -Errno.EACCES || opened == -Errno.EPERM) {
      return visitor.closed(member);
    }
    if (opened == -Errno.ENOENT || opened == -Errno.ENOTDIR || opened == -Errno.ELOOP) {
      return Step.PASS;
    }
    if (opened < 0) {
      return visitor.failed(member.nearestPath(), Refusal.of("open", -opened));
    }
    enter(visitor, member, new Descriptor(opened));
    return Step.PASS;
  }

  private void enter(Visitor visitor, Member member, Descriptor directory) throws TreeException {
    boolean entered = false;
    try {
      if (!status(directory.number()).same(member.status())) {
        // Another one has its name now, of which nothing is known.
        levels.element().kept = true;
        return;
      }
      entered = visitor.enter(member, directory.number());
    } finally {
      if (!entered) {
        directory.close();
      }
    }
    if (entered) {
      directories.push(directory);
      levels.push(new Level(member.name(), member.status(), member.reach()));
    }
  }

  private Step leave(Visitor visitor) throws TreeException {
    directories.pop();
    Level left = levels.pop();
    return left.kept
        ? Step.KEEP
        : visitor.leave(new Member(directories.last(), left.name, left.status));
  }

  private FileStatus status(int descriptor) throws TreeException {
    int told = calls.stat(descriptor);
    if (told < 0) {
      throw Refusal.of("statx", -told);
    }
    return calls.status();
  }

  @Override
  public void close() {
    directories.close();
  }
}
