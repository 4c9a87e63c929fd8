package org.gatehouse.secret;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.gatehouse.command.CommandException;
import org.gatehouse.command.CommandException.Kind;
import org.gatehouse.scope.Configuration;
import org.gatehouse.scope.Setting;
import org.gatehouse.scope.SettingCheck;
import org.gatehouse.scope.Settings;

/** Refuses a file of {@code [auth] secret} that does not hold the one in force. */
@ApplicationScoped
public class SecretFileCheck implements SettingCheck {

  private Configuration configuration;
  private CurrentSecret secret;

  /** For the container's proxy; what it makes is never used. */
  public SecretFileCheck() {}

  @Inject
  SecretFileCheck(Configuration configuration, CurrentSecret secret) {
    this.configuration = configuration;
    this.secret = secret;
  }

  @Override
  public Set<Setting<?>> settings() {
    return Set.of(Settings.AUTH_SECRET);
  }

  @Override
  public Optional<String> check(Function<Setting<?>, String> texts) {
    Path file = configuration.dataDirectory().resolve(texts.apply(Settings.AUTH_SECRET));
    try (Secret found = SecretFile.present(file)) {
      if (!found.fingerprint().equals(secret.fingerprint())) {
        throw refused(file + " holds another secret than the one in force");
      }
      return Optional.empty();
    } catch (IOException e) {
      throw refused(file + " cannot be read");
    } catch (IllegalStateException e) {
      throw refused(e.getMessage());
    }
  }

  private static CommandException refused(String reason) {
    return new CommandException(
        Kind.ARGUMENT,
        "argument 'third': "
            + reason
            + ". Copy the file of now there first, with mode 0600; scope:set auth.secret rotate makes"
            + " a new secret");
  }
}
