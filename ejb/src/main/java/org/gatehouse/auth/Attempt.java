package org.gatehouse.auth;

/**
 * One try to come in.
 *
 * @param gate the gate
 * @param credential what is shown
 * @param address the client's address
 * @param userAgent what the client calls itself, cut to 255 characters; empty when it does not
 */
public record Attempt(Gate gate, Credential credential, ClientAddress address, String userAgent) {

  private static final int LONGEST_USER_AGENT = 255;

  /** Cuts what the client calls itself to its bound; null is empty. */
  public Attempt {
    String given = userAgent == null ? "" : userAgent;
    userAgent = given.substring(0, Math.min(given.length(), LONGEST_USER_AGENT));
  }
}
