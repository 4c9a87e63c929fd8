package org.gatehouse.command;

import jakarta.ejb.ApplicationException;

/**
 * A command that was refused or failed. The message is for the caller: it says what was wrong and
 * what to do next, and nothing of the inside.
 */
@ApplicationException(rollback = true)
public class CommandException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Of which kind the failure is; each gate has its own way to say it. */
  public enum Kind {
    /** An argument is missing, surplus, of a wrong type or out of range. */
    ARGUMENT,
    /** There is no such command, or none that this caller may call. */
    UNKNOWN_COMMAND,
    /** What the command is about does not exist. */
    NOT_FOUND,
    /** What the command should make exists already. */
    EXISTS,
    /** The caller may not do this. */
    FORBIDDEN,
    /** A part of Gatehouse is away; nothing was changed. */
    UNAVAILABLE
  }

  private final Kind kind;

  /**
   * A failure that the caller is told.
   *
   * @param kind its kind
   * @param message one sentence for a person
   */
  public CommandException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  /** Of which kind it is. */
  public Kind kind() {
    return kind;
  }
}
