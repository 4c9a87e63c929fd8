package org.gatehouse.host.tls;

/** A certificate or key that cannot be served; the message says to a person which and why. */
public class ServerKeyException extends Exception {

  private static final long serialVersionUID = 1L;

  public ServerKeyException(String message) {
    super(message);
  }

  ServerKeyException(String message, Throwable cause) {
    super(message, cause);
  }
}
