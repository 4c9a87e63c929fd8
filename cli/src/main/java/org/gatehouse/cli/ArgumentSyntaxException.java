package org.gatehouse.cli;

/** An argument that cannot be read; the message says where and what would be right. */
final class ArgumentSyntaxException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  ArgumentSyntaxException(String message) {
    super(message);
  }
}
