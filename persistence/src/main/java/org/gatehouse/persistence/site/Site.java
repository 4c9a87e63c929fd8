package org.gatehouse.persistence.site;

import jakarta.persistence.CollectionTable;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.MapKeyColumn;
import jakarta.persistence.NamedQuery;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** One hosting account: a domain, a numeric id, a group id and its options. */
@Entity
@Table(name = "site")
@NamedQuery(name = Site.BY_DOMAIN, query = "select site from Site site where site.domain = :domain")
public class Site {

  /** The query that finds a site by {@code :domain}. */
  public static final String BY_DOMAIN = "Site.byDomain";

  @Id private int id;

  @Column(nullable = false, unique = true)
  private String domain;

  @Column(nullable = false)
  private String admin;

  @Column(nullable = false, updatable = false)
  private long gid;

  @Column(nullable = false)
  private boolean active;

  @Column(name = "created_at", nullable = false, updatable = false)
  private Instant createdAt;

  @ElementCollection
  @CollectionTable(name = "site_option", joinColumns = @JoinColumn(name = "site_id"))
  @MapKeyColumn(name = "name")
  @Column(name = "setting")
  private Map<String, String> options = new HashMap<>();

  /** For JPA. */
  protected Site() {}

  /**
   * A new, active site.
   *
   * @param id its numeric id, never used before
   * @param domain its domain in lower-case ASCII form, at most 253 characters
   * @param admin the user name of its admin
   * @param gid the group id of all its users, unique on the server
   * @param createdAt when it was made
   */
  public Site(int id, String domain, String admin, long gid, Instant createdAt) {
    this.id = id;
    this.domain = domain;
    this.admin = admin;
    this.gid = gid;
    this.active = true;
    this.createdAt = createdAt;
  }

  /** The numeric id; never used twice. */
  public int id() {
    return id;
  }

  /** The domain, in lower-case ASCII form. */
  public String domain() {
    return domain;
  }

  /**
   * Gives it another domain.
   *
   * @param other as the constructor takes it, of no other site
   */
  public void rename(String other) {
    domain = other;
  }

  /** The user name of the site's admin. */
  public String admin() {
    return admin;
  }

  /** The group id of the site's users. */
  public long gid() {
    return gid;
  }

  /** Whether its accounts may sign in; false while it is suspended. */
  public boolean active() {
    return active;
  }

  /** Refuses its accounts from now on. */
  public void suspend() {
    active = false;
  }

  /** Lets its accounts sign in from now on. */
  public void activate() {
    active = true;
  }

  /** When it was made. */
  public Instant createdAt() {
    return createdAt;
  }

  /**
   * What was said of it alone, by {@code service.parameter}; never a password. An empty text says
   * that a parameter is unset, or a list empty.
   */
  public Map<String, String> options() {
    return options;
  }
}
