package org.gatehouse.startup;

import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.gatehouse.anvil.Anvil;
import org.gatehouse.auth.LoginHistory;
import org.gatehouse.auth.PasswordChanges;
import org.gatehouse.command.Commands;
import org.gatehouse.frontend.ServerCertificate;
import org.gatehouse.host.Host;
import org.gatehouse.host.HostException;
import org.gatehouse.recovery.ServerSnapshot;
import org.gatehouse.secret.SecretKeeper;
import org.gatehouse.session.SessionEnds;

/**
 * Does at its times what nobody asks for: hears of other nodes and of a new certificate, and
 * removes what is over.
 */
@Singleton
@DependsOn("Startup")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class Upkeep {

  private static final Logger LOG = Logger.getLogger(Upkeep.class.getName());

  /** A change of a password that is older is under way nowhere any more. */
  private static final Duration NOT_UNDER_WAY = Duration.ofSeconds(20);

  @Inject private Anvil anvil;
  @Inject private SessionEnds ends;
  @Inject private LoginHistory history;
  @Inject private Commands commands;
  @Inject private PasswordChanges passwords;
  @Inject private Host host;
  @Inject private ServerCertificate certificate;
  @Inject private SecretKeeper secrets;
  @Inject private ServerSnapshot snapshots;

  @Schedule(hour = "*", minute = "*", second = "*", persistent = false)
  void listen() {
    anvil.listen();
  }

  @Schedule(hour = "*", minute = "*", second = "*", persistent = false)
  void refreshCertificate() {
    certificate.refresh();
  }

  @Schedule(hour = "*", minute = "*", second = "*", persistent = false)
  @TransactionAttribute(TransactionAttributeType.REQUIRED)
  void followSecret() {
    secrets.check();
  }

  @Schedule(hour = "*", minute = "*", persistent = false)
  void sweepAnvil() {
    anvil.sweep();
  }

  @Schedule(hour = "*", minute = "*", persistent = false)
  @TransactionAttribute(TransactionAttributeType.REQUIRED)
  void sweepSessions() {
    ends.sweep();
  }

  @Schedule(hour = "*", minute = "*", persistent = false)
  void sweepAnswers() {
    commands.sweep();
  }

  @Schedule(hour = "*", minute = "*", second = "*/10", persistent = false)
  void finishPasswordChanges() {
    passwords.finish(NOT_UNDER_WAY);
  }

  @Schedule(hour = "*", minute = "*", second = "*/10", persistent = false)
  void sweepSnapshots() {
    snapshots.sweep();
  }

  @Schedule(hour = "*", minute = "23", persistent = false)
  void completeRemovals() {
    try {
      host.completeRemovals();
    } catch (HostException e) {
      LOG.log(Level.WARNING, "removals of files that were cut short are not completed", e);
    }
  }

  @Schedule(hour = "4", minute = "17", persistent = false)
  void sweepHistory() {
    history.sweep();
  }
}
