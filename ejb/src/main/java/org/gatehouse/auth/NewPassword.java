package org.gatehouse.auth;

import org.gatehouse.command.CommandException;
import org.gatehouse.command.CommandException.Kind;

/**
 * What a password must be that somebody chooses for an account; a shorter one that is in use stays
 * valid.
 */
public final class NewPassword {

  /** The fewest characters. */
  private static final int SHORTEST = 8;

  private NewPassword() {}

  /**
   * Lets a password pass that is long enough.
   *
   * @param named what the caller knows it by, for the message, such as {@code argument 'password'}
   * @throws CommandException when it is not
   */
  public static void check(String named, String password) {
    if (password.codePointCount(0, password.length()) < SHORTEST) {
      throw new CommandException(
          Kind.ARGUMENT, named + " must have at least " + SHORTEST + " characters");
    }
  }
}
