package org.gatehouse.command;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.gatehouse.auth.Caller;
import org.gatehouse.auth.Role;
import org.gatehouse.command.CommandException.Kind;

/** What there is to call. */
@ApplicationScoped
@Module("misc")
public class MiscCommands {

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
    Glob glob = Glob.of("filter", normal(filter));
    return commands.of(caller).stream()
        .map(Declaration::name)
        .filter(name -> glob.matches(normal(name)))
        .map(Object.class::cast)
        .toList();
  }

  /**
   * Tells what a command does and takes. One that the caller may not call is treated as one that
   * there is not.
   *
   * @param command its name, such as auth:create-api-key or auth_create_api_key
   * @return name; documentation; arguments, in order, each with name, type, required, default where
   *     it may be left out, and documentation; roles that may call it; result, with type and
   *     documentation
   */
  @Command(
      roles = {Role.APPLIANCE, Role.SITE, Role.USER},
      effect = Effect.READS)
  public Map<String, Object> info(Caller caller, String command) {
    String[] parts = normal(command).split("_", 2);
    Declaration declaration =
        commands
            .find(caller, parts[0], parts.length == 2 ? parts[1] : "")
            .orElseThrow(
                () ->
                    new CommandException(
                        Kind.NOT_FOUND,
                        "argument 'command' names no command of yours; misc:list-commands names"
                            + " those there are"));
    Map<String, Object> info = new LinkedHashMap<>();
    info.put("name", declaration.name());
    info.put("documentation", declaration.documentation().description());
    info.put(
        "arguments",
        declaration.parameters().stream()
            .map(parameter -> argument(declaration, parameter))
            .toList());
    info.put(
        "roles",
        declaration.roles().stream()
            .sorted()
            .map(role -> role.name().toLowerCase(Locale.ROOT))
            .toList());
    info.put(
        "result",
        Map.of(
            "type", result(declaration.resultType()),
            "documentation", declaration.documentation().result()));
    return info;
  }

  private static Map<String, Object> argument(Declaration declaration, CommandParameter parameter) {
    Map<String, Object> argument = new LinkedHashMap<>();
    argument.put("name", parameter.name());
    argument.put("type", parameter.type().name().toLowerCase(Locale.ROOT));
    argument.put("required", parameter.required());
    if (!parameter.required()) {
      argument.put("default", parameter.initial().orElse(null));
    }
    argument.put(
        "documentation",
        declaration.documentation().arguments().getOrDefault(parameter.name(), ""));
    return argument;
  }

  private static String result(Class<?> type) {
    return type == Object.class
        ? "any"
        : ParameterType.of(type).map(ParameterType::name).orElseThrow().toLowerCase(Locale.ROOT);
  }

  private static String normal(String name) {
    return name.replace(':', '_').replace('-', '_');
  }
}
