package org.gatehouse.web.cli;

import java.util.Optional;

/**
 * A request at the local socket, of a peer that the kernel vouches for.
 *
 * @param method the HTTP method
 * @param path the decoded path
 * @param user the user to act as, as the client wrote it
 * @param domain the site to act for, as the client wrote it
 * @param body the whole body, within the limit
 */
record LocalRequest(
    String method, String path, Optional<String> user, Optional<String> domain, byte[] body) {

  /**
   * The account to act as, as {@link org.gatehouse.auth.Credential.Peer} takes it: the appliance
   * admin when nothing is said, a site's admin when only the site is.
   */
  String account() {
    String name = user.orElse(domain.isPresent() ? "" : "admin");
    return domain.map(site -> name + "@" + site).orElse(name);
  }
}
