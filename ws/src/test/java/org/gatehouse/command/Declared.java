package org.gatehouse.command;

import java.util.Arrays;
import java.util.List;

/** Commands of a test's own, declared as those of the domain are. */
public final class Declared {

  private Declared() {}

  /** Every command of a module, in the order of their names. */
  public static List<Declaration> in(String module, Object bean) {
    return Arrays.stream(bean.getClass().getMethods())
        .filter(method -> method.isAnnotationPresent(Command.class))
        .map(method -> new Declaration(module, bean, method))
        .sorted((one, other) -> one.function().compareTo(other.function()))
        .toList();
  }
}
