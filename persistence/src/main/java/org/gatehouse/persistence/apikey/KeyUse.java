package org.gatehouse.persistence.apikey;

import java.time.Instant;

/**
 * A use of a key.
 *
 * @param at when
 * @param address from which client's address
 */
public record KeyUse(Instant at, String address) {}
