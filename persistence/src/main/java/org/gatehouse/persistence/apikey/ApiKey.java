package org.gatehouse.persistence.apikey;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.NamedQuery;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;

/** A key that stands for an account at the SOAP, REST and CLI gates; only its hash is kept. */
@Entity
@Table(name = "api_key")
@NamedQuery(
    name = ApiKey.DELETE_OF_SITE,
    query = "delete from ApiKey apiKey where apiKey.siteId = :siteId")
public class ApiKey {

  /** The statement that deletes every key of {@code :siteId}. */
  public static final String DELETE_OF_SITE = "ApiKey.deleteOfSite";

  /** The longest comment, in characters. */
  public static final int LONGEST_COMMENT = 255;

  @Id
  @Column(name = "key_hash")
  private String hash;

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
   * @param hash the SHA-256 of the key's 32 bytes, in hexadecimal
   * @param siteId the account's site, or null for the appliance admin
   * @param user the account's user name
   * @param comment what the owner says it is for, at most {@value #LONGEST_COMMENT} characters
   * @param createdAt when it was made
   */
  public ApiKey(String hash, Integer siteId, String user, String comment, Instant createdAt) {
    this.hash = hash;
    this.siteId = siteId;
    this.user = user;
    this.comment = comment;
    this.createdAt = createdAt;
  }

  /** The SHA-256 of the key, in hexadecimal. */
  public String hash() {
    return hash;
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
