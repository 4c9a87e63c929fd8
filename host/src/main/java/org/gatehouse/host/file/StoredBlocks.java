package org.gatehouse.host.file;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.gatehouse.host.Usage;
import org.gatehouse.host.linux.FileStatus;

/**
 * Counts the blocks of a directory tree that strangers fill while it is counted. No link is
 * followed and no mounted file system entered; a file of several names counts once; what vanishes
 * meanwhile is not counted. There is no recursion and one directory is open at a time, for a tree
 * may be deeper than a stack, a path or the number of descriptors.
 */
public final class StoredBlocks implements AutoCloseable {

  /** Half a minute's work; whoever has more is told to have at least what was counted. */
  private static final int MOST_FILES = 10_000_000;

  /** How many files of several names are told apart, in some 50 MB. */
  private static final int MOST_LINKED = 1_000_000;

  /** How many directories wait to be entered, or lie on the way down, in some 50 MB. */
  private static final int MOST_WAITING = 200_000;

  private static final byte[] PARENT = "..".getBytes(StandardCharsets.US_ASCII);

  private final LinuxFiles files = new LinuxFiles();
  private final byte[] base;
  private final List<byte[]> names;
  private final int mostFiles;

  private final Set<Long> linked = new HashSet<>();
  private final Deque<Level> levels = new ArrayDeque<>();
  private long device;
  private long blocks;
  private int seen;
  private int waiting;
  private boolean complete = true;

  /** A directory on the way down, and which of those in it are still to be entered. */
  private record Level(byte[] name, long inode, Deque<byte[]> children) {}

  /**
   * Of a tree that may be there.
   *
   * @param base a directory that only this server's owner can replace, and no link
   * @param names the directories from there to the top of the tree
   */
  public StoredBlocks(Path base, String... names) {
    this(MOST_FILES, base, names);
  }

  /** One for tests that looks at fewer files. */
  StoredBlocks(int mostFiles, Path base, String... names) {
    this.mostFiles = mostFiles;
    this.base = base.toString().getBytes(StandardCharsets.UTF_8);
    this.names =
        List.of(names).stream().map(name -> name.getBytes(StandardCharsets.UTF_8)).toList();
  }

  /** Counts; empty when the tree is not there. To be called once. */
  public Optional<Usage> count() throws IOException {
    Optional<Integer> top = openTop();
    if (top.isEmpty()) {
      return Optional.empty();
    }
    FileStatus status;
    try {
      status = files.status(top.get());
    } catch (IOException e) {
      files.close(top.get());
      throw e;
    }
    device = status.device();
    blocks = status.blocks();
    walk(top.get(), status.inode());
    return Optional.of(new Usage((blocks + 1) / 2, complete));
  }

  private Optional<Integer> openTop() throws IOException {
    Optional<Integer> here = files.open(LinuxFiles.WORKING_DIRECTORY, base);
    for (byte[] name : names) {
      here = child(here, name);
    }
    return here;
  }

  private Optional<Integer> child(Optional<Integer> parent, byte[] name) throws IOException {
    if (parent.isEmpty()) {
      return parent;
    }
    try {
      return files.open(parent.get(), name);
    } finally {
      files.close(parent.get());
    }
  }

  private void walk(int top, long inode) throws IOException {
    int here = top;
    try {
      levels.push(new Level(new byte[0], inode, children(here)));
      while (!levels.isEmpty()) {
        byte[] name = levels.peek().children().poll();
        Optional<Integer> next = name == null ? up(here) : down(here, name);
        if (name != null && next.isEmpty()) {
          waiting--;
        }
        if (next.isPresent()) {
          files.close(here);
          here = next.get();
        }
      }
    } finally {
      files.close(here);
    }
  }

  /** The directory that was entered; empty when it cannot be, or need not be. */
  private Optional<Integer> down(int here, byte[] name) throws IOException {
    Optional<Integer> child;
    try {
      child = files.open(here, name);
    } catch (LinuxFiles.NotPermittedException e) {
      complete = false;
      return Optional.empty();
    }
    if (child.isEmpty()) {
      return child;
    }
    boolean entered = false;
    try {
      FileStatus status = files.status(child.get());
      if (status.device() == device) {
        levels.push(new Level(name, status.inode(), children(child.get())));
        entered = true;
      }
    } finally {
      if (!entered) {
        files.close(child.get());
      }
    }
    return entered ? child : Optional.empty();
  }

  /** The directory above; empty when all is counted. */
  private Optional<Integer> up(int here) throws IOException {
    levels.pop();
    if (levels.isEmpty()) {
      return Optional.empty();
    }
    waiting--;
    Optional<Integer> parent = files.open(here, PARENT);
    if (parent.isPresent() && files.status(parent.get()).inode() == levels.peek().inode()) {
      return parent;
    }
    // It was moved meanwhile: its way is gone from the top.
    parent.ifPresent(files::close);
    return downAgain();
  }

  /** As far down as the way from the top still leads. */
  private Optional<Integer> downAgain() throws IOException {
    Deque<Level> way = new ArrayDeque<>();
    levels.forEach(way::push);
    levels.clear();
    Optional<Integer> top = openTop();
    if (top.isEmpty() || files.status(top.get()).inode() != way.peek().inode()) {
      return top;
    }
    levels.push(way.pop());
    int here = top.get();
    for (Level level : way) {
      Optional<Integer> next = same(here, level);
      if (next.isEmpty()) {
        return Optional.of(here);
      }
      files.close(here);
      here = next.get();
      levels.push(level);
    }
    return Optional.of(here);
  }

  private Optional<Integer> same(int parent, Level level) {
    try {
      Optional<Integer> child = files.open(parent, level.name());
      if (child.isPresent() && files.status(child.get()).inode() != level.inode()) {
        files.close(child.get());
        return Optional.empty();
      }
      return child;
    } catch (IOException e) {
      // Whatever became of it, it is not to be had any more.
      complete = false;
      return Optional.empty();
    }
  }

  /** Counts what is in a directory; those in it that are directories too are left to enter. */
  private Deque<byte[]> children(int directory) throws IOException {
    Deque<byte[]> children = new ArrayDeque<>();
    for (var names = files.next(directory); names.isPresent(); names = files.next(directory)) {
      for (byte[] name : names.get()) {
        if (seen == mostFiles) {
          complete = false;
          return new ArrayDeque<>();
        }
        seen++;
        Optional<FileStatus> status = files.status(directory, name);
        if (status.isPresent() && counts(status.get())) {
          blocks += status.get().blocks();
          if (status.get().directory()) {
            if (waiting == MOST_WAITING) {
              complete = false;
            } else {
              waiting++;
              children.add(name);
            }
          }
        }
      }
    }
    return children;
  }

  private boolean counts(FileStatus status) {
    if (status.device() != device) {
      return false;
    }
    if (status.directory() || status.links() < 2) {
      return true;
    }
    if (linked.size() == MOST_LINKED && !linked.contains(status.inode())) {
      complete = false;
      return false;
    }
    return linked.add(status.inode());
  }

  @Override
  public void close() {
    files.close();
  }
}
