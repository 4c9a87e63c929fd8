package org.gatehouse.command;

import java.util.logging.Level;
import java.util.logging.Logger;
import org.gatehouse.command.CommandException.Kind;
import org.gatehouse.host.HostException;

/** Says to a caller why the host side did not do as asked. */
public final class HostRefusal {

  private static final Logger LOG = Logger.getLogger(HostRefusal.class.getName());

  private HostRefusal() {}

  /**
   * The failure as the caller is told it; what only the log may hold is logged.
   *
   * @param userArgument what the command calls the argument that names the user
   */
  public static CommandException told(HostException e, String userArgument) {
    if (e instanceof HostException.InvalidArgument refused && refused.argument().equals("name")) {
      return new CommandException(
          Kind.ARGUMENT,
          "argument '" + userArgument + "'" + e.getMessage().substring("name".length()));
    }
    return told(e);
  }

  /** The failure as the caller is told it; what only the log may hold is logged. */
  public static CommandException told(HostException e) {
    return switch (e) {
      case HostException.SiteExists _, HostException.AccountExists _ ->
          new CommandException(Kind.EXISTS, e.getMessage());
      case HostException.UnknownSite _, HostException.UnknownAccount _ ->
          new CommandException(Kind.NOT_FOUND, e.getMessage());
      case HostException.InvalidArgument _, HostException.PasswordRefused _ ->
          new CommandException(Kind.ARGUMENT, e.getMessage());
      case HostException.TooManyAccounts _ -> new CommandException(Kind.FORBIDDEN, e.getMessage());
      case HostException.Busy _, HostException.Crowded _ ->
          new CommandException(Kind.UNAVAILABLE, e.getMessage());
      case HostException.Failed _ -> {
        LOG.log(Level.SEVERE, e.getMessage(), e.getCause());
        yield new CommandException(Kind.UNAVAILABLE, e.getMessage());
      }
    };
  }
}
