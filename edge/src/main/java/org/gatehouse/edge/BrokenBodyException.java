package org.gatehouse.edge;

import java.io.IOException;

/** The body of a request is not framed as its head says. */
public final class BrokenBodyException extends IOException {

  private static final long serialVersionUID = 1L;

  BrokenBodyException(String why) {
    super(why);
  }
}
