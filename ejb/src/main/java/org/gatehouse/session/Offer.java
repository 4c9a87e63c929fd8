package org.gatehouse.session;

/**
 * A hand-over that was asked for and not used yet.
 *
 * @param account the account to come in as, as it is written
 * @param askedBy the account that asked, as it is written
 */
public record Offer(String account, String askedBy) {}
