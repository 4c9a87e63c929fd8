package org.gatehouse.command;

/**
 * A call that names no command, or not the arguments that its command takes: nothing was asked of
 * the command itself.
 */
public class UsageException extends CommandException {

  private static final long serialVersionUID = 1L;

  /**
   * A call that is not understood.
   *
   * @param kind its kind
   * @param message one sentence for a person
   */
  public UsageException(Kind kind, String message) {
    super(kind, message);
  }
}
