package org.gatehouse.persistence.session;

import java.util.Optional;

/**
 * A session with what its site is now.
 *
 * @param session the session
 * @param site its site; empty for the appliance, and when the site was deleted
 * @param restricted whether its account is restricted to any network
 */
public record FoundSession(SessionRow session, Optional<SiteState> site, boolean restricted) {

  /**
   * A site as it is now.
   *
   * @param domain its domain
   * @param admin the user name of its admin
   * @param active whether its accounts may sign in
   */
  public record SiteState(String domain, String admin, boolean active) {}
}
