package org.gatehouse.host.tree;

import java.nio.charset.StandardCharsets;
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

  /** How many directories are open at once; of the ones above, the way back up is looked at. */
  private static final int MOST_OPEN = 32;

  /** Bytes of names that are read at once; some are kept of each level. */
  private static final int NAMES_AT_ONCE = 8 << 10;

  private static final byte[] PARENT = "..".getBytes(StandardCharsets.US_ASCII);

  private final SystemCalls calls;
  private final TreePath start;
  private final Deque<Level> levels = new ArrayDeque<>();

  /** A directory on the way down, and the names in it that are still to be looked at. */
  private static final class Level {
    private final byte[] name;
    private final FileStatus status;
    private final Deque<byte[]> names = new ArrayDeque<>();
    private Descriptor descriptor;
    private long position;
    private boolean kept;

    private Level(byte[] name, FileStatus status, Descriptor descriptor) {
      this.name = name;
      this.status = status;
      this.descriptor = descriptor;
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

    /** A directory after its members, nothing in which stays: whether it stays itself. */
    Step leave(Member member) throws TreeException;

    /** A directory that cannot be opened. */
    Step closed(Member member) throws TreeException;
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
      List<byte[]> names = way();
      names.add(name);
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
    try {
      levels.push(new Level(new byte[0], status(top.number()), top));
    } catch (TreeException e) {
      top.close();
      throw e;
    }
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
        step = meet(visitor, level, name);
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
      int size = calls.readDirectory(level.descriptor.number(), NAMES_AT_ONCE);
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

  private Step meet(Visitor visitor, Level level, byte[] name) throws TreeException {
    int here = level.descriptor.number();
    int told = calls.stat(here, name, SystemCalls.AT_SYMLINK_NOFOLLOW);
    if (told == -Errno.ENOENT) {
      return Step.PASS;
    }
    if (told < 0) {
      throw Refusal.of("statx", -told);
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
      throw Refusal.of("open", -opened);
    }
    enter(name, member.status(), new Descriptor(opened));
    return Step.PASS;
  }

  private void enter(byte[] name, FileStatus met, Descriptor directory) throws TreeException {
    boolean entered = false;
    try {
      if (!status(directory.number()).same(met)) {
        // Another one has its name now, of which nothing is known.
        levels.peek().kept = true;
        return;
      }
      levels.push(new Level(name, met, directory));
      entered = true;
    } finally {
      if (!entered) {
        directory.close();
      }
    }
    if (levels.size() > MOST_OPEN) {
      rest(levels.stream().skip(MOST_OPEN).findFirst().orElseThrow());
    }
  }

  private void rest(Level level) throws TreeException {
    if (level.descriptor == null) {
      return;
    }
    long position = calls.position(level.descriptor.number());
    if (position < 0) {
      throw Refusal.of("lseek", (int) -position);
    }
    level.position = position;
    level.descriptor.close();
    level.descriptor = null;
  }

  private Step leave(Visitor visitor) throws TreeException {
    Level left = levels.pop();
    Level parent = levels.peek();
    try (Descriptor below = left.descriptor) {
      if (parent.descriptor == null) {
        wake(parent, below.number());
      }
    }
    return left.kept
        ? Step.KEEP
        : visitor.leave(new Member(parent.descriptor.number(), left.name, left.status));
  }

  /** Opens a directory again from one that is in it, if it still is. */
  private void wake(Level level, int below) throws TreeException {
    int opened = calls.open(below, PARENT, SystemCalls.O_DIRECTORY, 0);
    if (opened < 0) {
      throw Refusal.of("open", -opened);
    }
    Descriptor directory = new Descriptor(opened);
    if (!status(opened).same(level.status) || calls.seek(opened, level.position) < 0) {
      directory.close();
      throw Refusal.forbidden("it is being moved by somebody else");
    }
    level.descriptor = directory;
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
    for (Level level : levels) {
      if (level.descriptor != null) {
        level.descriptor.close();
      }
    }
  }
}
