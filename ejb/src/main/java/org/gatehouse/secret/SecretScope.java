package org.gatehouse.secret;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.gatehouse.auth.Caller;
import org.gatehouse.command.CommandException;
import org.gatehouse.command.CommandException.Kind;
import org.gatehouse.scope.SingleScope;

/** The scope {@code auth.secret}, which exchanges the secret for a new one. */
@ApplicationScoped
public class SecretScope implements SingleScope {

  private static final String ROTATE = "rotate";

  private SecretKeeper keeper;
  private CurrentSecret secret;

  /** For the container's proxy; what it makes is never used. */
  public SecretScope() {}

  @Inject
  SecretScope(SecretKeeper keeper, CurrentSecret secret) {
    this.keeper = keeper;
    this.secret = secret;
  }

  @Override
  public String name() {
    return "auth.secret";
  }

  @Override
  public String help() {
    return "The secret that all nodes share and that seals passwords of sessions, the keyring and the"
        + " audit. It is never shown, only which one it is and since when.";
  }

  @Override
  public String accepted() {
    return "the word rotate, which makes a new one of chance";
  }

  @Override
  public String effect() {
    return "Exchanges the secret at once, seals the keyring anew, ends all sessions, and begins a new"
        + " part of the audit; other nodes admit nobody until they have the new file.";
  }

  @Override
  public Object initial() {
    return null;
  }

  @Override
  public Object get() {
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("number", secret.generation());
    told.put("since", secret.since().map(Instant::toString).orElse(""));
    told.put("fingerprint", secret.fingerprint());
    return told;
  }

  @Override
  public Object accept(Object given) {
    if (!ROTATE.equals(given)) {
      throw new CommandException(
          Kind.ARGUMENT, "argument 'first' must be " + accepted() + ", for " + name());
    }
    return ROTATE;
  }

  @Override
  public String set(Caller caller, Object value) {
    return "secret "
        + keeper.rotate()
        + " is in force: the keyring is sealed anew, all sessions have ended, and other nodes admit"
        + " nobody until they have the new file";
  }
}
