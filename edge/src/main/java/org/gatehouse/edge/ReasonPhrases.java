package org.gatehouse.edge;

import java.lang.reflect.Method;
import java.util.Map;
import org.glassfish.grizzly.http.util.HttpStatus;

/**
 * What statuses are called that the server does not know, as the registry of IANA has them. It
 * would call each of them {@code CUSTOM}, and clients show people what they are told.
 */
final class ReasonPhrases {

  private static final Map<Integer, String> PHRASES =
      Map.of(
          207, "Multi-Status",
          422, "Unprocessable Content",
          423, "Locked",
          424, "Failed Dependency",
          428, "Precondition Required",
          429, "Too Many Requests",
          431, "Request Header Fields Too Large",
          507, "Insufficient Storage");

  private static final String UNKNOWN = "CUSTOM";

  private ReasonPhrases() {}

  /**
   * Has the server know them.
   *
   * @throws ReflectiveOperationException when it does not learn any
   */
  static void teach() throws ReflectiveOperationException {
    Method register = HttpStatus.class.getDeclaredMethod("register", int.class, String.class);
    register.setAccessible(true);
    for (Map.Entry<Integer, String> status : PHRASES.entrySet()) {
      if (HttpStatus.getHttpStatus(status.getKey()).getReasonPhrase().equals(UNKNOWN)) {
        register.invoke(null, status.getKey(), status.getValue());
      }
    }
  }
}
