package org.gatehouse.host.tree;

import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.gatehouse.host.linux.Descriptor;
import org.gatehouse.host.linux.SystemCalls;

/** An open file, which outlives the tree that opened it. */
final class ReadFile implements OpenFile {

  private final Descriptor descriptor;
  private final Node node;
  private FileChannel channel;

  ReadFile(Descriptor descriptor, Node node) {
    this.descriptor = descriptor;
    this.node = node;
  }

  @Override
  public Node node() {
    return node;
  }

  @Override
  public void writeTo(OutputStream target, long from, long length) throws IOException {
    if (from < 0 || length < 0) {
      throw new IllegalArgumentException("a part of a file begins at 0 or later");
    }
    byte[] bytes = new byte[(int) Math.min(length, SystemCalls.BUFFER)];
    try (SystemCalls calls = new SystemCalls()) {
      for (long done = 0; done < length; ) {
        int read = calls.read(descriptor.number(), from + done, length - done);
        if (read < 0) {
          throw Refusal.of("read", -read);
        }
        if (read == 0) {
          throw new EOFException("the file became shorter while it was read");
        }
        calls.fetch(bytes, read);
        target.write(bytes, 0, read);
        done += read;
      }
    }
  }

  @Override
  public FileChannel channel() throws IOException {
    if (channel == null) {
      // By its descriptor, whatever has its name by now (proc_pid_fd(5)).
      Path same = Path.of("/proc/self/fd", Integer.toString(descriptor.number()));
      try {
        channel = FileChannel.open(same, StandardOpenOption.READ);
      } catch (IOException e) {
        throw new TreeException(TreeException.Reason.FAILED, "open again", e);
      }
    }
    return channel;
  }

  @Override
  public void close() {
    try (FileChannel _ = channel) {
      descriptor.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
