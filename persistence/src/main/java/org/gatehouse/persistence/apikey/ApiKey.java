package org.gatehouse.persistence.apikey;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.NamedQuery;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;

/** A key that stands for an account at the SOAP, REST and CLI gates; only its hash is kept. */
@Entity
@Table(name = "api_key")
@NamedQuery(name = ApiKey.BY_HASH, query = "select key from ApiKey key where key.hash = :hash")
@NamedQuery(
    name = ApiKey.DELETE_OF_SITE,
    query = "delete from ApiKey key where key.siteId = :siteId")
public class ApiKey {

  /** The query that finds a key by {@code :hash}. */
  public static final String BY_HASH = "ApiKey.byHash";

  /** The statement that deletes every key of {@code :siteId}. */
  public static final String DELETE_OF_SITE = "ApiKey.deleteOfSite";

  /** The longest comment, in characters. */
  public static final int LONGEST_COMMENT = 255;

  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  private Long id;

  @Column(name = "key_hash", nullable = false, unique = true, updatable = false)
  private byte[] hash;

  @Column(name = "site_id", updatable = false)
  private Integer siteId;

  @Column(name = "user_name", nullable = false, updatable = false)
  private String user;

  @Column(name = "note", nullable = false)
  private String comment;

  @Column(name = "created_at", nullable = false, updatable = false)
  private Instant createdAt;

  /** For JPA. */
  protected ApiKey() {}

  /**
   * A new key.
   *
   * @param hash the SHA-256 of the key's 32 bytes
   * @param siteId the account's site, or null for the appliance admin
   * @param user the account's user name
   * @param comment what the owner says it is for, at most {@value #LONGEST_COMMENT} characters
   * @param createdAt when it was made
   */
  public ApiKey(byte[] hash, Integer siteId, String user, String comment, Instant createdAt) {
    this.hash = hash.clone();
    this.siteId = siteId;
    this.user = user;
    this.comment = comment;
    this.createdAt = createdAt;
  }

  /** The site of the account it stands for; empty for the appliance admin. */
  public Optional<Integer> siteId() {
    return Optional.ofNullable(siteId);
  }

  /** The user name of the account it stands for. */
  public String user() {
    return user;
  }

  /** What its owner says it is for. */
  public String comment() {
    return comment;
  }

  /** When it was made. */
  public Instant createdAt() {
    return createdAt;
  }
}
