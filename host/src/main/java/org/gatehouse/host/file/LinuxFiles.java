package org.gatehouse.host.file;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What Java does not do with files: tell their blocks, and reach those whose names are no text, or
 * that may not be read. openat(2), getdents64(2), statx(2) and their kin, called through the
 * Foreign Function API; no call follows a symbolic link. Names are bytes, as the system has them.
 * Each has its own memory, and is for one thread.
 */
final class LinuxFiles implements AutoCloseable {

  /** Where a relative path begins that begins nowhere else. */
  static final int WORKING_DIRECTORY = -100;

  private static final boolean ARM = System.getProperty("os.arch").equals("aarch64");

  /** O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC, which processors number differently. */
  private static final int DIRECTORY_ONLY =
      (ARM ? 0x4000 : 0x10000) | (ARM ? 0x8000 : 0x20000) | 0x80000;

  private static final int NOFOLLOW = 0x100;
  private static final int EMPTY_PATH = 0x1000;

  /** STATX_TYPE | STATX_NLINK | STATX_INO | STATX_BLOCKS. */
  private static final int WANTED = 0x1 | 0x4 | 0x100 | 0x400;

  private static final int STATX_SIZE = 256;
  private static final int TYPE = 0xF000;
  private static final int DIRECTORY = 0x4000;
  private static final int RECORD_LENGTH = 16;
  private static final int RECORD_NAME = 19;
  private static final int BUFFER = 64 << 10;
  private static final int LONGEST_NAME = 4_096;

  private static final int REMOVE_DIRECTORY = 0x200;

  private static final int NOT_ALLOWED = 1;
  private static final int NO_SUCH_FILE = 2;
  private static final int NOT_PERMITTED = 13;
  private static final int EXISTS = 17;
  private static final int NOT_A_DIRECTORY = 20;
  private static final int IS_A_DIRECTORY = 21;
  private static final int DIRECTORY_NOT_EMPTY = 39;
  private static final int A_LINK = 40;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final VarHandle ERRNO =
      Linker.Option.captureStateLayout().varHandle(MemoryLayout.PathElement.groupElement("errno"));

  private static final MethodHandle OPENAT =
      function(
          "openat",
          FunctionDescriptor.of(
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_INT,
              ValueLayout.ADDRESS,
              ValueLayout.JAVA_INT),
          Linker.Option.firstVariadicArg(3));

  private static final MethodHandle GETDENTS =
      function(
          "getdents64",
          FunctionDescriptor.of(
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_INT,
              ValueLayout.ADDRESS,
              ValueLayout.JAVA_LONG));

  private static final MethodHandle STATX =
      function(
          "statx",
          FunctionDescriptor.of(
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_INT,
              ValueLayout.ADDRESS,
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_INT,
              ValueLayout.ADDRESS));

  private static final MethodHandle UNLINK =
      function(
          "unlinkat",
          FunctionDescriptor.of(
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_INT,
              ValueLayout.ADDRESS,
              ValueLayout.JAVA_INT));

  private static final MethodHandle RENAME =
      function(
          "renameat",
          FunctionDescriptor.of(
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_INT,
              ValueLayout.ADDRESS,
              ValueLayout.JAVA_INT,
              ValueLayout.ADDRESS));

  private static final MethodHandle MAKE_DIRECTORY =
      function(
          "mkdirat",
          FunctionDescriptor.of(
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_INT,
              ValueLayout.ADDRESS,
              ValueLayout.JAVA_INT));

  private static final MethodHandle CHANGE_MODE =
      function(
          "fchmodat",
          FunctionDescriptor.of(
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_INT,
              ValueLayout.ADDRESS,
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_INT));

  private static final MethodHandle CLOSE =
      function("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

  private final Arena arena = Arena.ofConfined();
  private final MemorySegment errno = arena.allocate(Linker.Option.captureStateLayout());
  private final MemorySegment name = arena.allocate(LONGEST_NAME + 1L);
  private final MemorySegment otherName = arena.allocate(LONGEST_NAME + 1L);
  private final MemorySegment status = arena.allocate(STATX_SIZE, Long.BYTES);
  private final MemorySegment buffer = arena.allocate(BUFFER, Long.BYTES);

  /** Calls one C function; the arguments are those of its descriptor. */
  @FunctionalInterface
  private interface Call {
    long made() throws Throwable;
  }

  /**
   * What is known of a file.
   *
   * @param device the file system it is on
   * @param inode its number there
   * @param links how many names it has
   * @param directory whether it is one
   * @param blocks of 512 bytes
   */
  record Status(long device, long inode, long links, boolean directory, long blocks) {}

  // Restricted because a wrong descriptor crashes the virtual machine; these are the manual's.
  @SuppressWarnings("restricted")
  private static MethodHandle function(
      String symbol, FunctionDescriptor descriptor, Linker.Option... options) {
    Linker.Option[] all = Arrays.copyOf(options, options.length + 1);
    all[options.length] = Linker.Option.captureCallState("errno");
    return LINKER.downcallHandle(
        LINKER.defaultLookup().find(symbol).orElseThrow(), descriptor, all);
  }

  private static long call(Call call) {
    try {
      return call.made();
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("a C function throws nothing", e);
    }
  }

  private MemorySegment name(byte[] bytes) throws IOException {
    return written(bytes, name);
  }

  private static MemorySegment written(byte[] bytes, MemorySegment name) throws IOException {
    if (bytes.length > LONGEST_NAME) {
      throw new IOException("a path is too long");
    }
    MemorySegment.copy(bytes, 0, name, ValueLayout.JAVA_BYTE, 0, bytes.length);
    name.set(ValueLayout.JAVA_BYTE, bytes.length, (byte) 0);
    return name;
  }

  /**
   * Opens a directory.
   *
   * @param parent an open directory, or {@link #WORKING_DIRECTORY}
   * @return its descriptor; empty when there is none of that name any more, or what is there is
   *     none
   * @throws NotPermittedException when it may not be read
   */
  Optional<Integer> open(int parent, byte[] child) throws IOException {
    MemorySegment path = name(child);
    int opened =
        (int) call(() -> (long) (int) OPENAT.invokeExact(errno, parent, path, DIRECTORY_ONLY));
    return opened >= 0 ? Optional.of(opened) : absent("open");
  }

  /** Closes a descriptor. */
  void close(int descriptor) {
    call(() -> (long) (int) CLOSE.invokeExact(errno, descriptor));
  }

  /** What is known of an entry of a directory; empty when it is not there any more. */
  Optional<Status> status(int directory, byte[] entry) throws IOException {
    return status(directory, entry, NOFOLLOW);
  }

  /** What is known of an open directory. */
  Status status(int directory) throws IOException {
    return status(directory, new byte[0], EMPTY_PATH)
        .orElseThrow(() -> new IOException("an open directory has no status"));
  }

  private Optional<Status> status(int directory, byte[] entry, int flags) throws IOException {
    MemorySegment path = name(entry);
    long result =
        call(() -> (long) (int) STATX.invokeExact(errno, directory, path, flags, WANTED, status));
    if (result < 0) {
      return absent("statx");
    }
    // The layout of struct statx is the same on every processor.
    return Optional.of(
        new Status(
            (long) status.get(ValueLayout.JAVA_INT, 136) << Integer.SIZE
                | Integer.toUnsignedLong(status.get(ValueLayout.JAVA_INT, 140)),
            status.get(ValueLayout.JAVA_LONG, 32),
            Integer.toUnsignedLong(status.get(ValueLayout.JAVA_INT, 16)),
            (status.get(ValueLayout.JAVA_SHORT, 28) & TYPE) == DIRECTORY,
            status.get(ValueLayout.JAVA_LONG, 48)));
  }

  /**
   * The next names in an open directory, but for itself and its parent.
   *
   * @return empty when there are no more
   */
  Optional<List<byte[]>> next(int directory) throws IOException {
    long size = call(() -> (long) GETDENTS.invokeExact(errno, directory, buffer, (long) BUFFER));
    if (size < 0) {
      return absent("getdents64");
    }
    List<byte[]> names = new ArrayList<>();
    for (long at = 0; at < size; ) {
      String text = buffer.getString(at + RECORD_NAME, StandardCharsets.ISO_8859_1);
      if (!text.equals(".") && !text.equals("..")) {
        names.add(text.getBytes(StandardCharsets.ISO_8859_1));
      }
      at += Short.toUnsignedInt(buffer.get(ValueLayout.JAVA_SHORT, at + RECORD_LENGTH));
    }
    return size == 0 ? Optional.empty() : Optional.of(names);
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
    int number = unlink(directory, entry, 0);
    if (number == 0 || number == NO_SUCH_FILE) {
      return Removal.GONE;
    }
    // POSIX says NOT_ALLOWED of directories, and some file systems do.
    if (number == IS_A_DIRECTORY
        || number == NOT_ALLOWED
            && status(directory, entry).filter(Status::directory).isPresent()) {
      return Removal.A_DIRECTORY;
    }
    throw failure("unlink", number);
  }

  /** Removes an empty directory. */
  Removal removeDirectory(int directory, byte[] entry) throws IOException {
    int number = unlink(directory, entry, REMOVE_DIRECTORY);
    return switch (number) {
      case 0, NO_SUCH_FILE, NOT_A_DIRECTORY -> Removal.GONE;
      case DIRECTORY_NOT_EMPTY, EXISTS -> Removal.NOT_EMPTY;
      default -> throw failure("rmdir", number);
    };
  }

  private int unlink(int directory, byte[] entry, int flags) throws IOException {
    MemorySegment path = name(entry);
    return number(call(() -> (long) (int) UNLINK.invokeExact(errno, directory, path, flags)));
  }

  /**
   * Renames within one file system; what is not there any more is nothing to do.
   *
   * @throws NotPermittedException when it may not be moved
   */
  void move(int from, byte[] entry, int target, byte[] newName) throws IOException {
    MemorySegment source = name(entry);
    MemorySegment destination = written(newName, otherName);
    int number =
        number(
            call(() -> (long) (int) RENAME.invokeExact(errno, from, source, target, destination)));
    if (number != 0 && number != NO_SUCH_FILE) {
      throw failure("rename", number);
    }
  }

  /** Makes a directory; one that is there, or whatever has its name, stays. */
  void makeDirectory(int parent, byte[] entry, int mode) throws IOException {
    MemorySegment path = name(entry);
    int number =
        number(call(() -> (long) (int) MAKE_DIRECTORY.invokeExact(errno, parent, path, mode)));
    if (number != 0 && number != EXISTS) {
      throw failure("mkdir", number);
    }
  }

  /** Gives a directory or file another mode, if this process may; a link and its target stay. */
  void allow(int directory, byte[] entry, int mode) throws IOException {
    MemorySegment path = name(entry);
    call(() -> (long) (int) CHANGE_MODE.invokeExact(errno, directory, path, mode, NOFOLLOW));
  }

  private int number(long result) {
    return result < 0 ? (int) ERRNO.get(errno, 0L) : 0;
  }

  private static IOException failure(String attempt, int number) {
    return number == NOT_PERMITTED || number == NOT_ALLOWED
        ? new NotPermittedException()
        : new IOException(attempt + " failed with errno " + number);
  }

  private <T> Optional<T> absent(String attempt) throws IOException {
    int number = (int) ERRNO.get(errno, 0L);
    return switch (number) {
      case NO_SUCH_FILE, NOT_A_DIRECTORY, A_LINK -> Optional.empty();
      case NOT_PERMITTED -> throw new NotPermittedException();
      default -> throw new IOException(attempt + " failed with errno " + number);
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
    arena.close();
  }
}
