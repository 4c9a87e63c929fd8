package org.gatehouse.command;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.gatehouse.auth.Caller;
import org.gatehouse.auth.Proof;
import org.gatehouse.command.CommandException.Kind;
import org.gatehouse.scope.Configuration;
import org.gatehouse.scope.Settings;

/** Every command there is, found once from the declarations, and the one way to call them. */
@ApplicationScoped
public class Commands {

  private static final Logger LOG = Logger.getLogger(Commands.class.getName());

  @Inject @Any @Module private Instance<Object> modules;
  @Inject private Configuration configuration;
  @Inject private Repetitions repetitions;

  private SortedMap<String, Declaration> declarations;

  @PostConstruct
  void find() {
    SortedMap<String, Declaration> found = new TreeMap<>();
    for (Instance.Handle<Object> handle : modules.handles()) {
      Class<?> type = handle.getBean().getBeanClass();
      String module = type.getAnnotation(Module.class).value();
      Object bean = handle.get();
      for (Method method : type.getMethods()) {
        if (method.isAnnotationPresent(Command.class)) {
          Declaration declaration = new Declaration(module, bean, method);
          if (found.put(key(module, declaration.function()), declaration) != null) {
            throw new IllegalStateException(declaration.name() + " is declared twice");
          }
        }
      }
    }
    declarations = found;
  }

  /** All commands, by name. */
  public Collection<Declaration> all() {
    return declarations.values();
  }

  /** The commands that there are for somebody at a remote gate, by name. */
  public Collection<Declaration> remote() {
    return declarations.values().stream().filter(this::remote).toList();
  }

  /** Without {@code [auth] admin_api} the admin's commands are those of the local socket alone. */
  private boolean remote(Declaration declaration) {
    return configuration.value(Settings.ADMIN_API) || !declaration.administrative();
  }

  /** The commands that a caller may call, by name. */
  public Collection<Declaration> of(Caller caller) {
    return declarations.values().stream().filter(declaration -> is(declaration, caller)).toList();
  }

  private boolean is(Declaration declaration, Caller caller) {
    boolean local = caller.proof() instanceof Proof.Socket;
    return declaration.allows(caller.account().role()) && (local || remote(declaration));
  }

  /**
   * The command of a name, if this caller may call it; one that it may not call, or not from where
   * it calls, looks like one that does not exist.
   *
   * @param module the module
   * @param function the function, with hyphens or underscores
   */
  public Optional<Declaration> find(Caller caller, String module, String function) {
    return find(module, function).filter(declaration -> is(declaration, caller));
  }

  /** The command of a name, whoever may call it. */
  Optional<Declaration> find(String module, String function) {
    return Optional.ofNullable(declarations.get(key(module, function)));
  }

  /**
   * Calls a command.
   *
   * @param arguments the arguments in order
   * @return its result: of the types that {@link Command} names, never null
   * @throws CommandException when it is unknown, an argument is wrong, or it refuses
   */
  public Object call(Caller caller, String module, String function, List<?> arguments) {
    Declaration declaration = require(caller, module, function);
    return guarded(
        declaration, () -> run(caller, declaration, declaration.bind(caller, arguments)));
  }

  /**
   * Calls a command.
   *
   * @param arguments the arguments by name
   * @return its result: of the types that {@link Command} names, never null
   * @throws CommandException when it is unknown, an argument is wrong, or it refuses
   */
  public Object call(Caller caller, String module, String function, Map<String, ?> arguments) {
    Declaration declaration = require(caller, module, function);
    return guarded(
        declaration, () -> run(caller, declaration, declaration.bind(caller, arguments)));
  }

  /**
   * Calls a command.
   *
   * @param arguments the first arguments in order
   * @param named others by name
   * @return its result: of the types that {@link Command} names, never null
   * @throws CommandException when it is unknown, an argument is wrong or given both ways, or it
   *     refuses
   */
  public Object call(
      Caller caller, String module, String function, List<?> arguments, Map<String, ?> named) {
    Declaration declaration = require(caller, module, function);
    return guarded(
        declaration, () -> run(caller, declaration, declaration.bind(caller, arguments, named)));
  }

  private Object run(Caller caller, Declaration declaration, Object[] bound) {
    if (LOG.isLoggable(Level.FINE)) {
      LOG.fine(
          "%s by %s at %s from %s"
              .formatted(
                  declaration.name(),
                  caller.account().name(),
                  caller.gate(),
                  caller.address().text()));
    }
    if (declaration.effect() == Effect.READS) {
      return declaration.invoke(bound);
    }
    List<Object> arguments = Arrays.asList(bound).subList(1, bound.length);
    return repetitions.answer(
        caller,
        declaration,
        arguments,
        () -> guarded(declaration, () -> declaration.invoke(bound)));
  }

  /** Forgets the answers whose time to be asked for again is over. */
  public void sweep() {
    repetitions.sweep();
  }

  /**
   * The same, where there must be one.
   *
   * @throws CommandException when there is no such command for this caller
   */
  public Declaration require(Caller caller, String module, String function) {
    return find(caller, module, function)
        .orElseThrow(
            () ->
                new UsageException(
                    Kind.UNKNOWN_COMMAND,
                    "there is no such command for you; "
                        + nearest(caller, module + ":" + function)
                            .map(name -> "did you mean " + name + "?")
                            .orElse("misc:list-commands names those there are")));
  }

  /** The name that a caller may have meant, of a command that it may call. */
  Optional<String> nearest(Caller caller, String written) {
    return Nearest.of(
        written.replace('_', '-'), of(caller).stream().map(Declaration::name).toList());
  }

  /** Whatever goes wrong inside is logged here and told outside without a word of the inside. */
  private static Object guarded(Declaration declaration, java.util.function.Supplier<Object> call) {
    try {
      return call.get();
    } catch (CommandException e) {
      throw e;
    } catch (RuntimeException e) {
      LOG.log(Level.SEVERE, declaration.name() + " failed", e);
      throw new CommandException(
          Kind.UNAVAILABLE,
          "Gatehouse could not do this now; try again, or ask the server's admin");
    }
  }

  private static String key(String module, String function) {
    return module + "_" + function.replace('-', '_');
  }
}
