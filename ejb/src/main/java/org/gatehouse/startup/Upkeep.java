package org.gatehouse.startup;

import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import org.gatehouse.anvil.Anvil;
import org.gatehouse.auth.LoginHistory;
import org.gatehouse.command.Commands;
import org.gatehouse.secret.SecretKeeper;
import org.gatehouse.session.SessionEnds;

/** Does at its times what nobody asks for: hears of other nodes, and removes what is over. */
@Singleton
@DependsOn("Startup")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class Upkeep {

  @Inject private Anvil anvil;
  @Inject private SessionEnds ends;
  @Inject private LoginHistory history;
  @Inject private Commands commands;
  @Inject private SecretKeeper secrets;

  @Schedule(hour = "*", minute = "*", second = "*", persistent = false)
  void listen() {
    anvil.listen();
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

  @Schedule(hour = "4", minute = "17", persistent = false)
  void sweepHistory() {
    history.sweep();
  }
}
