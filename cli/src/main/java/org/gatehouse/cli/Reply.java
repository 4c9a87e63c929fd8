package org.gatehouse.cli;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * What a server answered.
 *
 * @param status the HTTP status
 * @param type the media type of the body as it was sent; empty when none was
 * @param body the body
 */
record Reply(int status, String type, byte[] body) {

  /** The largest body that is taken, in bytes. */
  static final int LARGEST_BODY = 16 << 20;

  /** Whether the command did what it was asked. */
  boolean successful() {
    return status == 200 && is("application/json");
  }

  /** Whether the body is of this media type, whatever its parameters. */
  boolean is(String mediaType) {
    int end = type.indexOf(';');
    return (end < 0 ? type : type.substring(0, end))
        .strip()
        .toLowerCase(Locale.ROOT)
        .equals(mediaType);
  }

  /** The body as text. */
  String text() {
    return new String(body, StandardCharsets.UTF_8);
  }
}
