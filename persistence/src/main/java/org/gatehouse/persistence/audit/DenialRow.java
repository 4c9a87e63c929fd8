package org.gatehouse.persistence.audit;

/**
 * A credential that was refused.
 *
 * @param at when, in milliseconds since the epoch
 * @param gate the gate; empty when it is not noted
 * @param address the client's address; empty when it is not noted
 */
public record DenialRow(long at, String gate, String address) {}
