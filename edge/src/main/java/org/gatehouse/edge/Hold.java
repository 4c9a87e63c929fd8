package org.gatehouse.edge;

import jakarta.servlet.ServletRequest;
import java.time.Duration;

/** How a gate that verifies within the chain tells the edge how long to hold its answer. */
public final class Hold {

  private static final String ATTRIBUTE = Hold.class.getName();

  private Hold() {}

  /** Asks for the answer of this request to be held. */
  public static void ask(ServletRequest request, Duration hold) {
    request.setAttribute(ATTRIBUTE, hold);
  }

  /** How long the answer is to be held. */
  static Duration asked(ServletRequest request) {
    return request.getAttribute(ATTRIBUTE) instanceof Duration hold ? hold : Duration.ZERO;
  }
}
