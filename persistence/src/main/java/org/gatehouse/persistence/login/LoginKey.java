package org.gatehouse.persistence.login;

import java.time.Instant;

/**
 * The place of a sign-in among those of its account.
 *
 * @param at when, to the millisecond
 * @param tie tells those of the same millisecond apart
 */
public record LoginKey(Instant at, int tie) {}
