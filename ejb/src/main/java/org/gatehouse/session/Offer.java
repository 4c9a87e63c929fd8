package org.gatehouse.session;

import java.util.Optional;
import org.gatehouse.auth.Proof;

/**
 * A hand-over that was asked for and not used yet.
 *
 * @param account the account to come in as, as it is written
 * @param askedBy the account that asked, as it is written
 * @param session the SHA-256 of the id of the session that asked; empty when it was none
 */
public record Offer(String account, String askedBy, Optional<String> session) {

  /** Whether somebody asked for it in the very session that proves who they are now. */
  public boolean askedIn(Proof proof) {
    return proof instanceof Proof.Session(String idHash, var _, var _)
        && session.equals(Optional.of(idHash));
  }
}
