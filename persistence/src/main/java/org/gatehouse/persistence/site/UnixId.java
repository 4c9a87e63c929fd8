package org.gatehouse.persistence.site;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/**
 * The next user or group id to give out. Ids are never given twice, so that a new account cannot
 * inherit the files of a deleted one.
 */
@Entity
@Table(name = "unix_id")
public class UnixId {

  /** The key of the only row. */
  public static final String ONLY = "account";

  @Id private String name;

  @Column(name = "next_id", nullable = false)
  private long nextId;

  /** For JPA; the row comes with the first migration. */
  protected UnixId() {}

  /** Takes the next id; the caller holds the row's write lock. */
  public long take() {
    return nextId++;
  }
}
