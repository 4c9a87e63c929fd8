package org.gatehouse.session;

import java.time.Instant;
import java.util.Optional;
import org.gatehouse.auth.Account;
import org.gatehouse.auth.Gate;
import org.gatehouse.auth.Proof;

/**
 * A session that is live, and the account that it stands for as it is now.
 *
 * @param account whose session it is
 * @param gate the gate it was started for
 * @param proof what a caller who showed its id is admitted by
 * @param address the client's address at its start
 * @param userAgent what the client called itself then
 * @param startedAt when it started
 * @param lastSeenAt when it was last used, to the minute
 * @param endsAt when it ends at the latest
 */
public record Live(
    Account account,
    Gate gate,
    Proof.Session proof,
    String address,
    String userAgent,
    Instant startedAt,
    Instant lastSeenAt,
    Instant endsAt) {

  /** The account that asked for it, whose restrictions it answers to; empty for its own account. */
  public Optional<Account> asker() {
    return proof.askedBy().map(name -> Rows.asker(name, account.siteId()));
  }
}
