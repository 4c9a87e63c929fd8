package org.gatehouse.command;

import java.util.ArrayList;
import java.util.List;

/**
 * How a command that {@linkplain Effect#REVEALS reveals} says what to undo when its answer, which
 * nobody can ask for again, did not arrive and the call is repeated.
 */
public final class TakingBack {

  private static final ScopedValue<TakingBack> OF_THIS_CALL = ScopedValue.newInstance();

  private final List<Runnable> deeds = new ArrayList<>();

  TakingBack() {}

  /**
   * Says what undoes what the running command does. It is run later, in another thread and in no
   * transaction, or never; what it holds is kept for ten minutes, so let it hold no secret.
   */
  public static void by(Runnable deed) {
    if (OF_THIS_CALL.isBound()) {
      OF_THIS_CALL.get().deeds.add(deed);
    }
  }

  /** Runs a command that may say so. */
  <T> T during(ScopedValue.CallableOp<T, RuntimeException> command) {
    return ScopedValue.where(OF_THIS_CALL, this).call(command);
  }

  /** Undoes it, the last deed first. */
  void run() {
    deeds.reversed().forEach(Runnable::run);
  }
}
