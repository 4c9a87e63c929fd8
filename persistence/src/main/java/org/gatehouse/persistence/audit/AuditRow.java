package org.gatehouse.persistence.audit;

/**
 * One event as it is kept.
 *
 * @param node which node wrote it, 16 characters
 * @param id its own, 32 characters, ascending with time
 * @param at when, in milliseconds since the epoch
 * @param what of which kind it is
 * @param actor who did it
 * @param gate the gate; null when there is none
 * @param address the client's address; null when there is none
 * @param detail what happened
 * @param result how it ended
 * @param seal the MAC of all the others, 64 hexadecimal digits
 */
public record AuditRow(
    String node,
    String id,
    long at,
    String what,
    String actor,
    String gate,
    String address,
    String detail,
    String result,
    String seal) {

  /** The same with a seal. */
  public AuditRow sealed(String seal) {
    return new AuditRow(node, id, at, what, actor, gate, address, detail, result, seal);
  }
}
