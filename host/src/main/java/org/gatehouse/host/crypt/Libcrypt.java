package org.gatehouse.host.crypt;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The system's crypt(3), called through the Foreign Function API. Safe for any number of threads:
 * each call has its own memory, and wipes it.
 */
final class Libcrypt {
  /** Its name since glibc 2; libxcrypt, which has crypt_rn, keeps it. */
  private static final String LIBRARY = "libcrypt.so.1";

  /** {@code sizeof(struct crypt_data)}, fixed in libxcrypt's binary interface. */
  private static final int DATA_SIZE = 32_768;

  private final MethodHandle cryptRn;

  private Libcrypt(MethodHandle cryptRn) {
    this.cryptRn = cryptRn;
  }

  /** The library, or empty where there is none, or one without {@code crypt_rn}. */
  // Restricted because a wrong descriptor crashes the virtual machine; this one is crypt(3)'s.
  @SuppressWarnings("restricted")
  static Optional<Libcrypt> find() {
    try {
      return SymbolLookup.libraryLookup(LIBRARY, Arena.global())
          .find("crypt_rn")
          .map(
              symbol ->
                  new Libcrypt(
                      Linker.nativeLinker()
                          .downcallHandle(
                              symbol,
                              // char *crypt_rn(const char *, const char *, void *, int)
                              FunctionDescriptor.of(
                                  ValueLayout.ADDRESS,
                                  ValueLayout.ADDRESS,
                                  ValueLayout.ADDRESS,
                                  ValueLayout.ADDRESS,
                                  ValueLayout.JAVA_INT))));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // so libraryLookup says that there is no such library
    }
  }

  /**
   * Hashes a password.
   *
   * @param password at most {@value Password#MAX_BYTES} bytes without a NUL; not changed and not
   *     kept
   * @param setting a whole hash or its part up to the salt
   * @return the whole hash, or empty when the library refuses the setting
   */
  @SuppressWarnings("restricted") // the result points into the data, or is null
  Optional<byte[]> crypt(byte[] password, String setting) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment secret = arena.allocate(DATA_SIZE + password.length + 1L);
      try {
        MemorySegment data = secret.asSlice(0, DATA_SIZE);
        MemorySegment phrase = secret.asSlice(DATA_SIZE);
        MemorySegment.copy(password, 0, phrase, ValueLayout.JAVA_BYTE, 0, password.length);
        MemorySegment result =
            (MemorySegment)
                cryptRn.invokeExact(phrase, arena.allocateFrom(setting), data, DATA_SIZE);
        if (result.equals(MemorySegment.NULL)) {
          return Optional.empty();
        }
        return Optional.of(
            result
                .reinterpret(DATA_SIZE)
                .getString(0, StandardCharsets.US_ASCII)
                .getBytes(StandardCharsets.US_ASCII));
      } finally {
        secret.fill((byte) 0);
      }
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("a C function throws nothing", e);
    }
  }
}
