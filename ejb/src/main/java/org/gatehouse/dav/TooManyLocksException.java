package org.gatehouse.dav;

/** An account has as many locks as {@code [dav] locks} allows. */
public final class TooManyLocksException extends Exception {

  private static final long serialVersionUID = 1L;

  TooManyLocksException(int most) {
    super("you have " + most + " locks, the most that an account may have");
  }
}
