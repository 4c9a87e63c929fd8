package org.gatehouse.ws;

/** A message that cannot be read as a call; the text says why, for the client. */
final class MessageException extends Exception {

  private static final long serialVersionUID = 1L;

  MessageException(String message) {
    super(message);
  }
}
