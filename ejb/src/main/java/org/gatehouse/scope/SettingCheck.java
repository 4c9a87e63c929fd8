package org.gatehouse.scope;

import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * What must be so, beyond a value's own form, before a setting is set to it: that a file is there,
 * or fits another. Every CDI bean that is one is asked by {@link SettingChanges}, for what is set
 * by a command; a file that a person wrote is read without.
 */
public interface SettingCheck {

  /** The settings of which one changes when this is asked. */
  Set<Setting<?>> settings();

  /**
   * Looks at settings as they are about to be; changes nothing.
   *
   * @param texts what each is going to be, as it is written
   * @return what the caller is to be told in place of that it is in force; mostly nothing
   * @throws org.gatehouse.command.CommandException saying why it is refused
   */
  Optional<String> check(Function<Setting<?>, String> texts);
}
