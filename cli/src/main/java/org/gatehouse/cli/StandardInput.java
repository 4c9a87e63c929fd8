package org.gatehouse.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** The standard input, which one secret may come from: a key, or an argument. */
final class StandardInput {

  private static final int LONGEST_LINE = 65_536;

  private final InputStream stream;
  private boolean read;

  StandardInput(InputStream stream) {
    this.stream = stream;
  }

  /**
   * Its first line without its end.
   *
   * @throws ArgumentSyntaxException when it was read already, has none, or that is no text
   */
  String line() {
    if (read) {
      throw new ArgumentSyntaxException(
          "the standard input can be the key or an argument, not both");
    }
    read = true;
    try {
      byte[] bytes = new byte[LONGEST_LINE];
      int length = 0;
      for (int next = stream.read(); next >= 0 && next != '\n'; next = stream.read()) {
        if (length == LONGEST_LINE) {
          throw new ArgumentSyntaxException("the line of the standard input is too long");
        }
        bytes[length++] = (byte) next;
      }
      if (length > 0 && bytes[length - 1] == '\r') {
        length--;
      }
      if (length == 0) {
        throw new ArgumentSyntaxException("the standard input has no line to read");
      }
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, 0, length))
          .toString();
    } catch (CharacterCodingException e) {
      throw new ArgumentSyntaxException("the standard input is not UTF-8");
    } catch (IOException e) {
      throw new ArgumentSyntaxException("cannot read the standard input");
    }
  }
}
