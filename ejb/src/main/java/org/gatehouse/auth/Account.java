package org.gatehouse.auth;

import java.util.Optional;
import org.gatehouse.host.Realm;

/**
 * One login that exists.
 *
 * @param name its written name
 * @param role what it is
 * @param siteId the id of its site; empty for the appliance admin
 */
public record Account(AccountName name, Role role, Optional<Integer> siteId) {

  /** Where the host keeps the account. */
  public Realm realm() {
    return siteId.<Realm>map(Realm.Site::new).orElseGet(Realm.Appliance::new);
  }
}
