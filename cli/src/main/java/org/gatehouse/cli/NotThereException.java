package org.gatehouse.cli;

/** What was asked for is not there; the message says what. */
final class NotThereException extends Exception {

  private static final long serialVersionUID = 1L;

  NotThereException(String message) {
    super(message);
  }
}
