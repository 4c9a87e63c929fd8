package org.gatehouse.persistence.secret;

/**
 * A key of a secret that was in force before.
 *
 * @param generation whose
 * @param purpose what for
 * @param sealed the key, sealed
 */
public record FormerKeyRow(int generation, String purpose, byte[] sealed) {}
