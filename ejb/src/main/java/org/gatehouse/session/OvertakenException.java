package org.gatehouse.session;

import jakarta.ejb.ApplicationException;

/**
 * The password that a sign-in had proved was changed before its session stood. Nobody came in; the
 * next try finds the password that holds now.
 */
@ApplicationException
public class OvertakenException extends IllegalStateException {

  private static final long serialVersionUID = 1L;

  OvertakenException() {
    super("the password was changed meanwhile");
  }
}
