package org.gatehouse.scope;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.gatehouse.audit.Audit;
import org.gatehouse.audit.AuditEvent;
import org.gatehouse.auth.Caller;
import org.gatehouse.auth.Role;
import org.gatehouse.command.AnyValue;
import org.gatehouse.command.Command;
import org.gatehouse.command.CommandException;
import org.gatehouse.command.CommandException.Kind;
import org.gatehouse.command.Default;
import org.gatehouse.command.Effect;
import org.gatehouse.command.Glob;
import org.gatehouse.command.Module;
import org.gatehouse.database.Conflicts;
import org.gatehouse.database.Database;

/** What the appliance admin does with scopes. */
@ApplicationScoped
@Module("scope")
public class ScopeCommands {

  /** What the audit says in place of a secret. */
  private static final String MASK = "(secret)";

  /** For a scope:set that waits for others. */
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(20);

  private final ReentrantLock turn = new ReentrantLock(true);

  @Inject private Scopes scopes;
  @Inject private Database database;
  @Inject private Audit audit;

  /** For the container, which gives it what it needs. */
  public ScopeCommands() {}

  /** One for tests. */
  ScopeCommands(Scopes scopes, Database database, Audit audit) {
    this.scopes = scopes;
    this.database = database;
    this.audit = audit;
  }

  /**
   * Names the scopes: settings of the appliance that take effect when they are set.
   *
   * @param filter a pattern in which * stands for any characters
   * @return names such as cp.config, in order
   */
  @Command(roles = Role.APPLIANCE, effect = Effect.READS)
  public List<Object> list(Caller caller, @Default("*") String filter) {
    Glob glob = Glob.of("filter", filter);
    return scopes.all().stream()
        .map(Scope::name)
        .filter(glob::matches)
        .map(Object.class::cast)
        .toList();
  }

  /**
   * Tells what a scope is.
   *
   * @param scope its name, such as cp.config
   * @return {@code name}; {@code help}; {@code arguments}, the names of what scope:set takes after
   *     the scope's name; {@code accepted}, what a value must be; {@code default}; {@code effect}
   *     of a change; {@code append_only}, whether what was set can never be taken back
   */
  @Command(roles = Role.APPLIANCE, effect = Effect.READS)
  public Map<String, Object> info(Caller caller, String scope) {
    Scope found = scopes.require(scope);
    List<Object> arguments = new ArrayList<>(found.path());
    arguments.add("value");
    Map<String, Object> info = new LinkedHashMap<>();
    info.put("name", found.name());
    info.put("help", found.help());
    info.put("arguments", arguments);
    info.put("accepted", found.accepted());
    info.put("default", found.initial());
    info.put("effect", found.effect());
    info.put("append_only", found.appendOnly());
    return info;
  }

  /**
   * The value of a scope now.
   *
   * @param scope its name, such as cp.config
   * @param first where a scope has several values, which is meant; of cp.config the section
   * @param second the same; of cp.config the key, or nothing for the whole section
   * @return the value; of a secret never the secret itself
   */
  @Command(roles = Role.APPLIANCE, effect = Effect.READS)
  public Object get(
      Caller caller, String scope, @Default("") String first, @Default("") String second) {
    Scope found = scopes.require(scope);
    List<String> place = new ArrayList<>(List.of(first, second));
    while (!place.isEmpty() && place.getLast().isEmpty()) {
      place.removeLast();
    }
    if (place.size() > found.path().size()) {
      throw surplus(found, List.of("first", "second").get(found.path().size()), found.path());
    }
    return found.get(List.copyOf(place));
  }

  /**
   * Sets a scope. The value that it has already changes nothing.
   *
   * @param scope its name, such as cp.headless
   * @param first the value; where a scope has several, which is meant; of cp.config the section
   * @param second the value, where {@code first} said which; of cp.config the key
   * @param third the value, where {@code first} and {@code second} said which, as of cp.config
   * @return {@code changed}, whether the value was another before; {@code effect}, what the change
   *     did or what must be restarted before it does
   */
  @Command(roles = Role.APPLIANCE, effect = Effect.CHANGES)
  public Map<String, Object> set(
      Caller caller,
      String scope,
      @AnyValue Object first,
      @Default("") @AnyValue Object second,
      @Default("") @AnyValue Object third) {
    Scope found = scopes.require(scope);
    List<String> names = List.of("first", "second", "third");
    List<Object> given = Arrays.asList(first, second, third);
    int needed = found.path().size() + 1;
    for (int i = 0; i < names.size(); i++) {
      if (i < needed && given.get(i) == null) {
        throw new CommandException(
            Kind.ARGUMENT,
            "argument '" + names.get(i) + "' is missing; " + found.name() + takes(found));
      } else if (i >= needed && given.get(i) != null) {
        List<String> taken = new ArrayList<>(found.path());
        taken.add("value");
        throw surplus(found, names.get(i), taken);
      }
    }
    List<String> place = new ArrayList<>();
    for (int i = 0; i < found.path().size(); i++) {
      if (!(given.get(i) instanceof String text)) {
        throw new CommandException(
            Kind.ARGUMENT,
            "argument '" + names.get(i) + "' must be a text: the " + found.path().get(i));
      }
      place.add(text);
    }
    return set(caller, found, List.copyOf(place), given.get(needed - 1));
  }

  /** One after the other, so that what was before is what the former one left. */
  private Map<String, Object> set(Caller caller, Scope scope, List<String> place, Object given) {
    try {
      if (!turn.tryLock(LONGEST_WAIT.toSeconds(), TimeUnit.SECONDS)) {
        throw busy();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw busy();
    }
    try {
      return Conflicts.retried(() -> setInTurn(caller, scope, place, given));
    } finally {
      turn.unlock();
    }
  }

  private static CommandException busy() {
    return new CommandException(
        Kind.UNAVAILABLE, "another scope:set is under way; nothing was changed, try again");
  }

  private Map<String, Object> setInTurn(
      Caller caller, Scope scope, List<String> place, Object given) {
    Object value = scope.accept(place, given);
    return database.whole(
        () -> {
          if (scope.stands(place, value)) {
            return Map.of("changed", false, "effect", "it was so already");
          }
          Object before = scope.get(place);
          for (String detail : details(scope, place, before, scope.shown(place, value))) {
            audit.record(
                AuditEvent.by(caller, AuditEvent.What.SETTING, detail, AuditEvent.Result.DONE));
          }
          return Map.of("changed", true, "effect", scope.set(caller, place, value));
        });
  }

  private static List<String> details(
      Scope scope, List<String> place, Object before, Object after) {
    String name = String.join(" ", scope.name(), String.join(" ", place)).strip();
    if (scope.secret(place)) {
      return List.of(name + ": " + MASK + " became " + MASK);
    }
    return Objects.equals(before, after)
        ? List.of(name + ": '" + after + "', a part of it that is a secret changed")
        : ToldChange.of(name, before, after);
  }

  private static CommandException surplus(Scope scope, String argument, List<String> taken) {
    return new CommandException(
        Kind.ARGUMENT,
        "argument '"
            + argument
            + "' is too many: "
            + scope.name()
            + (taken.isEmpty() ? " has one value" : " takes " + String.join(", ", taken)));
  }

  private static String takes(Scope scope) {
    return " takes "
        + String.join("", scope.path().stream().map(name -> name + ", ").toList())
        + "value: "
        + scope.accepted();
  }
}
