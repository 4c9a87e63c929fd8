package org.gatehouse.command;

/**
 * What a command does, and so what the same call gets when it comes again because its answer did
 * not arrive: the same caller at the same gate, the same command and the same arguments.
 */
public enum Effect {
  /** It changes nothing: a repetition runs again. */
  READS,
  /**
   * It changes something, and its answer holds no secret: a repetition gets the answer of the first
   * call while that runs, and afterwards until it was delivered, at most ten minutes.
   */
  CHANGES,
  /**
   * It changes something, and its answer holds a secret, which is never kept: a repetition waits
   * for the first call's end, takes back what it did if its answer was not delivered, as the
   * command said by {@link TakingBack}, and runs anew.
   */
  REVEALS
}
