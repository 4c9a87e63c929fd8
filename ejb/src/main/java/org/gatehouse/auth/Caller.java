package org.gatehouse.auth;

/**
 * An admitted account at a gate: who calls a command, and from where.
 *
 * @param account the account
 * @param gate the gate it came in by
 * @param address the client's address; the local socket has the loopback address
 */
public record Caller(Account account, Gate gate, ClientAddress address) {}
