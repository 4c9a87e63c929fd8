package org.gatehouse.auth;

/**
 * An admitted account at a gate: who calls a command, and from where.
 *
 * @param account the account
 * @param gate the gate it came in by
 * @param address the client's address; the local socket has the loopback address
 * @param proof by what it was admitted
 */
public record Caller(Account account, Gate gate, ClientAddress address, Proof proof) {

  /**
   * Who answers for what this caller does, as the audit writes it: the account, and before it who
   * signed in as it by a hand-over.
   */
  public String actor() {
    String name = account.name().toString();
    return proof instanceof Proof.Session(var _, var _, var asked) && asked.isPresent()
        ? asked.get() + " as " + name
        : name;
  }
}
