package org.gatehouse.command;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.gatehouse.auth.Role;

/**
 * Declares a method of a {@link Module} bean as a command, the same from every gate. Its first
 * parameter is the {@link org.gatehouse.auth.Caller}; each further one is an argument of type
 * {@code String}, {@code int}, {@code boolean}, {@code List<Object>} or {@code Map<String,
 * Object>}, or {@code Object} for any simple value ({@link AnyValue} for lists and maps too), and
 * is optional when it has a {@link Default}. What it returns is of these types, or of {@code
 * Object} when an argument decides which of them: only then it may be null. A map that it returns
 * may also be by whole numbers, and hold nulls.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Command {

  /** The roles that may call it. */
  Role[] roles();

  /**
   * What it does, and so what the same call gets when it comes again because its answer did not
   * arrive. Whoever says nothing is taken to change something, which is never wrong for a command
   * whose answer holds no secret.
   */
  Effect effect() default Effect.CHANGES;
}
