package org.gatehouse.host;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;

/**
 * Another process of ours on the same data: adds the accounts {@code PREFIX0} and so on to a site.
 */
final class AddsAccounts {
  private AddsAccounts() {}

  /** Arguments: data directory, site, prefix of the names, first uid, how many. */
  public static void main(String[] arguments) throws Exception {
    Host host =
        new EmbeddedHost(
            Path.of(arguments[0]),
            new SecureRandom(),
            InstantSource.system(),
            HashSettings.usual());
    add(
        host,
        new Realm.Site(Integer.parseInt(arguments[1])),
        arguments[2],
        Long.parseLong(arguments[3]),
        Integer.parseInt(arguments[4]));
  }

  static void add(Host host, Realm realm, String prefix, long uid, int count) throws Exception {
    for (int i = 0; i < count; i++) {
      host.addAccount(realm, Site.account(prefix + i, uid + i), "password of " + prefix + i);
    }
  }
}
