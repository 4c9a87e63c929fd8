package org.gatehouse.persistence.audit;

/**
 * An event at its place in its node's chain.
 *
 * @param row the event
 * @param sequence its place, from 1 without gaps
 * @param mac the MAC over it, its place and the MAC before it; 64 hexadecimal digits
 */
public record ChainedRow(AuditRow row, long sequence, String mac) {}
