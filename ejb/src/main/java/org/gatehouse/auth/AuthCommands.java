package org.gatehouse.auth;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.gatehouse.apikey.ApiKeys;
import org.gatehouse.apikey.KeyWithdrawal;
import org.gatehouse.audit.Audit;
import org.gatehouse.audit.AuditEvent;
import org.gatehouse.command.Command;
import org.gatehouse.command.CommandException;
import org.gatehouse.command.CommandException.Kind;
import org.gatehouse.command.Default;
import org.gatehouse.command.Effect;
import org.gatehouse.command.Module;
import org.gatehouse.command.TakingBack;
import org.gatehouse.persistence.apikey.ApiKeyRow;
import org.gatehouse.session.Sessions;

/** What an account does with its own keys. */
@Stateless
@Module("auth")
public class AuthCommands {

  @Inject private ApiKeys keys;
  @Inject private Sessions sessions;
  @Inject private Audit audit;
  @Inject private KeyWithdrawal withdrawal;

  /** For the container. */
  public AuthCommands() {}

  /** For tests. */
  AuthCommands(ApiKeys keys, Sessions sessions, Audit audit) {
    this.keys = keys;
    this.sessions = sessions;
    this.audit = audit;
  }

  /**
   * Makes an API key that stands for the caller. An account has at most ten.
   *
   * @param comment what it is for
   * @param force makes it even in a session that somebody else was handed
   * @return the key, shown this once; a call that is repeated because its answer did not arrive
   *     makes another and deletes that one
   */
  @Command(
      roles = {Role.APPLIANCE, Role.SITE, Role.USER},
      effect = Effect.REVEALS)
  public String createApiKey(
      Caller caller, @Default("") String comment, @Default("false") boolean force) {
    HandOverGuard.check(caller, force);
    ApiKeys.Made key = keys.create(caller.account(), comment);
    record(caller, "key " + key.handle() + " made");
    String handle = key.handle();
    TakingBack.by(() -> withdrawal.withdraw(caller, handle));
    return key.text();
  }

  /**
   * Lists the caller's API keys, oldest first; never the keys themselves.
   *
   * @return for each its handle, what it is for, and when it was made
   */
  @Command(
      roles = {Role.APPLIANCE, Role.SITE, Role.USER},
      effect = Effect.READS)
  public List<Object> getApiKeys(Caller caller) {
    return keys.of(caller.account()).stream().<Object>map(AuthCommands::shown).toList();
  }

  private static Map<String, Object> shown(ApiKeyRow key) {
    return Map.of(
        "handle", key.handle(),
        "comment", key.comment(),
        "created", key.createdAt().toString());
  }

  /**
   * Deletes one of the caller's API keys, and ends what it asked for.
   *
   * @param handle the key's handle, from auth:get-api-keys
   * @param force deletes it even in a session that somebody else was handed
   * @return true
   */
  @Command(
      roles = {Role.APPLIANCE, Role.SITE, Role.USER},
      effect = Effect.CHANGES)
  public boolean deleteApiKey(Caller caller, String handle, @Default("false") boolean force) {
    HandOverGuard.check(caller, force);
    ApiKeyRow key =
        keys.delete(caller.account(), handle)
            .orElseThrow(
                () ->
                    new CommandException(
                        Kind.NOT_FOUND,
                        "you have no key of this handle; auth:get-api-keys names those there are"));
    sessions.endOfKey(key.hash(), caller, "its key was deleted");
    record(caller, "key " + key.handle() + " deleted");
    return true;
  }

  private void record(Caller caller, String detail) {
    audit.record(AuditEvent.by(caller, AuditEvent.What.KEY, detail, AuditEvent.Result.DONE));
  }
}
