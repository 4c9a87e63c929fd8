package org.gatehouse.session;

import org.gatehouse.auth.Caller;
import org.gatehouse.auth.Proof;
import org.gatehouse.host.Host;
import org.gatehouse.host.HostException;
import org.gatehouse.host.PasswordStamp;

/** A change of the password that a caller came in by, before what the caller starts has started. */
final class Overtaking {

  /** Why what was started ends, for the audit. */
  static final String REASON = "its password was changed while it started";

  private final Host host;

  Overtaking(Host host) {
    this.host = host;
  }

  /** Whether the password that a caller came in by is another now. */
  boolean happened(Caller caller) {
    if (!(caller.proof() instanceof Proof.Password(PasswordStamp stamp))) {
      return false;
    }
    try {
      return !host.stands(caller.account().realm(), caller.account().name().user(), stamp);
    } catch (HostException e) {
      // Nobody knows, so nobody comes in.
      return true;
    }
  }
}
