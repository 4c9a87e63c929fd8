package org.gatehouse.site;

import java.util.Map;
import java.util.Optional;

/**
 * What is changed of a site in SQL.
 *
 * @param siteId the site
 * @param admin the user name of its admin
 * @param domain its domain before and after
 * @param options those that changed, by name
 */
public record SiteChange(
    int siteId, String admin, Turn<String> domain, Map<String, Turn<Optional<String>>> options) {

  /**
   * What was, and what is now.
   *
   * @param before the former
   * @param after the latter
   */
  public record Turn<T>(T before, T after) {}

  /** Whether the site has another domain now. */
  boolean renamed() {
    return !domain.before().equals(domain.after());
  }
}
