package org.gatehouse.persistence.keyring;

/**
 * A value of the keyring.
 *
 * @param name what it is called by
 * @param sealed the value, sealed
 * @param fingerprint what it is told from others of its name by, 16 hexadecimal digits
 * @param createdAt since when there is one of this name, in milliseconds since the epoch
 * @param changedAt since when it is this one
 */
public record KeyringRow(
    String name, byte[] sealed, String fingerprint, long createdAt, long changedAt) {}
