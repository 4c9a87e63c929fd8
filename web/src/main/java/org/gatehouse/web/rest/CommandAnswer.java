package org.gatehouse.web.rest;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.gatehouse.auth.Caller;
import org.gatehouse.auth.Gate;
import org.gatehouse.command.CommandException;
import org.gatehouse.command.CommandException.Kind;
import org.gatehouse.command.Commands;
import org.gatehouse.startup.Readiness;

/**
 * What the call of a command answers over HTTP.
 *
 * @param status the HTTP status
 * @param type the content type
 * @param body the JSON text
 */
public record CommandAnswer(int status, String type, byte[] body) {

  private static final String IN_ORDER = "";
  private static final Logger LOG = Logger.getLogger(CommandAnswer.class.getName());

  /**
   * Calls a command and puts its result, or why it failed, into words. At the gate CLI a body of
   * arguments by name may have those in order too, as an array of the empty name.
   *
   * @param arguments the request's body, as {@code JsonArguments} reads it
   */
  public static CommandAnswer of(
      Commands commands, Caller caller, String module, String function, byte[] arguments) {
    try {
      Object result =
          switch (JsonArguments.read(arguments)) {
            case List<?> inOrder -> commands.call(caller, module, function, inOrder);
            case Map<?, ?> byName
                when caller.gate() == Gate.CLI && byName.get(IN_ORDER) instanceof List<?> inOrder ->
                commands.call(caller, module, function, inOrder, besides(byName));
            case Map<?, ?> byName -> commands.call(caller, module, function, named(byName));
            default -> throw new IllegalStateException("arguments are a list or a map");
          };
      return new CommandAnswer(200, "application/json", JsonValues.write(result));
    } catch (CommandException e) {
      return problem(e);
    } catch (RuntimeException e) {
      if (!Readiness.away(e)) {
        LOG.log(Level.SEVERE, "a command failed", e);
      }
      return problem(
          new CommandException(Kind.UNAVAILABLE, "Gatehouse could not do this now; try again"));
    }
  }

  /** Whether the command did what it was asked. */
  public boolean successful() {
    return status == 200;
  }

  private static Map<String, Object> named(Map<?, ?> map) {
    Map<String, Object> named = new LinkedHashMap<>();
    map.forEach((name, value) -> named.put((String) name, value));
    return named;
  }

  private static Map<String, Object> besides(Map<?, ?> map) {
    Map<String, Object> named = named(map);
    named.remove(IN_ORDER);
    return named;
  }

  private static CommandAnswer problem(CommandException e) {
    int status = status(e.kind());
    return new CommandAnswer(status, "application/problem+json", JsonValues.problem(status, e));
  }

  private static int status(Kind kind) {
    return switch (kind) {
      case ARGUMENT -> 400;
      case UNKNOWN_COMMAND, NOT_FOUND -> 404;
      case EXISTS -> 409;
      case FORBIDDEN -> 403;
      case UNAVAILABLE -> 503;
    };
  }
}
