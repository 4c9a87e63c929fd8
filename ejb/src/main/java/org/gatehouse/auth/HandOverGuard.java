package org.gatehouse.auth;

import org.gatehouse.command.CommandException;
import org.gatehouse.command.CommandException.Kind;

/**
 * Keeps somebody who came in as another by {@code admin:hijack} or {@code user:hijack} from
 * changing that account's ways in: passwords, keys and restrictions outlast the hand-over, so they
 * are changed only by force.
 */
public final class HandOverGuard {

  private HandOverGuard() {}

  /**
   * Lets the caller go on who signed in as itself, or who forces it.
   *
   * @param force the command's argument of that name
   * @throws CommandException when the caller came in by a hand-over and does not force it
   */
  public static void check(Caller caller, boolean force) {
    if (!force
        && caller.proof() instanceof Proof.Session(var _, var _, var asked)
        && asked.isPresent()) {
      throw new CommandException(
          Kind.FORBIDDEN,
          "this session of "
              + caller.account().name()
              + " is a hand-over to "
              + asked.get()
              + ", which changes no password, key or restriction; force=true does it all the same");
    }
  }
}
