package org.gatehouse.auth;

/**
 * One try to come in.
 *
 * @param gate the gate
 * @param credential what is shown
 * @param address the client's address
 * @param userAgent what the client calls itself, at most 255 characters; empty when it does not
 */
public record Attempt(Gate gate, Credential credential, ClientAddress address, String userAgent) {}
