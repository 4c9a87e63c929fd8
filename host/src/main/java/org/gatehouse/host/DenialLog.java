package org.gatehouse.host;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.gatehouse.host.account.Standing;

/**
 * Says in the log, once for each account and state of its line, that somebody is denied for a
 * reason that only the server's operator can mend. Shows no hash, and no name that does not keep
 * the rules.
 */
final class DenialLog {
  private static final System.Logger LOG = System.getLogger(EmbeddedHost.class.getName());

  /**
   * When there is more to remember it starts anew: a log line twice is better than memory without
   * bound.
   */
  private static final int MOST_REMEMBERED = 10_000;

  private record Denial(Realm realm, String user, int line) {}

  private final Set<Denial> said = ConcurrentHashMap.newKeySet();

  /** An account whose line is unfit; its name keeps the rules for names. */
  void unfit(Realm realm, String user, Standing.Unfit unfit) {
    if (isNew(new Denial(realm, user, unfit.line()))) {
      LOG.log(
          System.Logger.Level.WARNING,
          "account {0} of {1} is denied: {2}",
          user,
          name(realm),
          unfit.reason());
    }
  }

  /** Files that cannot be read. */
  void unreadable(Realm realm, IOException cause) {
    if (isNew(new Denial(realm, "", cause.toString().hashCode()))) {
      LOG.log(
          System.Logger.Level.ERROR,
          () -> "everybody of " + name(realm) + " is denied: its account files cannot be read",
          cause);
    }
  }

  private boolean isNew(Denial denial) {
    if (said.size() >= MOST_REMEMBERED) {
      said.clear();
    }
    return said.add(denial);
  }

  private static String name(Realm realm) {
    return switch (realm) {
      case Realm.Site(int id) -> "site" + id;
      case Realm.Appliance _ -> "the appliance";
    };
  }
}
