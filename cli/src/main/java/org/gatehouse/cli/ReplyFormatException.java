package org.gatehouse.cli;

import java.io.IOException;

/** Bytes that are no answer of HTTP/1.1, or one larger than is taken. */
final class ReplyFormatException extends IOException {

  private static final long serialVersionUID = 1L;

  ReplyFormatException(String message) {
    super(message);
  }
}
