package org.gatehouse.scope;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.gatehouse.command.CommandException;
import org.gatehouse.command.CommandException.Kind;

/** Refuses a file of the database's password that the next start could not read. */
@ApplicationScoped
public class PasswordFileCheck implements SettingCheck {

  @Inject private Configuration configuration;

  /** For the container, which gives it what it needs. */
  public PasswordFileCheck() {}

  /** One for tests. */
  PasswordFileCheck(Configuration configuration) {
    this.configuration = configuration;
  }

  @Override
  public Set<Setting<?>> settings() {
    return Set.of(Settings.DATABASE_PASSWORD_FILE);
  }

  @Override
  public Optional<String> check(Function<Setting<?>, String> texts) {
    String text = texts.apply(Settings.DATABASE_PASSWORD_FILE);
    Path file = configuration.dataDirectory().resolve(text);
    if (!text.isEmpty() && !(Files.isRegularFile(file) && Files.isReadable(file))) {
      throw new CommandException(
          Kind.ARGUMENT, "argument 'third': there is no file " + file + " that can be read");
    }
    return Optional.empty();
  }
}
