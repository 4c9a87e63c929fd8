package org.gatehouse.edge;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import org.gatehouse.auth.ClientAddress;
import org.gatehouse.auth.Gate;
import org.gatehouse.session.Presented;

/**
 * Ids of sessions that a client was given by somebody else (CWE-384). None is ever adopted; what is
 * decided here is whether showing one is held against the address.
 */
final class Fixation {

  private final Function<String, Presented> sessions;
  private final Counter anvil;

  /** Counts an id by its hash. */
  @FunctionalInterface
  interface Counter {
    void count(ClientAddress address, Gate gate, String idHash);
  }

  /**
   * Decides about ids.
   *
   * @param sessions knows what an id is
   * @param anvil counts
   */
  Fixation(Function<String, Presented> sessions, Counter anvil) {
    this.sessions = sessions;
    this.anvil = anvil;
  }

  /**
   * Takes note of the ids in cookies, of which none let anybody in. At most one is counted: a
   * client of ours keeps one only, so others were set by somebody else, who could set many.
   *
   * @return whether the client is to have a fresh one
   */
  boolean inCookies(List<String> ids, Gate gate, ClientAddress address, Asking asking) {
    boolean fresh = false;
    for (String id : ids) {
      Presented presented = sessions.apply(id);
      if (presented == Presented.VISITOR) {
        return false;
      }
      fresh = true;
      if (presented.counts()) {
        count(id, gate, address, asking);
        return true;
      }
    }
    return fresh;
  }

  /**
   * Takes note of ids in an address. There even one of ours counts, since nobody gives an id away
   * so, and a hand-over that was used: once for each address, so that who loads its page again is
   * not blocked. One that was not used yet, and is only shown at the wrong place, does not.
   */
  void inAddress(List<String> ids, Gate gate, ClientAddress address, Asking asking) {
    for (String id : ids.subList(0, Math.min(1, ids.size()))) {
      if (sessions.apply(id) != Presented.HAND_OVER) {
        count(id, gate, address, asking);
      }
    }
  }

  private void count(String id, Gate gate, ClientAddress address, Asking asking) {
    if (asking == Asking.ITSELF) {
      anvil.count(address, gate, hash(id));
    }
  }

  private static String hash(String id) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(id.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
