package org.gatehouse.edge;

import java.io.IOException;

/** The body of a request comes more slowly than its gate waits for. */
public final class SlowBodyException extends IOException {

  private static final long serialVersionUID = 1L;

  SlowBodyException(Throwable cause) {
    super("the request's body comes too slowly", cause);
  }
}
