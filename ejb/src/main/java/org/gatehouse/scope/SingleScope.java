package org.gatehouse.scope;

import java.util.List;
import org.gatehouse.auth.Caller;

/** A scope with one value, which needs no more than its name to be found. */
public interface SingleScope extends Scope {

  /** The value now; see {@link Scope#get(List)}. */
  Object get();

  /** The value that was given; see {@link Scope#accept(List, Object)}. */
  Object accept(Object given);

  /** Sets a value; see {@link Scope#set(Caller, List, Object)}. */
  String set(Caller caller, Object value);

  /** Whether its value is a secret; see {@link Scope#secret(List)}. */
  default boolean secret() {
    return false;
  }

  @Override
  default boolean secret(List<String> place) {
    return secret();
  }

  @Override
  default Object get(List<String> place) {
    return get();
  }

  @Override
  default Object accept(List<String> place, Object given) {
    return accept(given);
  }

  @Override
  default String set(Caller caller, List<String> place, Object value) {
    return set(caller, value);
  }
}
