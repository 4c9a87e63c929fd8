package org.gatehouse.host.file;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.gatehouse.host.linux.Errno;
import org.gatehouse.host.linux.FileStatus;
import org.gatehouse.host.linux.SystemCalls;

/**
 * What Java does not do with files: tell their blocks, and reach those whose names are no text, or
 * that may not be read. No call follows a symbolic link. Names are bytes, as the system has them.
 * Each has its own memory, and is for one thread.
 */
final class LinuxFiles implements AutoCloseable {

  /** Where a relative path begins that begins nowhere else. */
  static final int WORKING_DIRECTORY = SystemCalls.WORKING_DIRECTORY;

  private final SystemCalls calls = new SystemCalls();

  /**
   * Opens a directory.
   *
   * @param parent an open directory, or {@link #WORKING_DIRECTORY}
   * @return its descriptor; empty when there is none of that name any more, or what is there is
   *     none
   * @throws NotPermittedException when it may not be read
   */
  Optional<Integer> open(int parent, byte[] child) throws IOException {
    int opened = calls.open(parent, child, SystemCalls.O_DIRECTORY | SystemCalls.O_NOFOLLOW, 0);
    return opened >= 0 ? Optional.of(opened) : absent("open", -opened);
  }

  /** Closes a descriptor. */
  void close(int descriptor) {
    SystemCalls.close(descriptor);
  }

  /** What is known of an entry of a directory; empty when it is not there any more. */
  Optional<FileStatus> status(int directory, byte[] entry) throws IOException {
    int result = calls.stat(directory, entry, SystemCalls.AT_SYMLINK_NOFOLLOW);
    return result < 0 ? absent("statx", -result) : Optional.of(calls.status());
  }

  /** What is known of an open directory. */
  FileStatus status(int directory) throws IOException {
    int result = calls.stat(directory);
    if (result < 0) {
      throw failure("statx", -result);
    }
    return calls.status();
  }

  /**
   * The next names in an open directory, but for itself and its parent.
   *
   * @return empty when there are no more
   */
  Optional<List<byte[]>> next(int directory) throws IOException {
    int size = calls.readDirectory(directory);
    if (size < 0) {
      return absent("getdents64", -size);
    }
    return size == 0 ? Optional.empty() : Optional.of(calls.names(size));
  }

  /** Lets the names in an open directory be read from the first one. */
  void rewind(int directory) {
    calls.seek(directory, 0);
  }

  /** How an attempt to remove something ended. */
  enum Removal {
    /** It is not there any more, or it is of another kind now. */
    GONE,
    /** It is a directory, and was to be removed as a file. */
    A_DIRECTORY,
    /** It is a directory with something in it. */
    NOT_EMPTY
  }

  /** Removes a file, or a link and not what it points to. */
  Removal removeFile(int directory, byte[] entry) throws IOException {
    int number = -calls.unlink(directory, entry, 0);
    if (number == 0 || number == Errno.ENOENT) {
      return Removal.GONE;
    }
    // POSIX says EPERM of directories, and some file systems do.
    if (number == Errno.EISDIR
        || number == Errno.EPERM
            && status(directory, entry).filter(FileStatus::directory).isPresent()) {
      return Removal.A_DIRECTORY;
    }
    throw failure("unlink", number);
  }

  /** Removes an empty directory. */
  Removal removeDirectory(int directory, byte[] entry) throws IOException {
    int number = -calls.unlink(directory, entry, SystemCalls.AT_REMOVEDIR);
    return switch (number) {
      case 0, Errno.ENOENT, Errno.ENOTDIR -> Removal.GONE;
      case Errno.ENOTEMPTY, Errno.EEXIST -> Removal.NOT_EMPTY;
      default -> throw failure("rmdir", number);
    };
  }

  /**
   * Renames within one file system; what is not there any more is nothing to do.
   *
   * @throws NotPermittedException when it may not be moved
   */
  void move(int from, byte[] entry, int target, byte[] newName) throws IOException {
    int number = -calls.rename(from, entry, target, newName, 0);
    if (number != 0 && number != Errno.ENOENT) {
      throw failure("rename", number);
    }
  }

  /** Makes a directory; one that is there, or whatever has its name, stays. */
  void makeDirectory(int parent, byte[] entry, int mode) throws IOException {
    int number = -calls.makeDirectory(parent, entry, mode);
    if (number != 0 && number != Errno.EEXIST) {
      throw failure("mkdir", number);
    }
  }

  /** Gives a directory or file another mode, if this process may; a link and its target stay. */
  void allow(int directory, byte[] entry, int mode) {
    calls.changeMode(directory, entry, mode, SystemCalls.AT_SYMLINK_NOFOLLOW);
  }

  private static IOException failure(String attempt, int number) {
    return number == Errno.EACCES || number == Errno.EPERM
        ? new NotPermittedException()
        : SystemCalls.failure(attempt, number);
  }

  private static <T> Optional<T> absent(String attempt, int number) throws IOException {
    return switch (number) {
      case Errno.ENOENT, Errno.ENOTDIR, Errno.ELOOP -> Optional.empty();
      case Errno.EACCES -> throw new NotPermittedException();
      default -> throw SystemCalls.failure(attempt, number);
    };
  }

  /** This process may not do it. */
  static final class NotPermittedException extends IOException {
    private static final long serialVersionUID = 1L;

    NotPermittedException() {
      super("not permitted");
    }
  }

  @Override
  public void close() {
    calls.close();
  }
}
