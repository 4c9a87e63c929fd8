package org.gatehouse.command;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What an argument is when the caller leaves it out. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
public @interface Default {

  /**
   * The value as it is typed at a shell; {@code ""} is the empty list or map, and null where a
   * value of any type may stand.
   */
  String value();
}
