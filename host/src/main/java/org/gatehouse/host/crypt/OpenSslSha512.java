package org.gatehouse.host.crypt;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Optional;

/**
 * The rounds of SHA-512-crypt by OpenSSL's compression function, called through the Foreign
 * Function API on messages that are padded once. Where a digest of the JDK copies, pads and resets
 * in each round, this is the compression alone (FIPS 180-4, section 6.4). Safe for any number of
 * threads: each run has its own memory, and wipes it.
 */
final class OpenSslSha512 {

  private static final String LIBRARY = "libcrypto.so.3";

  private static final int BLOCK = 128;
  private static final int DIGEST = 64;
  private static final int WORDS = DIGEST / Long.BYTES;

  /** {@code sizeof(SHA512_CTX)} is 216; the function reads and writes its first 64 bytes. */
  private static final int CONTEXT = 256;

  /** Padding: a one bit, and the length in 128 bits (FIPS 180-4, section 5.1.2). */
  private static final int LEAST_PADDING = 1 + 16;

  /** FIPS 180-4, section 5.3.5. */
  private static final long[] INITIAL = {
    0x6a09e667f3bcc908L, 0xbb67ae8584caa73bL, 0x3c6ef372fe94f82bL, 0xa54ff53a5f1d36f1L,
    0x510e527fade682d1L, 0x9b05688c2b3e6c1fL, 0x1f83d9abfb41bd6bL, 0x5be0cd19137e2179L
  };

  private static final ValueLayout.OfLong BIG_ENDIAN =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  /** Constant, so that the virtual machine compiles the call into the loop. */
  private static final Optional<MethodHandle> FOUND = find();

  private static final MethodHandle TRANSFORM = FOUND.orElse(null);

  private static final boolean USABLE = FOUND.isPresent() && agreesWithTheJdk();

  private OpenSslSha512() {}

  // Restricted because a wrong descriptor crashes the virtual machine; this one is OpenSSL's.
  @SuppressWarnings("restricted")
  private static Optional<MethodHandle> find() {
    try {
      return SymbolLookup.libraryLookup(LIBRARY, Arena.global())
          .find("SHA512_Transform")
          .map(
              symbol ->
                  Linker.nativeLinker()
                      .downcallHandle(
                          symbol,
                          // void SHA512_Transform(SHA512_CTX *, const unsigned char *)
                          FunctionDescriptor.ofVoid(ValueLayout.ADDRESS, ValueLayout.ADDRESS),
                          Linker.Option.critical(false)));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // so libraryLookup says that there is no such library
    }
  }

  /** Whether the library is there and computes what it should. */
  static boolean usable() {
    return USABLE;
  }

  private static boolean agreesWithTheJdk() {
    try {
      byte[] message = "more than one block ".repeat(12).getBytes(US_ASCII);
      byte[] expected = MessageDigest.getInstance("SHA-512").digest(message);
      byte[] digest = rounds(new byte[][] {message}, new int[] {0}, new int[] {0}, 1);
      return Arrays.equals(expected, digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-512", e);
    }
  }

  /**
   * Hashes a message, puts the digest into its place in the next one, and so on.
   *
   * @param messages the messages; that of the first round has its digest in place. Not changed
   * @param order which message each round of a period hashes
   * @param places where in each message the digest of the round before has its place
   * @param rounds how many rounds, 1 or more
   * @return the digest of the last round
   */
  static byte[] rounds(byte[][] messages, int[] order, int[] places, int rounds) {
    try (Arena arena = Arena.ofConfined()) {
      int size = CONTEXT;
      for (byte[] message : messages) {
        size += paddedLength(message);
      }
      MemorySegment memory = arena.allocate(size, Long.BYTES);
      try {
        MemorySegment context = memory.asSlice(0, CONTEXT);
        MemorySegment[][] blocks = new MemorySegment[messages.length][];
        MemorySegment[] digests = new MemorySegment[messages.length];
        long at = CONTEXT;
        for (int i = 0; i < messages.length; i++) {
          int length = paddedLength(messages[i]);
          MemorySegment padded = memory.asSlice(at, length);
          pad(messages[i], padded);
          blocks[i] = new MemorySegment[length / BLOCK];
          for (int block = 0; block < blocks[i].length; block++) {
            blocks[i][block] = padded.asSlice((long) block * BLOCK, BLOCK);
          }
          digests[i] = padded.asSlice(places[i], DIGEST);
          at += length;
        }
        int inPeriod = 0;
        for (int round = 0; round < rounds; round++) {
          compress(context, blocks[order[inPeriod]]);
          inPeriod = inPeriod == order.length - 1 ? 0 : inPeriod + 1;
          write(context, digests[order[inPeriod]]);
        }
        byte[] digest = new byte[DIGEST];
        write(context, MemorySegment.ofArray(digest));
        return digest;
      } finally {
        memory.fill((byte) 0);
      }
    }
  }

  private static int paddedLength(byte[] message) {
    return Math.ceilDiv(message.length + LEAST_PADDING, BLOCK) * BLOCK;
  }

  private static void pad(byte[] message, MemorySegment padded) {
    MemorySegment.copy(message, 0, padded, ValueLayout.JAVA_BYTE, 0, message.length);
    padded.set(ValueLayout.JAVA_BYTE, message.length, (byte) 0x80);
    padded.set(BIG_ENDIAN, padded.byteSize() - Long.BYTES, Math.multiplyExact(8L, message.length));
  }

  private static void compress(MemorySegment context, MemorySegment[] blocks) {
    for (int word = 0; word < WORDS; word++) {
      context.setAtIndex(ValueLayout.JAVA_LONG, word, INITIAL[word]);
    }
    for (MemorySegment block : blocks) {
      try {
        TRANSFORM.invokeExact(context, block);
      } catch (RuntimeException | Error e) {
        throw e;
      } catch (Throwable e) {
        throw new IllegalStateException("a C function throws nothing", e);
      }
    }
  }

  private static void write(MemorySegment context, MemorySegment digest) {
    for (int word = 0; word < WORDS; word++) {
      digest.set(
          BIG_ENDIAN, (long) word * Long.BYTES, context.getAtIndex(ValueLayout.JAVA_LONG, word));
    }
  }
}
