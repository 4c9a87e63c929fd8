package org.gatehouse.session;

/** What an id that a client shows is. */
public enum Presented {
  /** A live session's, whatever its gate. */
  LIVE,
  /** One of ours that stands for nobody. */
  VISITOR,
  /** A hand-over's that was not used yet; as a cookie it lets nobody in. */
  HAND_OVER,
  /** One that was issued and has ended; its client may not know yet. */
  ENDED,
  /** One that has ended and is shown for the fifth time at least. */
  ENDED_OFTEN,
  /** One that was never issued, or ended so long ago that it is forgotten; or no id at all. */
  FOREIGN;

  /** Whether showing it counts as an attempt to fix a session (CWE-384). */
  public boolean counts() {
    return this == FOREIGN || this == ENDED_OFTEN;
  }
}
