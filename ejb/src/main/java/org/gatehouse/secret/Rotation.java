package org.gatehouse.secret;

import java.time.Instant;

/**
 * An exchange of the secret that is under way.
 *
 * @param former the one that was in force; wiped when the exchange is done
 * @param generation which one that is
 * @param next the one that comes into force when the transaction is kept
 * @param at when
 */
public record Rotation(Secret former, int generation, Secret next, Instant at) {}
