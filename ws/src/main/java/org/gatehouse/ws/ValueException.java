package org.gatehouse.ws;

/**
 * An argument whose value cannot be read; the text says what is wrong with it, to stand behind the
 * argument's name.
 */
final class ValueException extends Exception {

  private static final long serialVersionUID = 1L;

  ValueException(String message) {
    super(message);
  }
}
