package org.gatehouse.session;

import java.util.Optional;

/**
 * A session that was just started: what the client alone is to hold.
 *
 * @param id the session's id, 32 characters of 62
 * @param tag what opens the sealed password together with the id, in URL-safe Base64, for a cookie
 *     of its own; empty when no password is kept
 */
public record Started(String id, Optional<String> tag) {

  /** Neither the id nor the tag is ever printed. */
  @Override
  public String toString() {
    return "Started[…]";
  }
}
