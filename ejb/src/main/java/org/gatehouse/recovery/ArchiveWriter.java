package org.gatehouse.recovery;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Writes an archive: the plain files of a tar (ustar of POSIX.1-1988), the last of them {@value
 * #CHECKSUM} with the SHA-256 of every byte before its own header.
 */
final class ArchiveWriter implements AutoCloseable {

  static final int BLOCK = 512;
  static final String CHECKSUM = "checksum";

  private static final int LONGEST_NAME = 100;

  private final OutputStream out;
  private final MessageDigest digest;

  /** Writes to a stream, which it does not close. */
  ArchiveWriter(OutputStream out) {
    this.out = out;
    this.digest = Sha256.digest();
  }

  void add(String name, byte[] content) throws IOException {
    write(header(name, content.length));
    write(content);
    pad(content.length);
  }

  /**
   * Adds what a stream has.
   *
   * @param size how many bytes that is
   */
  void add(String name, long size, InputStream content) throws IOException {
    write(header(name, size));
    byte[] buffer = new byte[64 << 10];
    long left = size;
    while (left > 0) {
      int read = content.read(buffer, 0, (int) Math.min(buffer.length, left));
      if (read < 0) {
        throw new IOException(name + " became shorter while it was read");
      }
      out.write(buffer, 0, read);
      digest.update(buffer, 0, read);
      left -= read;
    }
    pad(size);
  }

  /** The SHA-256 of all that was written so far. */
  byte[] digest() {
    return Sha256.copy(digest).digest();
  }

  private void pad(long size) throws IOException {
    write(new byte[padding(size)]);
  }

  static int padding(long size) {
    return (int) ((BLOCK - size % BLOCK) % BLOCK);
  }

  private void write(byte[] bytes) throws IOException {
    out.write(bytes);
    digest.update(bytes);
  }

  static byte[] header(String name, long size) throws IOException {
    byte[] nameBytes = name.getBytes(StandardCharsets.US_ASCII);
    if (nameBytes.length > LONGEST_NAME) {
      throw new IOException("the name " + name + " is too long for an archive");
    }
    byte[] header = new byte[BLOCK];
    System.arraycopy(nameBytes, 0, header, 0, nameBytes.length);
    put(header, 100, "0000600\0");
    put(header, 108, "0000000\0");
    put(header, 116, "0000000\0");
    put(header, 124, size < 1L << 33 ? "%011o\0".formatted(size) : "");
    if (size >= 1L << 33) {
      // As GNU tar does: the number itself, big-endian, after a first bit that says so.
      header[124] = (byte) 0x80;
      for (int i = 0; i < Long.BYTES; i++) {
        header[135 - i] = (byte) (size >>> i * Byte.SIZE);
      }
    }
    put(header, 136, "00000000000\0");
    Arrays.fill(header, 148, 156, (byte) ' ');
    header[156] = '0';
    put(header, 257, "ustar\00000");
    int sum = 0;
    for (byte one : header) {
      sum += one & 0xFF;
    }
    put(header, 148, "%06o\0 ".formatted(sum));
    return header;
  }

  private static void put(byte[] header, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }

  /** Writes the checksum and the end. */
  @Override
  public void close() throws IOException {
    byte[] sum = (HexFormat.of().formatHex(digest()) + "\n").getBytes(StandardCharsets.US_ASCII);
    write(header(CHECKSUM, sum.length));
    write(sum);
    pad(sum.length);
    write(new byte[2 * BLOCK]);
    out.flush();
  }
}
