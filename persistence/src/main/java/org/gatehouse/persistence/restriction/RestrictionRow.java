package org.gatehouse.persistence.restriction;

/**
 * A network that an account may be used from.
 *
 * @param gate the name of the gate it is listed for, or {@value #EVERY_GATE}
 * @param network the address or CIDR in its canonical form, at most 43 characters
 */
public record RestrictionRow(String gate, String network) {

  /** What stands for all gates. */
  public static final String EVERY_GATE = "ALL";
}
