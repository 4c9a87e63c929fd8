package org.gatehouse.auth;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.gatehouse.host.Host;
import org.gatehouse.host.HostException;
import org.gatehouse.host.PasswordChange;
import org.gatehouse.host.Realm;
import org.gatehouse.persistence.Again;

/**
 * Keeps together what of a changed password is on the host and what is in SQL. The host notes a
 * change before it makes it. When SQL then fails, the account has its former password again; when
 * the server dies in between, the sessions that should have ended do so at the next start, or
 * within a minute on another node.
 */
@ApplicationScoped
public class PasswordChanges {

  private static final Logger LOG = Logger.getLogger(PasswordChanges.class.getName());

  private Host host;
  private Accounts accounts;
  private PasswordRecords records;

  /** For the container's proxy; what it makes is never used. */
  public PasswordChanges() {}

  @Inject
  PasswordChanges(Host host, Accounts accounts, PasswordRecords records) {
    this.host = host;
    this.accounts = accounts;
    this.records = records;
  }

  /** Told what the host did. */
  @FunctionalInterface
  public interface Change {
    /**
     * Does all of it, in SQL by one transaction that is begun and ended here.
     *
     * @param done is to be told each change of a password as soon as it is made
     */
    void make(Consumer<PasswordChange> done);
  }

  /**
   * Makes a change that is wholly done when this returns, and not at all when it throws; again when
   * others were in the way of its transaction.
   *
   * @throws RuntimeException what the change threw
   */
  public void whole(Change change) {
    Again.whenInTheWay(
        () -> {
          once(change);
          return true;
        });
  }

  private void once(Change change) {
    Made made = new Made();
    try {
      change.make(made);
    } catch (RuntimeException e) {
      made.undo(e);
      throw e;
    }
    made.settle();
  }

  /** The change of a password that was made, if any was. */
  private final class Made implements Consumer<PasswordChange> {

    private PasswordChange made;

    @Override
    public void accept(PasswordChange change) {
      made = change;
    }

    void undo(RuntimeException failure) {
      if (made == null) {
        return;
      }
      try {
        host.undo(made);
      } catch (HostException e) {
        // Its note stays, so that its sessions end.
        LOG.log(Level.SEVERE, "a change of a password could not be undone", e);
        failure.addSuppressed(e);
      }
    }

    void settle() {
      if (made == null) {
        return;
      }
      try {
        host.settle(made);
      } catch (HostException e) {
        // Its note stays: the account's sessions will end once more.
        LOG.log(Level.WARNING, "a change of a password could not be settled", e);
      }
    }
  }

  /**
   * Does what should have followed from changes that were cut short: ends the sessions of their
   * accounts, and tells the audit. What fails is tried again at the next call.
   *
   * @param age how long ago they were made at least
   */
  public void finish(Duration age) {
    try {
      for (PasswordChange change : host.unsettled(age)) {
        finish(change);
      }
    } catch (HostException e) {
      LOG.log(Level.WARNING, "changes of passwords that were cut short are not finished", e);
    }
  }

  private void finish(PasswordChange change) throws HostException {
    try {
      Again.whenInTheWay(
          () -> {
            accounts
                .find(siteId(change), change.user())
                .ifPresent(standing -> records.finished(standing.account()));
            return true;
          });
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "a change of a password that was cut short is not finished", e);
      return;
    }
    host.settle(change);
  }

  private static Optional<Integer> siteId(PasswordChange change) {
    return switch (change.realm()) {
      case Realm.Site(int id) -> Optional.of(id);
      case Realm.Appliance _ -> Optional.empty();
    };
  }
}
