package org.gatehouse.persistence.site;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/**
 * A number that only grows. No value is given out twice, so that what is made new cannot inherit
 * what was left of something deleted.
 */
@Entity
@Table(name = "counter")
public class Counter {

  /** Counts site ids, from 1. */
  public static final String SITE = "site";

  /** Counts user and group ids, from 20000. */
  public static final String UNIX_ID = "unix_id";

  @Id private String name;

  @Column(name = "next_number", nullable = false)
  private long next;

  /** For JPA; the rows come with the first migration. */
  protected Counter() {}

  /** Takes the next number; the caller holds the row's write lock. */
  public long take() {
    return next++;
  }
}
