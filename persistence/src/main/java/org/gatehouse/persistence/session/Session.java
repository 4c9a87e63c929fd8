package org.gatehouse.persistence.session;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.NamedQuery;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;

/** A signed-in stay at a gate; the client alone holds its id, the database the id's SHA-256. */
@Entity
@Table(name = "session")
@NamedQuery(
    name = Session.DELETE_OF_SITE,
    query = "delete from Session session where session.siteId = :siteId")
@NamedQuery(
    name = Session.DELETE_IDLE,
    query = "delete from Session session where session.lastSeenAt < :before")
public class Session {

  /** The statement that ends every session of {@code :siteId}. */
  public static final String DELETE_OF_SITE = "Session.deleteOfSite";

  /** The statement that deletes every session last seen before {@code :before}. */
  public static final String DELETE_IDLE = "Session.deleteIdle";

  @Id
  @Column(name = "id_hash")
  private String idHash;

  @Column(name = "site_id", updatable = false)
  private Integer siteId;

  @Column(name = "user_name", nullable = false, updatable = false)
  private String user;

  @Column(nullable = false, updatable = false)
  private String gate;

  @Column(nullable = false, updatable = false)
  private String address;

  @Column(name = "created_at", nullable = false, updatable = false)
  private Instant createdAt;

  @Column(name = "last_seen_at", nullable = false)
  private Instant lastSeenAt;

  /** For JPA. */
  protected Session() {}

  /**
   * A session that starts now.
   *
   * @param idHash the SHA-256 of its id, in hexadecimal
   * @param siteId the account's site, or null for the appliance admin
   * @param user the account's user name
   * @param gate the gate it was started at, the only one it is valid at
   * @param address the client's address at sign-in
   * @param createdAt when it started
   */
  public Session(
      String idHash, Integer siteId, String user, String gate, String address, Instant createdAt) {
    this.idHash = idHash;
    this.siteId = siteId;
    this.user = user;
    this.gate = gate;
    this.address = address;
    this.createdAt = createdAt;
    this.lastSeenAt = createdAt;
  }

  /** The SHA-256 of its id, in hexadecimal. */
  public String idHash() {
    return idHash;
  }

  /** The site of its account; empty for the appliance admin. */
  public Optional<Integer> siteId() {
    return Optional.ofNullable(siteId);
  }

  /** The user name of its account. */
  public String user() {
    return user;
  }

  /** The gate it was started at. */
  public String gate() {
    return gate;
  }

  /** The client's address at sign-in. */
  public String address() {
    return address;
  }

  /** When it started. */
  public Instant createdAt() {
    return createdAt;
  }

  /** When it was last used, to the minute. */
  public Instant lastSeenAt() {
    return lastSeenAt;
  }

  /** Says that it was used. */
  public void seen(Instant now) {
    this.lastSeenAt = now;
  }
}
