package org.gatehouse.site;

/** The password that a site's admin is to have. */
sealed interface AdminPassword {

  /** As it is typed. */
  record Plain(String text) implements AdminPassword {
    @Override
    public String toString() {
      return "Plain[…]";
    }
  }

  /** As a crypt hash that it had elsewhere. */
  record Hashed(String hash) implements AdminPassword {
    @Override
    public String toString() {
      return "Hashed[…]";
    }
  }
}
