package org.gatehouse.persistence.secret;

/**
 * A secret that is or was in force.
 *
 * @param generation which one, from 1 on without gaps
 * @param fingerprint what it is told from others by, 32 hexadecimal digits
 * @param begunAt since when it is in force, in milliseconds since the epoch
 * @param inForce whether it still is
 */
public record SecretRow(int generation, String fingerprint, long begunAt, boolean inForce) {}
