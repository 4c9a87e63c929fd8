package org.gatehouse.host.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The one writer's lock on a directory's files, held against other threads and against other
 * processes: a write lock of fcntl(2) on a file in the directory. With the name {@link
 * #PASSWORD_LOCK} it is lckpwdf(3)'s, so passwd, chpasswd, vipw and their kin wait for us and we
 * for them.
 *
 * <p>fcntl locks belong to the process, and closing any descriptor of the file drops them all: that
 * is why a thread opens the file only when it holds the lock of this virtual machine.
 */
public final class DirectoryLock implements AutoCloseable {
  /** The file that lckpwdf(3) locks in {@code etc}. */
  public static final String PASSWORD_LOCK = ".pwd.lock";

  /** As long as lckpwdf(3) waits. */
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private static final Duration PAUSE = Duration.ofMillis(5);

  /**
   * Two directories may share one of these, which costs a wait now and then, never a deadlock: no
   * thread holds two.
   */
  private static final ReentrantLock[] THREADS = new ReentrantLock[64];

  static {
    Arrays.setAll(THREADS, i -> new ReentrantLock());
  }

  private final ReentrantLock thread;
  private final FileChannel file;

  private DirectoryLock(ReentrantLock thread, FileChannel file) {
    this.thread = thread;
    this.file = file;
  }

  /**
   * Takes the lock, waiting up to 15 seconds. A thread holds at most one such lock.
   *
   * @param file the lock file's name
   * @return empty when somebody held it all that time, or the thread was interrupted
   */
  public static Optional<DirectoryLock> hold(StrictDirectory directory, String file)
      throws IOException {
    return hold(directory, file, PATIENCE);
  }

  /**
   * Takes the lock, waiting as long as one wants. A thread holds at most one such lock.
   *
   * @param file the lock file's name
   * @param patience how long to wait; zero for not at all
   * @return empty when somebody held it all that time, or the thread was interrupted
   */
  public static Optional<DirectoryLock> hold(
      StrictDirectory directory, String file, Duration patience) throws IOException {
    ReentrantLock thread = THREADS[Math.floorMod(directory.identity().hashCode(), THREADS.length)];
    long deadline = System.nanoTime() + patience.toNanos();
    try {
      if (!thread.tryLock(patience.toNanos(), TimeUnit.NANOSECONDS)) {
        return Optional.empty();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
    FileChannel channel = null;
    boolean held = false;
    try {
      channel = directory.lockFile(file);
      held = lock(channel, deadline);
      return held ? Optional.of(new DirectoryLock(thread, channel)) : Optional.empty();
    } finally {
      if (!held) {
        release(thread, channel);
      }
    }
  }

  private static boolean lock(FileChannel channel, long deadline) throws IOException {
    while (true) {
      try {
        if (channel.tryLock() != null) {
          return true;
        }
      } catch (OverlappingFileLockException e) {
        // another copy of this class in the same virtual machine; wait for it too
      }
      if (System.nanoTime() - deadline >= 0) {
        return false;
      }
      try {
        Thread.sleep(PAUSE);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
  }

  private static void release(ReentrantLock thread, FileChannel channel) throws IOException {
    try {
      if (channel != null) {
        channel.close();
      }
    } finally {
      thread.unlock();
    }
  }

  /** Gives the lock back. */
  @Override
  public void close() throws IOException {
    release(thread, file);
  }
}
