package org.gatehouse.secret;

/**
 * This node's {@code [auth] secret} is not the one in force: another node has rotated it. Nobody is
 * admitted here until the file is the new one.
 */
public class OutdatedSecretException extends IllegalStateException {

  private static final long serialVersionUID = 1L;

  /** That it is so. */
  public OutdatedSecretException() {
    super("[auth] secret of this node is not the one in force");
  }

  /** Whether that is why something failed. */
  public static boolean isCauseOf(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof OutdatedSecretException) {
        return true;
      }
    }
    return false;
  }
}
