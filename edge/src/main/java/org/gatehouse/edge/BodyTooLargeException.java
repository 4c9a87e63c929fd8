package org.gatehouse.edge;

import java.io.IOException;

/** The body of a request is longer than its gate takes. */
public final class BodyTooLargeException extends IOException {

  private static final long serialVersionUID = 1L;

  BodyTooLargeException() {
    super("the request's body is too large");
  }
}
