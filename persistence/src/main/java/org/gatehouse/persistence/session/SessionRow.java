package org.gatehouse.persistence.session;

import java.time.Instant;
import java.util.Optional;

/**
 * A signed-in stay at a gate, as the database keeps it; its id is with the client alone.
 *
 * @param idHash the SHA-256 of its id, in hexadecimal
 * @param handle what people call it by, 12 characters
 * @param siteId the site of its account; empty for the appliance admin
 * @param user the account's user name
 * @param account the account as it is written
 * @param gate the gate it was started for, the only one it is valid at
 * @param address the client's address at its start
 * @param userAgent what the client called itself, at most 255 characters
 * @param askedBy the account that asked to come in as this one, as it is written
 * @param parent what it dies with
 * @param createdAt when it started
 * @param lastSeenAt when it was last used, to the minute
 * @param endsAt when it ends, however much it is used
 */
public record SessionRow(
    String idHash,
    String handle,
    Optional<Integer> siteId,
    String user,
    String account,
    String gate,
    String address,
    String userAgent,
    Optional<String> askedBy,
    Optional<Parent> parent,
    Instant createdAt,
    Instant lastSeenAt,
    Instant endsAt) {}
