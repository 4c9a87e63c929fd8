package org.gatehouse.persistence.anvil;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.NamedQuery;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;

/** What the anvil knows of one client address: its counted attempts and its block. */
@Entity
@Table(name = "anvil_entry")
@NamedQuery(
    name = AnvilEntry.DELETE_EXPIRED,
    query = "delete from AnvilEntry anvil where anvil.expiresAt < :now")
public class AnvilEntry {

  /** The statement that deletes every entry that says nothing any more at {@code :now}. */
  public static final String DELETE_EXPIRED = "AnvilEntry.deleteExpired";

  @Id private String address;

  @Column(name = "attempts", nullable = false)
  private byte[] attempts;

  @Column(name = "blocked_until")
  private Instant blockedUntil;

  @Column(name = "expires_at", nullable = false)
  private Instant expiresAt;

  @Version private long version;

  /** For JPA. */
  protected AnvilEntry() {}

  /**
   * An entry without attempts.
   *
   * @param address the key of the address: an IPv4 address, or an IPv6 /64 prefix
   */
  public AnvilEntry(String address) {
    this.address = address;
    this.attempts = new byte[0];
    this.expiresAt = Instant.EPOCH;
  }

  /** The key of the address. */
  public String address() {
    return address;
  }

  /** The counted attempts, in the anvil's own encoding. */
  public byte[] attempts() {
    return attempts.clone();
  }

  /** Until when the address is blocked; null when it is not. */
  public Instant blockedUntil() {
    return blockedUntil;
  }

  /** Replaces what is known of the address; a node that wrote meanwhile wins (by version). */
  public void replace(byte[] attempts, Instant blockedUntil, Instant expiresAt) {
    this.attempts = attempts.clone();
    this.blockedUntil = blockedUntil;
    this.expiresAt = expiresAt;
  }
}
