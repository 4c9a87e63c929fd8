package org.gatehouse.host.socket;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Sends a datagram to a Unix socket (unix(7)), such as {@code /dev/log}: the JDK has Unix sockets
 * for streams only (JEP 380), so socket(2) and sendto(2) are called through the Foreign Function
 * API, with the constants of Linux. Safe for any number of threads.
 */
public final class LocalDatagram {

  /** The longest path of a socket: {@code sun_path} of {@code sockaddr_un}, without its NUL. */
  private static final int LONGEST_PATH = 107;

  private static final int FAMILY_SIZE = 2;
  private static final short AF_UNIX = 1;
  private static final int SOCK_DGRAM = 2;
  private static final int SOCK_NONBLOCK = 0x800;
  private static final int SOCK_CLOEXEC = 0x80000;
  private static final int MSG_NOSIGNAL = 0x4000;
  private static final int EPROTOTYPE = 91;

  private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      CALL_STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  // int socket(int, int, int)
  private static final MethodHandle SOCKET =
      function(
          "socket",
          FunctionDescriptor.of(
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_INT));

  // ssize_t sendto(int, const void *, size_t, int, const struct sockaddr *, socklen_t)
  private static final MethodHandle SENDTO =
      function(
          "sendto",
          FunctionDescriptor.of(
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_INT,
              ValueLayout.ADDRESS,
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_INT,
              ValueLayout.ADDRESS,
              ValueLayout.JAVA_INT));

  // int close(int)
  private static final MethodHandle CLOSE =
      function("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

  private LocalDatagram() {}

  // Restricted because a wrong descriptor crashes the virtual machine; these are the C library's.
  @SuppressWarnings("restricted")
  private static MethodHandle function(String name, FunctionDescriptor descriptor) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow(name),
        descriptor,
        Linker.Option.captureCallState("errno"));
  }

  /**
   * Sends a datagram, and never waits for whoever reads.
   *
   * @param socket the path of the socket, at most {@value #LONGEST_PATH} bytes
   * @param datagram what is sent, as one
   * @throws ProtocolException when the socket is one for streams
   * @throws IOException when nobody listens there, or its queue is full
   */
  public static void send(Path socket, byte[] datagram) throws IOException {
    byte[] path = socket.toString().getBytes(StandardCharsets.UTF_8);
    if (path.length > LONGEST_PATH) {
      throw new IOException(
          "the path of a Unix socket has at most " + LONGEST_PATH + " bytes: " + socket);
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(CALL_STATE);
      int file =
          (int)
              SOCKET.invokeExact(
                  state, (int) AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
      check(file, state, socket);
      try {
        MemorySegment address = arena.allocate(FAMILY_SIZE + path.length + 1L, FAMILY_SIZE);
        address.set(ValueLayout.JAVA_SHORT, 0, AF_UNIX);
        MemorySegment.copy(path, 0, address, ValueLayout.JAVA_BYTE, FAMILY_SIZE, path.length);
        long sent =
            (long)
                SENDTO.invokeExact(
                    state,
                    file,
                    arena.allocateFrom(ValueLayout.JAVA_BYTE, datagram),
                    (long) datagram.length,
                    MSG_NOSIGNAL,
                    address,
                    (int) address.byteSize());
        check(sent, state, socket);
      } finally {
        int closed = (int) CLOSE.invokeExact(state, file);
        assert closed == 0 : "the descriptor is ours";
      }
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("a C function throws nothing", e);
    }
  }

  private static void check(long result, MemorySegment state, Path socket) throws IOException {
    if (result >= 0) {
      return;
    }
    int errno = (int) ERRNO.get(state, 0L);
    if (errno == EPROTOTYPE) {
      throw new ProtocolException(socket + " is a socket for streams");
    }
    throw new IOException("a datagram cannot be sent to " + socket + " (errno " + errno + ")");
  }
}
