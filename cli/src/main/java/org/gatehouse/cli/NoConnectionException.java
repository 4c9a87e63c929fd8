package org.gatehouse.cli;

/** A server that was not reached; the message says which, why, and what to do. */
final class NoConnectionException extends Exception {

  private static final long serialVersionUID = 1L;

  NoConnectionException(String message) {
    super(message);
  }
}
