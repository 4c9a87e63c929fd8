package org.gatehouse.scope;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.SortedMap;
import java.util.TreeMap;
import org.gatehouse.command.CommandException;
import org.gatehouse.command.CommandException.Kind;
import org.gatehouse.command.Nearest;

/** Every scope there is, found once among the beans. */
@ApplicationScoped
public class Scopes {

  @Inject @Any private Instance<Scope> beans;

  private final SortedMap<String, Scope> scopes = new TreeMap<>();

  /** For the container, which fills it. */
  public Scopes() {}

  /** One of these scopes, for tests. */
  Scopes(Collection<Scope> scopes) {
    scopes.forEach(this::add);
  }

  @PostConstruct
  void find() {
    beans.forEach(this::add);
  }

  private void add(Scope scope) {
    if (scopes.put(scope.name(), scope) != null) {
      throw new IllegalStateException("the scope " + scope.name() + " is declared twice");
    }
  }

  /** All of them, by name. */
  Collection<Scope> all() {
    return scopes.values();
  }

  /** Whether there is one of a name. */
  public boolean has(String name) {
    return scopes.containsKey(name);
  }

  /**
   * The one of a name.
   *
   * @throws CommandException naming the nearest, when there is none
   */
  Scope require(String name) {
    Scope scope = scopes.get(name);
    if (scope == null) {
      throw new CommandException(
          Kind.NOT_FOUND,
          "argument 'scope' names no scope"
              + Nearest.of(name, scopes.keySet())
                  .map(nearest -> "; did you mean " + nearest + "?")
                  .orElse("; scope:list names those there are"));
    }
    return scope;
  }
}
