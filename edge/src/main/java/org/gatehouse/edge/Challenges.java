package org.gatehouse.edge;

import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.gatehouse.auth.Gate;

/**
 * The ways to sign in that a denial names (RFC 9110, section 11.6.1). They depend on the request
 * alone, never on why it was denied.
 */
final class Challenges {

  private static final String REALM = " realm=\"Gatehouse\"";
  private static final String BASIC = "Basic" + REALM + ", charset=\"UTF-8\"";
  private static final String TOKEN_SCHEME = "Bearer";
  private static final String BEARER = TOKEN_SCHEME + REALM;

  /** RFC 6750, section 3.1; only who showed a token is told of it. */
  private static final String WRONG_TOKEN = BEARER + ", error=\"invalid_token\"";

  private Challenges() {}

  /** The challenges that a denied request is answered with. */
  static List<String> of(HttpServletRequest request, Gate gate) {
    List<String> challenges = new ArrayList<>();
    // A browser that is answered so asks for a password in a window of its own, which is nothing
    // that the script of a page wants.
    if (gate != Gate.REST || request.getHeader(GuardedGate.CSRF_TOKEN) == null) {
      challenges.add(BASIC);
    }
    if (gate == Gate.REST || gate == Gate.CLI) {
      challenges.add(showsToken(request) ? WRONG_TOKEN : BEARER);
    }
    return challenges;
  }

  private static boolean showsToken(HttpServletRequest request) {
    return Collections.list(request.getHeaders("Authorization")).stream()
        .map(header -> header.strip().split(" ", 2)[0])
        .anyMatch(TOKEN_SCHEME::equalsIgnoreCase);
  }
}
