package org.gatehouse.recovery;

import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * Where a passphrase comes from: the terminal, or the first line of a file or of standard input. It
 * is never an argument, which every user of the machine can read.
 *
 * @param file the file, {@code -} for standard input; empty for the terminal
 */
record Passphrase(Optional<String> file) {

  static final int SHORTEST = 12;
  private static final int LONGEST_BYTES = 4096;

  /** A new one, typed twice; the bytes are for the caller to wipe. */
  byte[] chosen() throws RecoveryException {
    byte[] passphrase = file.isPresent() ? fromFile() : typed("Passphrase of the secrets: ");
    if (new String(passphrase, StandardCharsets.UTF_8).codePoints().count() < SHORTEST) {
      Arrays.fill(passphrase, (byte) 0);
      throw new RecoveryException(
          "the passphrase needs at least " + SHORTEST + " characters: it guards all secrets");
    }
    if (file.isEmpty()) {
      byte[] again = typed("The same again: ");
      boolean same = Arrays.equals(passphrase, again);
      Arrays.fill(again, (byte) 0);
      if (!same) {
        Arrays.fill(passphrase, (byte) 0);
        throw new RecoveryException("the two passphrases are not the same");
      }
    }
    return passphrase;
  }

  /** The one of an archive; the bytes are for the caller to wipe. */
  byte[] known() throws RecoveryException {
    return file.isPresent() ? fromFile() : typed("Passphrase of the secrets: ");
  }

  private static byte[] typed(String prompt) throws RecoveryException {
    Console console = System.console();
    if (console == null || !console.isTerminal()) {
      throw new RecoveryException(
          "there is no terminal to ask for the passphrase at: name a file with --passphrase-file,"
              + " or - for standard input");
    }
    char[] typed = console.readPassword("%s", prompt);
    if (typed == null) {
      throw new RecoveryException("no passphrase was given");
    }
    try {
      ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(typed));
      byte[] bytes = new byte[encoded.remaining()];
      encoded.get(bytes);
      Arrays.fill(encoded.array(), (byte) 0);
      return bytes;
    } catch (CharacterCodingException e) {
      throw new RecoveryException("the passphrase is no text", e);
    } finally {
      Arrays.fill(typed, ' ');
    }
  }

  private byte[] fromFile() throws RecoveryException {
    byte[] read;
    try {
      if (file.orElseThrow().equals("-")) {
        read = System.in.readNBytes(LONGEST_BYTES + 1);
      } else {
        try (InputStream stream = Files.newInputStream(Path.of(file.orElseThrow()))) {
          read = stream.readNBytes(LONGEST_BYTES + 1);
        }
      }
    } catch (IOException e) {
      throw new RecoveryException("the passphrase cannot be read: " + Reason.of(e), e);
    }
    int end = 0;
    while (end < read.length && read[end] != '\n' && read[end] != '\r') {
      end++;
    }
    byte[] line = Arrays.copyOf(read, end);
    Arrays.fill(read, (byte) 0);
    if (end == 0 || end > LONGEST_BYTES) {
      throw new RecoveryException(
          "the first line of the passphrase's file must have 1 to " + LONGEST_BYTES + " bytes");
    }
    return line;
  }
}
