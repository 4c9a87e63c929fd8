package org.gatehouse.persistence.apikey;

import java.time.Instant;
import java.util.Optional;
import org.gatehouse.persistence.site.SiteState;

/**
 * A key with what the site of its account is now.
 *
 * @param siteId the account's site; empty for the appliance
 * @param user the account's user name
 * @param site the state of that site; empty for the appliance, and when the site was deleted
 * @param limits when and from where it is good
 * @param restricted whether its account is restricted to any network
 * @param lastUsedAt when it was last used, as far as was noted
 */
public record FoundKey(
    Optional<Integer> siteId,
    String user,
    Optional<SiteState> site,
    KeyLimits limits,
    boolean restricted,
    Optional<Instant> lastUsedAt) {}
