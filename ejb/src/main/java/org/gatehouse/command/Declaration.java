package org.gatehouse.command;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.gatehouse.auth.Caller;
import org.gatehouse.auth.Role;
import org.gatehouse.command.CommandException.Kind;

/** One command: its name, who may call it and what it takes, read from its one declaration. */
public final class Declaration {

  private static final int LONGEST_NAME_TOLD = 64;

  private final String module;
  private final String function;
  private final Set<Role> roles;
  private final Effect effect;
  private final List<CommandParameter> parameters;
  private final Documentation documentation;
  private final Method method;
  private final Object bean;

  Declaration(String module, Object bean, Method method) {
    if (method.getParameterCount() == 0 || method.getParameterTypes()[0] != Caller.class) {
      throw new IllegalArgumentException(method + " must take the Caller first");
    }
    this.module = module;
    this.function = CommandParameter.snakeCase(method.getName());
    this.roles = EnumSet.copyOf(List.of(method.getAnnotation(Command.class).roles()));
    this.effect = method.getAnnotation(Command.class).effect();
    this.parameters =
        Arrays.stream(method.getParameters()).skip(1).map(CommandParameter::of).toList();
    this.documentation = Documentation.of(method);
    this.method = method;
    this.bean = bean;
  }

  /** The command's name as people write it, {@code auth:create-api-key}. */
  public String name() {
    return module + ":" + function.replace('_', '-');
  }

  /** The name of its module. */
  public String module() {
    return module;
  }

  /** The name of its function in snake_case. */
  public String function() {
    return function;
  }

  /** What it takes, in order. */
  public List<CommandParameter> parameters() {
    return parameters;
  }

  /** What its Javadoc says. */
  public Documentation documentation() {
    return documentation;
  }

  /** The Java type of its result. */
  public Class<?> resultType() {
    return method.getReturnType();
  }

  /** The roles that may call it. */
  public Set<Role> roles() {
    return Set.copyOf(roles);
  }

  /** Whether it is the appliance admin's alone. */
  public boolean administrative() {
    return roles.equals(EnumSet.of(Role.APPLIANCE));
  }

  /** Whether an account of this role may call it. */
  public boolean allows(Role role) {
    return roles.contains(role);
  }

  /** What it does, and so what the same call gets when it comes again. */
  public Effect effect() {
    return effect;
  }

  /**
   * Calls the command with arguments in order; trailing optional ones may be left out.
   *
   * @return its result, never null
   * @throws CommandException when an argument is wrong or the command refuses
   */
  Object call(Caller caller, List<?> arguments) {
    return invoke(bind(caller, arguments));
  }

  /**
   * Calls the command with arguments by name.
   *
   * @return its result, never null
   * @throws CommandException when an argument is wrong or the command refuses
   */
  Object call(Caller caller, Map<String, ?> arguments) {
    return invoke(bind(caller, arguments));
  }

  /**
   * The caller and every argument, of its type; trailing optional ones may be left out.
   *
   * @throws CommandException when an argument is wrong
   */
  Object[] bind(Caller caller, List<?> arguments) {
    refuseSurplus(arguments.size());
    Object[] bound = new Object[parameters.size() + 1];
    bound[0] = caller;
    for (int i = 0; i < parameters.size(); i++) {
      bound[i + 1] = bind(parameters.get(i), i < arguments.size() ? arguments.get(i) : null);
    }
    return bound;
  }

  /**
   * The caller and every argument, of its type, from arguments by name.
   *
   * @throws CommandException when an argument is wrong
   */
  Object[] bind(Caller caller, Map<String, ?> arguments) {
    refuseSurplus(arguments.keySet());
    Object[] bound = new Object[parameters.size() + 1];
    bound[0] = caller;
    for (int i = 0; i < parameters.size(); i++) {
      CommandParameter parameter = parameters.get(i);
      bound[i + 1] = bind(parameter, arguments.get(parameter.name()));
    }
    return bound;
  }

  /**
   * The caller and every argument, of its type, from the first arguments in order and others by
   * name.
   *
   * @throws CommandException when an argument is wrong, or given both ways
   */
  Object[] bind(Caller caller, List<?> arguments, Map<String, ?> named) {
    refuseSurplus(arguments.size());
    Map<String, Object> all = new LinkedHashMap<>(named);
    for (int i = 0; i < arguments.size(); i++) {
      String name = parameters.get(i).name();
      if (named.containsKey(name)) {
        throw new UsageException(
            Kind.ARGUMENT,
            "argument '" + name + "' is given twice, as number " + (i + 1) + " and by its name");
      }
      all.put(name, arguments.get(i));
    }
    return bind(caller, all);
  }

  private void refuseSurplus(int given) {
    if (given > parameters.size()) {
      throw new UsageException(
          Kind.ARGUMENT,
          name() + " takes at most " + parameters.size() + " arguments: " + signature());
    }
  }

  /** Before what is missing is told: a slip of the name is both. */
  private void refuseSurplus(Set<String> given) {
    List<String> names = parameters.stream().map(CommandParameter::name).toList();
    Set<String> surplus = new LinkedHashSet<>(given);
    names.forEach(surplus::remove);
    if (!surplus.isEmpty()) {
      String unknown = surplus.iterator().next();
      throw new UsageException(
          Kind.ARGUMENT,
          name()
              + " has no argument '"
              + told(unknown)
              + "'; "
              + Nearest.of(unknown, names)
                  .map(name -> "did you mean '" + name + "'? It")
                  .orElse("it")
              + " takes "
              + signature());
    }
  }

  private static String told(String name) {
    return name.length() <= LONGEST_NAME_TOLD ? name : name.substring(0, LONGEST_NAME_TOLD) + "…";
  }

  private Object bind(CommandParameter parameter, Object given) {
    if (given == null && parameter.required()) {
      throw new UsageException(
          Kind.ARGUMENT,
          "argument '" + parameter.name() + "' is missing; " + name() + " takes " + signature());
    }
    return parameter.bind(given);
  }

  /** The names of its arguments as a person would list them, optional ones in brackets. */
  public String signature() {
    return parameters.isEmpty()
        ? "none"
        : String.join(
            ", ",
            parameters.stream()
                .map(
                    parameter ->
                        parameter.required() ? parameter.name() : "[" + parameter.name() + "]")
                .toList());
  }

  /**
   * Calls the command.
   *
   * @param bound what {@link #bind} made
   * @return its result, never null
   * @throws CommandException when the command refuses
   */
  Object invoke(Object[] bound) {
    try {
      return method.invoke(bean, bound);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("a command's method must be public", e);
    }
  }
}
