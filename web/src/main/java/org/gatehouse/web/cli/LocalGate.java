package org.gatehouse.web.cli;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.control.ActivateRequestContext;
import jakarta.inject.Inject;
import java.net.InetAddress;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gatehouse.auth.Attempt;
import org.gatehouse.auth.Caller;
import org.gatehouse.auth.ClientAddress;
import org.gatehouse.auth.Credential;
import org.gatehouse.auth.Gate;
import org.gatehouse.auth.Gatekeeper;
import org.gatehouse.auth.Verdict;
import org.gatehouse.command.CommandException;
import org.gatehouse.command.CommandException.Kind;
import org.gatehouse.command.CommandLineCalls;
import org.gatehouse.command.Commands;
import org.gatehouse.metrics.Metrics;
import org.gatehouse.recovery.ServerSnapshot;
import org.gatehouse.startup.Readiness;
import org.gatehouse.web.rest.CommandAnswer;

/**
 * The CLI gate at the local socket: {@code POST /cli/{module}/{function}}, and for who watches this
 * machine {@code GET /metrics}, {@code /health/live} and {@code /health/ready}; for {@code
 * ./gatehouse backup}, {@code POST /backup}.
 */
@ApplicationScoped
public class LocalGate {

  private static final Logger LOG = Logger.getLogger(LocalGate.class.getName());
  private static final Pattern COMMAND = Pattern.compile("/cli/([^/]+)/([^/]+)");
  private static final String JSON = "application/json";

  @Inject private Gatekeeper gatekeeper;
  @Inject private Commands commands;
  @Inject private CommandLineCalls commandLine;
  @Inject private Metrics metrics;
  @Inject private Readiness readiness;
  @Inject private ServerSnapshot snapshot;

  /** Answers a request; whatever fails is logged and answered without a word of the inside. */
  @ActivateRequestContext
  LocalAnswer answer(LocalRequest request) {
    try {
      return switch (request.method()) {
        case "POST" -> call(request);
        case "GET" -> watch(request.path());
        default -> nothingHere();
      };
    } catch (RuntimeException e) {
      if (!Readiness.away(e)) {
        LOG.log(Level.SEVERE, "a request at the local socket failed", e);
      }
      return LocalAnswer.problem(
          503, Kind.UNAVAILABLE, "Gatehouse could not do this now; try again");
    }
  }

  private LocalAnswer call(LocalRequest request) {
    if (request.path().equals("/backup")) {
      return backup();
    }
    Matcher command = COMMAND.matcher(request.path());
    if (!command.matches()) {
      return nothingHere();
    }
    Attempt attempt =
        new Attempt(
            Gate.CLI,
            new Credential.Peer(request.account()),
            ClientAddress.of(InetAddress.getLoopbackAddress()),
            "");
    String module = command.group(1);
    String function = command.group(2);
    if (gatekeeper.admit(attempt) instanceof Verdict.Admitted admitted) {
      Caller caller = admitted.caller();
      CommandAnswer answer = CommandAnswer.of(commands, caller, module, function, request.body());
      commandLine.answered(caller, module, function, answer.successful());
      return LocalAnswer.of(answer);
    }
    commandLine.refused(request.account(), attempt.address(), module, function);
    // Who comes in here may know: the kernel says that it is root or Gatehouse itself.
    return LocalAnswer.problem(404, Kind.NOT_FOUND, unknown(request));
  }

  /** For the program that makes backups: where the snapshot of the database is. */
  private LocalAnswer backup() {
    try {
      return LocalAnswer.text(200, "text/plain", snapshot.write() + "\n");
    } catch (CommandException e) {
      return LocalAnswer.problem(503, e.kind(), e.getMessage());
    }
  }

  private static String unknown(LocalRequest request) {
    if (request.user().isEmpty() && request.domain().isPresent()) {
      return "there is no site " + request.domain().get();
    }
    return "there is no account " + request.account();
  }

  private LocalAnswer watch(String path) {
    return switch (path) {
      case "/metrics" ->
          LocalAnswer.text(200, "text/plain;version=0.0.4;charset=utf-8", metrics.text());
      case "/health/live" -> health(true);
      case "/health/ready" -> health(readiness.ready());
      default -> nothingHere();
    };
  }

  private static LocalAnswer health(boolean up) {
    return LocalAnswer.text(
        up ? 200 : 503, JSON, "{\"status\":\"" + (up ? "UP" : "DOWN") + "\"}\n");
  }

  private static LocalAnswer nothingHere() {
    return LocalAnswer.problem(404, Kind.NOT_FOUND, "there is nothing here");
  }
}
