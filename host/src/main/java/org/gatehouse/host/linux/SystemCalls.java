package org.gatehouse.host.linux;

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
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;

/**
 * The calls of Linux that Java has not, through the Foreign Function API. Each method is one call
 * and answers what the call does, zero or more, or minus the {@linkplain Errno errno} that it
 * failed with. Names and paths are bytes, as the system has them.
 *
 * <p>Each has its own memory for what goes in and out, which is lent from a store and given back by
 * {@link #close}; so it is for one thread, and what a call leaves there lasts until the next one.
 */
public final class SystemCalls implements AutoCloseable {

  /** Where a relative path begins that begins nowhere else. */
  public static final int WORKING_DIRECTORY = -100;

  private static final boolean ARM = System.getProperty("os.arch").equals("aarch64");

  public static final int O_RDWR = 2;
  public static final int O_CREAT = 0x40;
  public static final int O_EXCL = 0x80;
  public static final int O_NOCTTY = 0x100;
  public static final int O_NONBLOCK = 0x800;
  public static final int O_CLOEXEC = 0x80000;
  public static final int O_PATH = 0x200000;

  /** Processors number these two differently. */
  public static final int O_DIRECTORY = ARM ? 0x4000 : 0x10000;

  public static final int O_NOFOLLOW = ARM ? 0x8000 : 0x20000;

  public static final int RESOLVE_NO_MAGICLINKS = 0x02;
  public static final int RESOLVE_NO_SYMLINKS = 0x04;
  public static final int RESOLVE_BENEATH = 0x08;
  public static final int RESOLVE_IN_ROOT = 0x10;

  public static final int AT_SYMLINK_NOFOLLOW = 0x100;
  public static final int AT_EMPTY_PATH = 0x1000;
  public static final int AT_REMOVEDIR = 0x200;

  public static final int RENAME_NOREPLACE = 1;
  public static final int RENAME_EXCHANGE = 2;

  /** As much as one call reads or writes. */
  public static final int BUFFER = 64 << 10;

  /** Most attributes are smaller; the kernel clears as much memory as it is asked for. */
  private static final int MOST_ATTRIBUTES = 4_096;

  /** The number of openat2(2), for which the C library has no function. */
  private static final long OPENAT2 = 437;

  /** The number of getxattrat(2), which Linux has since 6.13. */
  private static final long GETXATTRAT = 464;

  /** Whether the kernel has getxattrat(2), and nothing forbids it, as far as is known. */
  private static volatile boolean attributeAt = true;

  private static final int LOCK_EXCLUSIVE_AT_ONCE = 2 | 4;
  private static final int HOW_SIZE = 24;
  private static final int ATTRIBUTE_ARGUMENTS_SIZE = 16;
  private static final int STATX_SIZE = 256;

  /** STATX_BASIC_STATS | STATX_BTIME. */
  private static final int WANTED = 0x7ff | 0x800;

  private static final int CREATED = 0x800;

  private static final long FIRST_SECOND = -62_135_596_800L;
  private static final long LAST_SECOND = 253_402_300_799L;

  /** UTIME_OMIT: the other time stays. */
  private static final long UTIME_OMIT = (1 << 30) - 2;

  private static final int RECORD_LENGTH = 16;
  private static final int RECORD_NAME = 19;

  /** PATH_MAX, and what stands before a path that begins at a descriptor. */
  private static final int LONGEST_PATH = 4_096 + 64;

  /** More than work at once; what comes back beyond that is left to the collector. */
  private static final ArrayBlockingQueue<Memory> IDLE = new ArrayBlockingQueue<>(64);

  private static final Linker LINKER = Linker.nativeLinker();
  private static final VarHandle ERRNO =
      Linker.Option.captureStateLayout().varHandle(MemoryLayout.PathElement.groupElement("errno"));

  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
  private static final MemoryLayout POINTER = ValueLayout.ADDRESS;

  private static final MethodHandle OPEN =
      variadic("openat", 3, FunctionDescriptor.of(INT, INT, POINTER, INT, INT));
  private static final MethodHandle SYSCALL =
      variadic("syscall", 1, FunctionDescriptor.of(LONG, LONG, LONG, POINTER, POINTER, LONG));
  private static final MethodHandle SYSCALL_OF_SIX =
      variadic(
          "syscall",
          1,
          FunctionDescriptor.of(LONG, LONG, LONG, POINTER, LONG, POINTER, POINTER, LONG));
  private static final MethodHandle CLOSE = closing();
  private static final MethodHandle STATX = function("statx", INT, INT, POINTER, INT, INT, POINTER);
  private static final MethodHandle GETDENTS = function("getdents64", LONG, INT, POINTER, LONG);
  private static final MethodHandle SEEK = function("lseek", LONG, INT, LONG, INT);
  private static final MethodHandle UNLINK = function("unlinkat", INT, INT, POINTER, INT);
  private static final MethodHandle RENAME =
      function("renameat2", INT, INT, POINTER, INT, POINTER, INT);
  private static final MethodHandle MAKE_DIRECTORY = function("mkdirat", INT, INT, POINTER, INT);
  private static final MethodHandle MAKE_LINK = function("symlinkat", INT, POINTER, INT, POINTER);
  private static final MethodHandle READ_LINK =
      function("readlinkat", LONG, INT, POINTER, POINTER, LONG);
  private static final MethodHandle CHANGE_MODE = function("fchmodat", INT, INT, POINTER, INT, INT);
  private static final MethodHandle CHANGE_MODE_OF = function("fchmod", INT, INT, INT);
  private static final MethodHandle CHANGE_OWNER =
      function("fchownat", INT, INT, POINTER, INT, INT, INT);
  private static final MethodHandle SET_TIMES = function("futimens", INT, INT, POINTER);
  private static final MethodHandle READ = function("pread", LONG, INT, POINTER, LONG, LONG);
  private static final MethodHandle WRITE = function("write", LONG, INT, POINTER, LONG);
  private static final MethodHandle COPY_RANGE =
      function("copy_file_range", LONG, INT, POINTER, INT, POINTER, LONG, INT);
  private static final MethodHandle LOCK = function("flock", INT, INT, INT);
  private static final MethodHandle GET_ATTRIBUTE =
      function("getxattr", LONG, POINTER, POINTER, POINTER, LONG);
  private static final MethodHandle GET_ATTRIBUTE_OF_LINK =
      function("lgetxattr", LONG, POINTER, POINTER, POINTER, LONG);
  private static final MethodHandle SET_ATTRIBUTE =
      function("setxattr", INT, POINTER, POINTER, POINTER, LONG, INT);
  private static final MethodHandle REMOVE_ATTRIBUTE =
      function("removexattr", INT, POINTER, POINTER);
  private static final MethodHandle FILE_SYSTEM = function("fstatvfs", INT, INT, POINTER);
  private static final MethodHandle USER = function("geteuid", INT);

  /** What one thread's calls read and write. */
  private static final class Memory {
    // Given back by the collector: it goes from thread to thread, and nobody knows the last.
    private final Arena arena = Arena.ofAuto();
    private final MemorySegment errno = arena.allocate(Linker.Option.captureStateLayout());
    private final MemorySegment path = arena.allocate(LONGEST_PATH + 1L);
    private final MemorySegment otherPath = arena.allocate(LONGEST_PATH + 1L);
    private final MemorySegment how = arena.allocate(HOW_SIZE, Long.BYTES);
    private final MemorySegment status = arena.allocate(STATX_SIZE, Long.BYTES);
    private final MemorySegment buffer = arena.allocate(BUFFER, Long.BYTES);
  }

  /** Calls one C function; the arguments are those of its descriptor. */
  @FunctionalInterface
  private interface Call {
    long made() throws Throwable;
  }

  private Memory memory;

  /** With memory of its own. */
  public SystemCalls() {
    Memory idle = IDLE.poll();
    memory = idle == null ? new Memory() : idle;
  }

  @Override
  public void close() {
    if (memory != null) {
      IDLE.offer(memory);
      memory = null;
    }
  }

  // Restricted because a wrong descriptor crashes the virtual machine; these are the manual's.
  @SuppressWarnings("restricted")
  private static MethodHandle variadic(String symbol, int fixed, FunctionDescriptor descriptor) {
    return LINKER.downcallHandle(
        LINKER.defaultLookup().findOrThrow(symbol),
        descriptor,
        Linker.Option.firstVariadicArg(fixed),
        Linker.Option.captureCallState("errno"));
  }

  @SuppressWarnings("restricted")
  private static MethodHandle function(
      String symbol, MemoryLayout result, MemoryLayout... arguments) {
    return LINKER.downcallHandle(
        LINKER.defaultLookup().findOrThrow(symbol),
        FunctionDescriptor.of(result, arguments),
        Linker.Option.captureCallState("errno"));
  }

  /** Of what fails when a descriptor is closed nothing can be done; it is closed all the same. */
  @SuppressWarnings("restricted")
  private static MethodHandle closing() {
    return LINKER.downcallHandle(
        LINKER.defaultLookup().findOrThrow("close"), FunctionDescriptor.of(INT, INT));
  }

  private long call(Call call) {
    long result = made(call);
    return result < 0 ? -(int) ERRNO.get(memory.errno, 0L) : result;
  }

  private static long made(Call call) {
    try {
      return call.made();
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("a C function throws nothing", e);
    }
  }

  private MemorySegment path(byte[] bytes) {
    return written(bytes, memory.path);
  }

  private static MemorySegment written(byte[] bytes, MemorySegment target) {
    if (bytes.length > LONGEST_PATH) {
      throw new IllegalArgumentException("a path is too long");
    }
    MemorySegment.copy(bytes, 0, target, ValueLayout.JAVA_BYTE, 0, bytes.length);
    target.set(ValueLayout.JAVA_BYTE, bytes.length, (byte) 0);
    return target;
  }

  /** openat(2): a descriptor. What a link at the end does is said by the flags; others count. */
  public int open(int directory, byte[] name, int flags, int mode) {
    MemorySegment path = path(name);
    int all = flags | O_CLOEXEC;
    return (int)
        call(() -> (long) (int) OPEN.invokeExact(memory.errno, directory, path, all, mode));
  }

  /** openat2(2): a descriptor of what is there already, found as {@code resolve} says. */
  public int open(int directory, byte[] name, int flags, long resolve) {
    MemorySegment path = path(name);
    MemorySegment how = memory.how;
    how.set(LONG, 0, flags | O_CLOEXEC);
    how.set(LONG, 8, 0);
    how.set(LONG, 16, resolve);
    return (int)
        call(
            () ->
                (long)
                    SYSCALL.invokeExact(
                        memory.errno, OPENAT2, (long) directory, path, how, (long) HOW_SIZE));
  }

  /** close(2). */
  public static void close(int descriptor) {
    made(() -> (long) (int) CLOSE.invokeExact(descriptor));
  }

  /** statx(2); {@link #status()} has what it found. */
  public int stat(int directory, byte[] name, int flags) {
    MemorySegment path = path(name);
    return (int)
        call(
            () ->
                (long)
                    (int)
                        STATX.invokeExact(
                            memory.errno, directory, path, flags, WANTED, memory.status));
  }

  /** The same of what is open. */
  public int stat(int descriptor) {
    return stat(descriptor, new byte[0], AT_EMPTY_PATH);
  }

  /** What the last call of statx(2) found. */
  public FileStatus status() {
    // The layout of struct statx is the same on every processor.
    MemorySegment status = memory.status;
    return new FileStatus(
        (long) status.get(INT, 136) << Integer.SIZE | Integer.toUnsignedLong(status.get(INT, 140)),
        status.get(LONG, 32),
        Integer.toUnsignedLong(status.get(INT, 16)),
        Short.toUnsignedInt(status.get(ValueLayout.JAVA_SHORT, 28)),
        Integer.toUnsignedLong(status.get(INT, 20)),
        status.get(LONG, 40),
        status.get(LONG, 48),
        instant(112),
        instant(96),
        (status.get(INT, 0) & CREATED) == 0 ? Optional.empty() : Optional.of(instant(80)));
  }

  /** Between the years 1 and 9999: owners give their files whatever time they like. */
  private Instant instant(long at) {
    long second = Math.clamp(memory.status.get(LONG, at), FIRST_SECOND, LAST_SECOND);
    return Instant.ofEpochSecond(second, memory.status.get(INT, at + 8));
  }

  /** getdents64(2): how many bytes {@link #names} are to be read from; zero at the end. */
  public int readDirectory(int directory) {
    return readDirectory(directory, BUFFER);
  }

  /** The same of fewer names at once, in up to so many bytes. */
  public int readDirectory(int directory, int most) {
    return (int)
        call(
            () -> (long) GETDENTS.invokeExact(memory.errno, directory, memory.buffer, (long) most));
  }

  /** The names that were read last, but for the directory itself and its parent. */
  public List<byte[]> names(int size) {
    byte[] records = new byte[size];
    MemorySegment.copy(memory.buffer, ValueLayout.JAVA_BYTE, 0, records, 0, size);
    List<byte[]> names = new ArrayList<>(size / 32);
    for (int at = 0; at < size; ) {
      int length =
          Byte.toUnsignedInt(records[at + RECORD_LENGTH])
              | Byte.toUnsignedInt(records[at + RECORD_LENGTH + 1]) << Byte.SIZE;
      int start = at + RECORD_NAME;
      int end = start;
      while (records[end] != 0) {
        end++;
      }
      if (!isDots(records, start, end - start)) {
        names.add(Arrays.copyOfRange(records, start, end));
      }
      at += length;
    }
    return names;
  }

  private static boolean isDots(byte[] records, int start, int length) {
    return length <= 2 && records[start] == '.' && (length == 1 || records[start + 1] == '.');
  }

  /** lseek(2): where a descriptor stands. */
  public long position(int descriptor) {
    return call(() -> (long) SEEK.invokeExact(memory.errno, descriptor, 0L, 1));
  }

  /** lseek(2): puts a descriptor where it stood. */
  public long seek(int descriptor, long position) {
    return call(() -> (long) SEEK.invokeExact(memory.errno, descriptor, position, 0));
  }

  /** unlinkat(2). */
  public int unlink(int directory, byte[] name, int flags) {
    MemorySegment path = path(name);
    return (int) call(() -> (long) (int) UNLINK.invokeExact(memory.errno, directory, path, flags));
  }

  /** renameat2(2). */
  public int rename(int from, byte[] name, int target, byte[] newName, int flags) {
    MemorySegment path = path(name);
    MemorySegment newPath = written(newName, memory.otherPath);
    return (int)
        call(
            () ->
                (long) (int) RENAME.invokeExact(memory.errno, from, path, target, newPath, flags));
  }

  /** mkdirat(2). */
  public int makeDirectory(int directory, byte[] name, int mode) {
    MemorySegment path = path(name);
    return (int)
        call(() -> (long) (int) MAKE_DIRECTORY.invokeExact(memory.errno, directory, path, mode));
  }

  /** symlinkat(2). */
  public int makeLink(byte[] leadsTo, int directory, byte[] name) {
    MemorySegment path = path(name);
    MemorySegment text = written(leadsTo, memory.otherPath);
    return (int)
        call(() -> (long) (int) MAKE_LINK.invokeExact(memory.errno, text, directory, path));
  }

  /** readlinkat(2): the length of what {@link #fetch} has. */
  public int readLink(int directory, byte[] name) {
    MemorySegment path = path(name);
    return (int)
        call(
            () ->
                (long)
                    READ_LINK.invokeExact(
                        memory.errno, directory, path, memory.buffer, (long) BUFFER));
  }

  /** fchmodat(2). */
  public int changeMode(int directory, byte[] name, int mode, int flags) {
    MemorySegment path = path(name);
    return (int)
        call(
            () -> (long) (int) CHANGE_MODE.invokeExact(memory.errno, directory, path, mode, flags));
  }

  /** fchmod(2). */
  public int changeMode(int descriptor, int mode) {
    return (int)
        call(() -> (long) (int) CHANGE_MODE_OF.invokeExact(memory.errno, descriptor, mode));
  }

  /** fchownat(2) of a member, which may be a link. */
  public int changeOwner(int directory, byte[] name, long uid, long gid) {
    return changeOwner(directory, name, uid, gid, AT_SYMLINK_NOFOLLOW);
  }

  /** The same of what is open. */
  public int changeOwner(int descriptor, long uid, long gid) {
    return changeOwner(descriptor, new byte[0], uid, gid, AT_EMPTY_PATH);
  }

  private int changeOwner(int directory, byte[] name, long uid, long gid, int flags) {
    MemorySegment path = path(name);
    return (int)
        call(
            () ->
                (long)
                    (int)
                        CHANGE_OWNER.invokeExact(
                            memory.errno, directory, path, (int) uid, (int) gid, flags));
  }

  /** futimens(2): says when the content changed. */
  public int setModified(int descriptor, Instant modified) {
    MemorySegment times = memory.status;
    times.set(LONG, 0, 0);
    times.set(LONG, 8, UTIME_OMIT);
    times.set(LONG, 16, modified.getEpochSecond());
    times.set(LONG, 24, modified.getNano());
    return (int) call(() -> (long) (int) SET_TIMES.invokeExact(memory.errno, descriptor, times));
  }

  /** pread(2) of up to {@value #BUFFER} bytes, which {@link #fetch} has. */
  public int read(int descriptor, long from, long length) {
    long most = Math.min(length, BUFFER);
    return (int)
        call(() -> (long) READ.invokeExact(memory.errno, descriptor, memory.buffer, most, from));
  }

  /** What the last call put into memory, from its first byte. */
  public void fetch(byte[] target, int length) {
    MemorySegment.copy(memory.buffer, ValueLayout.JAVA_BYTE, 0, target, 0, length);
  }

  /** The same. */
  public byte[] fetch(int length) {
    byte[] fetched = new byte[length];
    fetch(fetched, length);
    return fetched;
  }

  /** write(2) of up to {@value #BUFFER} bytes: how many were written. */
  public int write(int descriptor, byte[] bytes, int from, int length) {
    int most = Math.min(length, BUFFER);
    MemorySegment.copy(bytes, from, memory.buffer, ValueLayout.JAVA_BYTE, 0, most);
    return (int)
        call(() -> (long) WRITE.invokeExact(memory.errno, descriptor, memory.buffer, (long) most));
  }

  /** copy_file_range(2) from and to where the descriptors stand: how many bytes were copied. */
  public long copy(int from, int target, long length) {
    return call(
        () ->
            (long)
                COPY_RANGE.invokeExact(
                    memory.errno, from, MemorySegment.NULL, target, MemorySegment.NULL, length, 0));
  }

  /** flock(2): takes the lock for as long as this descriptor is open, if nobody has it. */
  public int lock(int descriptor) {
    return (int)
        call(() -> (long) (int) LOCK.invokeExact(memory.errno, descriptor, LOCK_EXCLUSIVE_AT_ONCE));
  }

  /** getxattr(2): the length of what {@link #fetch} has. */
  public int attribute(byte[] file, byte[] attribute) {
    int length = attribute(file, attribute, MOST_ATTRIBUTES);
    return length == -Errno.ERANGE ? attribute(file, attribute, BUFFER) : length;
  }

  private int attribute(byte[] file, byte[] attribute, long most) {
    MemorySegment path = path(file);
    MemorySegment name = written(attribute, memory.otherPath);
    return (int)
        call(() -> (long) GET_ATTRIBUTE.invokeExact(memory.errno, path, name, memory.buffer, most));
  }

  /** The same of a member of an open directory, and a link is not followed. */
  public int attribute(int directory, byte[] member, byte[] attribute) {
    int length = attribute(directory, member, attribute, MOST_ATTRIBUTES);
    return length == -Errno.ERANGE ? attribute(directory, member, attribute, BUFFER) : length;
  }

  private int attribute(int directory, byte[] member, byte[] attribute, int most) {
    if (attributeAt) {
      int length = attributeAt(directory, member, attribute, most);
      if (length != -Errno.ENOSYS && length != -Errno.EPERM) {
        return length;
      }
      // An older kernel, or a container that forbids what it does not know.
      attributeAt = false;
    }
    return attributeOfLink(directory, member, attribute, most);
  }

  /** getxattrat(2). */
  int attributeAt(int directory, byte[] member, byte[] attribute, int most) {
    MemorySegment path = path(member);
    MemorySegment name = written(attribute, memory.otherPath);
    // struct xattr_args
    MemorySegment arguments = memory.how;
    arguments.set(LONG, 0, memory.buffer.address());
    arguments.set(INT, 8, most);
    arguments.set(INT, 12, 0);
    return (int)
        call(
            () ->
                (long)
                    SYSCALL_OF_SIX.invokeExact(
                        memory.errno,
                        GETXATTRAT,
                        (long) directory,
                        path,
                        (long) AT_SYMLINK_NOFOLLOW,
                        name,
                        arguments,
                        (long) ATTRIBUTE_ARGUMENTS_SIZE));
  }

  /** lgetxattr(2), which finds the directory by its entry in proc(5). */
  int attributeOfLink(int directory, byte[] member, byte[] attribute, long most) {
    MemorySegment path = path(pathOf(directory, member));
    MemorySegment name = written(attribute, memory.otherPath);
    return (int)
        call(
            () ->
                (long)
                    GET_ATTRIBUTE_OF_LINK.invokeExact(
                        memory.errno, path, name, memory.buffer, most));
  }

  /** setxattr(2), of up to {@value #BUFFER} bytes. */
  public int setAttribute(byte[] file, byte[] attribute, byte[] value) {
    if (value.length > BUFFER) {
      return -Errno.E2BIG;
    }
    MemorySegment path = path(file);
    MemorySegment name = written(attribute, memory.otherPath);
    MemorySegment.copy(value, 0, memory.buffer, ValueLayout.JAVA_BYTE, 0, value.length);
    return (int)
        call(
            () ->
                (long)
                    (int)
                        SET_ATTRIBUTE.invokeExact(
                            memory.errno, path, name, memory.buffer, (long) value.length, 0));
  }

  /** removexattr(2). */
  public int removeAttribute(byte[] file, byte[] attribute) {
    MemorySegment path = path(file);
    MemorySegment name = written(attribute, memory.otherPath);
    return (int) call(() -> (long) (int) REMOVE_ATTRIBUTE.invokeExact(memory.errno, path, name));
  }

  /** The path by which the system reaches what is open, whatever its own path is (proc(5)). */
  public static byte[] pathOf(int descriptor) {
    return ("/proc/self/fd/" + descriptor).getBytes(StandardCharsets.US_ASCII);
  }

  /** The same of a member of an open directory. */
  private static byte[] pathOf(int directory, byte[] name) {
    byte[] start = ("/proc/self/fd/" + directory + "/").getBytes(StandardCharsets.US_ASCII);
    byte[] path = Arrays.copyOf(start, start.length + name.length);
    System.arraycopy(name, 0, path, start.length, name.length);
    return path;
  }

  /** fstatvfs(3); {@link #availableBytes} has what it found. */
  public int statFileSystem(int descriptor) {
    return (int)
        call(() -> (long) (int) FILE_SYSTEM.invokeExact(memory.errno, descriptor, memory.status));
  }

  /** What who is not root may still write to the file system that was asked about last. */
  public long availableBytes() {
    // f_frsize and f_bavail of struct statvfs, as 64-bit processors have it
    return memory.status.get(LONG, 8) * memory.status.get(LONG, 32);
  }

  /** geteuid(2): whose rights this process has. */
  public long user() {
    return Integer.toUnsignedLong((int) call(() -> (long) (int) USER.invokeExact(memory.errno)));
  }

  /** What failed, for the log. */
  public static IOException failure(String attempt, int errno) {
    return new IOException(attempt + " failed with errno " + errno);
  }
}
