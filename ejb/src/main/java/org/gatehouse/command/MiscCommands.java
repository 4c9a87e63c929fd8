package org.gatehouse.command;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.gatehouse.auth.Caller;
import org.gatehouse.auth.Role;
import org.gatehouse.command.CommandException.Kind;

/** What there is to call. */
@Stateless
@Module("misc")
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class MiscCommands {

  private static final int LONGEST_FILTER = 128;

  @Inject private Commands commands;

  /**
   * Names the commands that the caller may call.
   *
   * @param filter a pattern in which * stands for any characters; auth:* and auth_* mean the same
   * @return names such as auth:create-api-key, in order
   */
  @Command(
      roles = {Role.APPLIANCE, Role.SITE, Role.USER},
      effect = Effect.READS)
  public List<Object> listCommands(Caller caller, @Default("*") String filter) {
    if (filter.length() > LONGEST_FILTER) {
      throw new CommandException(
          Kind.ARGUMENT, "argument 'filter' may have at most " + LONGEST_FILTER + " characters");
    }
    Pattern pattern = pattern(filter);
    return commands.all().stream()
        .filter(declaration -> declaration.allows(caller.account().role()))
        .map(Declaration::name)
        .filter(name -> pattern.matcher(normal(name)).matches())
        .map(Object.class::cast)
        .toList();
  }

  /** Runs of stars are one star: each more would multiply the work of a match. */
  private static Pattern pattern(String filter) {
    return Pattern.compile(
        Arrays.stream(normal(filter).replaceAll("\\*+", "*").split("\\*", -1))
            .map(Pattern::quote)
            .collect(Collectors.joining(".*")));
  }

  private static String normal(String name) {
    return name.replace(':', '_').replace('-', '_');
  }
}
