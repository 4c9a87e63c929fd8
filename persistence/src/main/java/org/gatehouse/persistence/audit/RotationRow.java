package org.gatehouse.persistence.audit;

/**
 * Up to where a node's records are those of a secret that was exchanged.
 *
 * @param node whose chain
 * @param generation which secret, from 1 on
 * @param sequence the place of the last record under its key
 * @param mac that record's MAC
 * @param madeAt when it was exchanged, in milliseconds since the epoch
 * @param formerSeal the MAC of all the others under its key
 * @param seal the same under the next one's
 */
public record RotationRow(
    String node,
    int generation,
    long sequence,
    String mac,
    long madeAt,
    String formerSeal,
    String seal) {}
