package org.gatehouse.host;

/** Where an account lives: a site's root or the appliance's. Each has its own {@code etc}. */
public sealed interface Realm {
  /**
   * A hosting account's root, {@code virtual/site<id>/fst}.
   *
   * @param id the site's number, 1 or more
   */
  record Site(int id) implements Realm {
    /** Refuses a number below 1. */
    public Site {
      if (id < 1) {
        throw new IllegalArgumentException("a site's number is 1 or more");
      }
    }
  }

  /** The appliance's own root, {@code appliance}, for those who run the server. */
  record Appliance() implements Realm {}
}
