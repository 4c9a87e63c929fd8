package org.gatehouse.scope;

import java.util.List;
import java.util.Objects;
import org.gatehouse.auth.Caller;

/**
 * A named setting with effects. Every CDI bean that is one is found by {@link Scopes} and reached
 * by the commands of module {@code scope}, which compare, audit and answer for all of them: a scope
 * itself only reads, checks and sets. Most have one value and are a {@link SingleScope}.
 */
public interface Scope {

  /** Its name, such as {@code cp.config}. */
  String name();

  /** What it is, in one or two sentences for the appliance's admin. */
  String help();

  /** What a value must be, so that "must be …" is a sentence. */
  String accepted();

  /** What a change does and when, in one sentence for the appliance's admin. */
  String effect();

  /** The names of the arguments that say which value is meant; none where there is one value. */
  default List<String> path() {
    return List.of();
  }

  /** Whether what was set can be added to and never be taken back. */
  default boolean appendOnly() {
    return false;
  }

  /**
   * Whether a value is a secret: the audit says then that it changed, and neither old nor new. A
   * secret's {@link #get} must not reveal it either.
   */
  default boolean secret(List<String> place) {
    return false;
  }

  /**
   * The value without anybody's doing, of the types that a command may return; null when it has
   * none.
   */
  Object initial();

  /**
   * The value now.
   *
   * @param place a text for each name of {@link #path}, or fewer to be shown all below it
   * @return of the types that a command may return, null when there is none
   * @throws org.gatehouse.command.CommandException when there is no such place
   */
  Object get(List<String> place);

  /**
   * The value that was given, as {@link #get} would answer it once it is set; changes nothing.
   *
   * @param place a text for each name of {@link #path}
   * @param given of the types that a command may be given; never null
   * @throws org.gatehouse.command.CommandException saying what is accepted, when it is no value
   */
  Object accept(List<String> place, Object given);

  /**
   * Whether a value that {@link #accept} made stands already, so that to set it does nothing.
   *
   * @throws org.gatehouse.command.CommandException when that cannot be told now
   */
  default boolean stands(List<String> place, Object value) {
    return Objects.equals(get(place), value);
  }

  /**
   * A value that {@link #accept} made as {@link #get} would answer it once it is set: where a part
   * of it is a secret, without that.
   */
  default Object shown(List<String> place, Object value) {
    return value;
  }

  /**
   * Sets a value that {@link #accept} made and that does not stand already. It is called in a
   * transaction in which the change is audited: what it does to SQL holds with the record or not at
   * all, and of what it does elsewhere {@link #set} itself must see that it is done wholly or not
   * at all.
   *
   * @return what the caller is told of it: that it is in force, or what must be restarted first
   * @throws org.gatehouse.command.CommandException when it is refused; nothing is changed then
   */
  String set(Caller caller, List<String> place, Object value);
}
