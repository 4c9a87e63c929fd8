package org.gatehouse.startup;

import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.EJB;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Duration;
import org.gatehouse.anvil.Anvil;
import org.gatehouse.auth.LoginHistory;
import org.gatehouse.auth.PasswordChanges;
import org.gatehouse.command.Commands;
import org.gatehouse.dav.Locks;
import org.gatehouse.frontend.ServerCertificate;
import org.gatehouse.host.Host;
import org.gatehouse.recovery.ServerSnapshot;

/**
 * Does at its times what nobody asks for: hears of other nodes and of a new certificate, and
 * removes what is over. What fails is tried again at its next time: the server takes a timer away
 * for good when it throws twice.
 */
@Singleton
@DependsOn("Startup")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class Upkeep {

  /** A change of a password that is older is under way nowhere any more. */
  private static final Duration NOT_UNDER_WAY = Duration.ofSeconds(20);

  @Inject private Anvil anvil;
  @Inject private LoginHistory history;
  @Inject private Commands commands;
  @Inject private PasswordChanges passwords;
  @Inject private Locks locks;
  @Inject private Host host;
  @Inject private ServerCertificate certificate;
  @Inject private ServerSnapshot snapshots;
  @EJB private UpkeepInTransaction inTransaction;

  private final Attempts attempts = new Attempts();

  @Schedule(hour = "*", minute = "*", second = "*", persistent = false)
  void listen() {
    attempts.at("hearing of other nodes", () -> anvil.listen());
  }

  @Schedule(hour = "*", minute = "*", second = "*", persistent = false)
  void refreshCertificate() {
    attempts.at("looking for a new certificate", () -> certificate.refresh());
  }

  @Schedule(hour = "*", minute = "*", second = "*", persistent = false)
  void followSecret() {
    attempts.at("following [auth] secret", () -> inTransaction.followSecret());
  }

  @Schedule(hour = "*", minute = "*", persistent = false)
  void sweepAnvil() {
    attempts.at("removing old failures", () -> anvil.sweep());
  }

  @Schedule(hour = "*", minute = "*", persistent = false)
  void sweepSessions() {
    attempts.at("removing ended sessions", () -> inTransaction.sweepSessions());
  }

  @Schedule(hour = "*", minute = "*", persistent = false)
  void sweepLocks() {
    attempts.at("removing locks of the DAV gate that are over", () -> locks.sweep());
  }

  @Schedule(hour = "*", minute = "*", persistent = false)
  void sweepAnswers() {
    attempts.at("removing old answers", () -> commands.sweep());
  }

  @Schedule(hour = "*", minute = "*", second = "*/10", persistent = false)
  void finishPasswordChanges() {
    attempts.at("finishing changes of passwords", () -> passwords.finish(NOT_UNDER_WAY));
  }

  @Schedule(hour = "*", minute = "*", second = "*/10", persistent = false)
  void sweepSnapshots() {
    attempts.at("sweeping copies of the database", () -> snapshots.sweep());
  }

  @Schedule(hour = "*", minute = "23", persistent = false)
  void completeRemovals() {
    attempts.at("completing removals of files that were cut short", () -> host.completeRemovals());
  }

  @Schedule(hour = "*", minute = "31", persistent = false)
  void emptyStaging() {
    attempts.at("emptying the staging directories", () -> host.emptyStaging());
  }

  @Schedule(hour = "4", minute = "17", persistent = false)
  void sweepHistory() {
    attempts.at("removing old sign-ins", () -> history.sweep());
  }
}
