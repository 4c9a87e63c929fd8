package org.gatehouse.persistence.audit;

/**
 * Where the kept part of a chain begins, since what was older is gone.
 *
 * @param node whose chain
 * @param sequence the place of the last record that was removed
 * @param mac that record's MAC
 * @param removed how many were removed since the chain began
 * @param madeAt when it was made, in milliseconds since the epoch
 * @param seal the MAC of all the others, 64 hexadecimal digits
 */
public record CheckpointRow(
    String node, long sequence, String mac, long removed, long madeAt, String seal) {

  /** The same with a seal. */
  public CheckpointRow sealed(String seal) {
    return new CheckpointRow(node, sequence, mac, removed, madeAt, seal);
  }
}
