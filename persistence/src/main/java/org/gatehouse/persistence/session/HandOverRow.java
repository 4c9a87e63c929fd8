package org.gatehouse.persistence.session;

import java.time.Instant;
import java.util.Optional;

/**
 * A way in as another account that was asked for and not used yet.
 *
 * @param idHash the SHA-256 of its id, in hexadecimal
 * @param siteId the site of the account to come in as; empty for the appliance
 * @param user that account's user name
 * @param account that account as it is written
 * @param askedBy the account that asked, as it is written
 * @param parent what it dies with
 * @param expiresAt until when it can be used
 */
public record HandOverRow(
    String idHash,
    Optional<Integer> siteId,
    String user,
    String account,
    String askedBy,
    Optional<Parent> parent,
    Instant expiresAt) {}
