package org.gatehouse.persistence.login;

import java.time.Instant;

/**
 * One sign-in of an account.
 *
 * @param at when, to the millisecond
 * @param gate the gate's name
 * @param address the client's address
 * @param userAgent what the client called itself, at most 255 characters
 */
public record LoginRow(Instant at, String gate, String address, String userAgent) {}
