package org.gatehouse.recovery;

/** A backup or restore cannot be made; the message says why, and what to do, to a person. */
public final class RecoveryException extends Exception {

  private static final long serialVersionUID = 1L;

  RecoveryException(String message) {
    super(message);
  }

  RecoveryException(String message, Throwable cause) {
    super(message, cause);
  }
}
