package org.gatehouse.recovery;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/** The gzip file around an archive (RFC 1952): one member, as we write it, and nothing after it. */
final class Packed extends InflaterInputStream {

  private static final byte[] HEAD = {31, (byte) 139, 8, 0, 0, 0, 0, 0, 0, (byte) 255};
  private static final int TAIL = 8;
  private static final int BUFFER = 1 << 16;

  private final Path file;
  private final Inflater inflater;
  private final CRC32 sum = new CRC32();

  private Packed(Path file, InputStream in, Inflater inflater) {
    super(in, inflater, BUFFER);
    this.file = file;
    this.inflater = inflater;
  }

  /**
   * Opens a file.
   *
   * @throws RecoveryException when it does not begin as a backup does
   */
  static Packed open(Path file) throws IOException, RecoveryException {
    InputStream in = new BufferedInputStream(Files.newInputStream(file), BUFFER);
    if (!Arrays.equals(in.readNBytes(HEAD.length), HEAD)) {
      in.close();
      throw new RecoveryException(file + " is no backup of Gatehouse");
    }
    return new Packed(file, in, new Inflater(true));
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int read = super.read(bytes, offset, length);
    if (read > 0) {
      sum.update(bytes, offset, read);
    }
    return read;
  }

  /**
   * Checks, at the end of what it holds, that the file ends there too.
   *
   * @throws RecoveryException when it does not
   */
  void requireEnd() throws IOException, RecoveryException {
    boolean more = read(new byte[1], 0, 1) >= 0;
    byte[] tail = new byte[TAIL];
    try (var channel = Files.newByteChannel(file)) {
      long end = HEAD.length + inflater.getBytesRead();
      if (more || channel.size() != end + TAIL) {
        throw new RecoveryException(
            file + " is damaged: it does not end where the backup ends. Take another copy of it");
      }
      channel.position(end);
      ByteBuffer rest = ByteBuffer.wrap(tail);
      while (rest.hasRemaining() && channel.read(rest) >= 0) {
        // until all of it is there
      }
    }
    ByteBuffer expected =
        ByteBuffer.allocate(TAIL)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt((int) sum.getValue())
            .putInt((int) inflater.getBytesWritten());
    if (!Arrays.equals(tail, expected.array())) {
      throw new RecoveryException(
          file + " is damaged: its checksum is another one. Take another copy of it");
    }
  }

  @Override
  public void close() throws IOException {
    super.close();
    inflater.end();
  }
}
