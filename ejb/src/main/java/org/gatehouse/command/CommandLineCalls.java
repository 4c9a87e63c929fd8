package org.gatehouse.command;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.gatehouse.audit.Audit;
import org.gatehouse.audit.AuditEvent;
import org.gatehouse.audit.AuditEvent.Result;
import org.gatehouse.audit.AuditEvent.What;
import org.gatehouse.auth.Caller;
import org.gatehouse.auth.ClientAddress;
import org.gatehouse.auth.Gate;

/**
 * Tells the audit of every call at the gate CLI, done or refused: its local socket asks for no
 * credential, so nothing else would tell that somebody used it.
 */
@ApplicationScoped
public class CommandLineCalls {

  private static final Logger LOG = Logger.getLogger(CommandLineCalls.class.getName());

  private Audit audit;
  private Commands commands;

  /** For the container's proxy; what it makes is never used. */
  public CommandLineCalls() {}

  @Inject
  CommandLineCalls(Audit audit, Commands commands) {
    this.audit = audit;
    this.commands = commands;
  }

  /**
   * Tells of a call that was answered; of one at another gate nothing. Arguments are not told, for
   * they may be secrets. A record that cannot be written is logged: what was done is done.
   *
   * @param done whether the command did what it was asked
   */
  public void answered(Caller caller, String module, String function, boolean done) {
    if (caller.gate() != Gate.CLI) {
      return;
    }
    String called =
        commands
            .find(caller, module, function)
            .map(CommandLineCalls::called)
            .orElse("called a command that there is not for it");
    record(AuditEvent.by(caller, What.CALL, called, done ? Result.DONE : Result.REFUSED));
  }

  /**
   * Tells of a call at the gate CLI by somebody who was not let in.
   *
   * @param actor who it was to be, as it was written
   */
  public void refused(String actor, ClientAddress address, String module, String function) {
    String called =
        commands
            .find(module, function)
            .map(CommandLineCalls::called)
            .orElse("called a command that there is not");
    record(
        AuditEvent.of(
            What.CALL, actor, Gate.CLI, address, called + " and was not let in", Result.REFUSED));
  }

  private static String called(Declaration command) {
    return "called " + command.name();
  }

  private void record(AuditEvent event) {
    try {
      audit.record(event);
    } catch (RuntimeException e) {
      LOG.log(
          Level.SEVERE, event.actor() + " " + event.detail() + ", which the audit was not told", e);
    }
  }
}
