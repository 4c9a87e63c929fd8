package org.gatehouse.ws;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HexFormat;

/** A WSDL as it is sent, with its entity tag. */
final class WsdlFile {

  private static final int BYTES_OF_TAG = 16;

  private final byte[] bytes;
  private final String tag;

  WsdlFile(String text) {
    bytes = text.getBytes(StandardCharsets.UTF_8);
    tag = '"' + HexFormat.of().formatHex(digest(bytes), 0, BYTES_OF_TAG) + '"';
  }

  private static byte[] digest(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Its strong entity tag, in quotes. */
  String tag() {
    return tag;
  }

  int length() {
    return bytes.length;
  }

  void writeTo(OutputStream stream) throws IOException {
    stream.write(bytes);
  }

  /**
   * Whether a client has it already (RFC 9110, section 13.1.2: tags are compared weakly).
   *
   * @param headers the lines of {@code If-None-Match}
   */
  boolean fits(Enumeration<String> headers) {
    for (String line : Collections.list(headers)) {
      for (String given : line.split(",")) {
        String stripped = given.strip();
        if (stripped.equals("*") || stripped.equals(tag) || stripped.equals("W/" + tag)) {
          return true;
        }
      }
    }
    return false;
  }
}
