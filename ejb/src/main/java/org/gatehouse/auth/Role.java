package org.gatehouse.auth;

/** What an account is, which decides the commands it may call. */
public enum Role {
  /** The appliance admin. */
  APPLIANCE,
  /** A site's admin. */
  SITE,
  /** A user of a site. */
  USER
}
