package org.gatehouse.auth;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.gatehouse.apikey.ApiKeys;
import org.gatehouse.apikey.KeyWithdrawal;
import org.gatehouse.apikey.Limits;
import org.gatehouse.audit.Audit;
import org.gatehouse.audit.AuditEvent;
import org.gatehouse.command.Command;
import org.gatehouse.command.CommandException;
import org.gatehouse.command.CommandException.Kind;
import org.gatehouse.command.Default;
import org.gatehouse.command.Effect;
import org.gatehouse.command.HostRefusal;
import org.gatehouse.command.Module;
import org.gatehouse.command.TakingBack;
import org.gatehouse.database.Database;
import org.gatehouse.host.Host;
import org.gatehouse.host.HostException;
import org.gatehouse.persistence.Again;
import org.gatehouse.persistence.apikey.ApiKeyRow;
import org.gatehouse.persistence.apikey.KeyUse;
import org.gatehouse.session.SessionEnds;

/**
 * What an account does with its own keys. A change, the end of what it no longer allows, and the
 * audit's records of both are one transaction.
 */
@ApplicationScoped
@Module("auth")
public class AuthCommands {

  private ApiKeys keys;
  private SessionEnds ends;
  private Audit audit;
  private Database database;
  private Host host;
  private Clock clock;
  private KeyWithdrawal withdrawal;

  /** For the container's proxy; what it makes is never used. */
  public AuthCommands() {}

  @Inject
  AuthCommands(
      ApiKeys keys,
      SessionEnds ends,
      Audit audit,
      Database database,
      Host host,
      Clock clock,
      KeyWithdrawal withdrawal) {
    this.keys = keys;
    this.ends = ends;
    this.audit = audit;
    this.database = database;
    this.host = host;
    this.clock = clock;
    this.withdrawal = withdrawal;
  }

  /**
   * Makes an API key that stands for the caller. An account has at most ten.
   *
   * @param comment what it is for, at most 255 characters
   * @param force makes it even in a session that somebody else was handed
   * @param expires a date to whose end (UTC) it is good, 2030-01-31, or a time until which it is,
   *     2030-01-31T12:00:00Z; left out, it does not expire
   * @param addresses the IPv4 and IPv6 addresses and CIDRs that it may be used from, at most 32,
   *     beside the restrictions of the account; left out, everywhere
   * @return the key, shown this once; a call that is repeated because its answer did not arrive
   *     makes another and deletes that one
   */
  @Command(
      roles = {Role.APPLIANCE, Role.SITE, Role.USER},
      effect = Effect.REVEALS)
  public String createApiKey(
      Caller caller,
      @Default("") String comment,
      @Default("false") boolean force,
      @Default("") String expires,
      @Default("") List<Object> addresses) {
    HandOverGuard.check(caller, force);
    keys.requireUnlimited(caller);
    Limits limits = Limits.of(expires, addresses);
    if (limits.expired(clock.instant())) {
      throw new CommandException(Kind.ARGUMENT, "argument 'expires' must be in the future");
    }
    ApiKeys.Made key =
        whole(
            () -> {
              ApiKeys.Made made = keys.create(caller.account(), comment, limits);
              requireStillThere(caller.account());
              record(caller, "key " + made.handle() + " made" + told(limits));
              return made;
            });
    String handle = key.handle();
    TakingBack.by(() -> withdrawal.withdraw(caller, handle));
    return key.text();
  }

  private static String told(Limits limits) {
    return limits.equals(Limits.NONE) ? "" : ", good " + limits;
  }

  /**
   * A request may be under way while its account is deleted, which first removes it from the host
   * and then its keys: one of the two sees the other.
   */
  private void requireStillThere(Account account) {
    try {
      if (host.accounts(account.realm()).stream()
          .noneMatch(unix -> unix.name().equals(account.name().user()))) {
        throw new CommandException(Kind.NOT_FOUND, "this account was deleted");
      }
    } catch (HostException e) {
      throw HostRefusal.told(e);
    }
  }

  /**
   * Lists the caller's API keys, oldest first; never the keys themselves.
   *
   * @return for each its handle; comment, what it is for; created, when it was made; last_used and
   *     last_address, when (to the minute) and from where it was last used, or null; expires, from
   *     when on it is not good, or null; addresses, where it may be used, empty for everywhere.
   *     Times are ISO 8601, UTC
   */
  @Command(
      roles = {Role.APPLIANCE, Role.SITE, Role.USER},
      effect = Effect.READS)
  public List<Object> getApiKeys(Caller caller) {
    return keys.of(caller.account()).stream().<Object>map(AuthCommands::shown).toList();
  }

  private static Map<String, Object> shown(ApiKeyRow key) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("handle", key.handle());
    shown.put("comment", key.comment());
    shown.put("created", key.createdAt().toString());
    shown.put("last_used", key.lastUse().map(KeyUse::at).map(Instant::toString).orElse(null));
    shown.put("last_address", key.lastUse().map(KeyUse::address).orElse(null));
    shown.put("expires", key.limits().expiresAt().map(Instant::toString).orElse(null));
    shown.put("addresses", List.<Object>copyOf(key.limits().networks()));
    return shown;
  }

  /**
   * Says anew what one of the caller's API keys is for.
   *
   * @param handle the key's handle, from auth:get-api-keys
   * @param comment what it is for, at most 255 characters
   * @return true
   */
  @Command(
      roles = {Role.APPLIANCE, Role.SITE, Role.USER},
      effect = Effect.CHANGES)
  public boolean setApiKeyComment(Caller caller, String handle, String comment) {
    return whole(
        () -> {
          ApiKeyRow key = keys.comment(caller.account(), handle, comment);
          record(caller, "comment of key " + key.handle() + " changed");
          return true;
        });
  }

  /**
   * Says anew until when and from where one of the caller's API keys is good; both at once. What it
   * no longer allows ends at once: unused hand-overs that were asked for with the key, and their
   * sessions unless they were started where the key may still be used.
   *
   * @param handle the key's handle, from auth:get-api-keys
   * @param expires a date to whose end (UTC) it is good, 2030-01-31, or a time until which it is,
   *     2030-01-31T12:00:00Z, also a past one; left out, it does not expire
   * @param addresses the IPv4 and IPv6 addresses and CIDRs that it may be used from, at most 32,
   *     beside the restrictions of the account; left out, everywhere
   * @param force does it even in a session that somebody else was handed, or where the key with
   *     which it is called would be refused afterwards
   * @return true
   */
  @Command(
      roles = {Role.APPLIANCE, Role.SITE, Role.USER},
      effect = Effect.CHANGES)
  public boolean setApiKeyLimits(
      Caller caller,
      String handle,
      @Default("") String expires,
      @Default("") List<Object> addresses,
      @Default("false") boolean force) {
    HandOverGuard.check(caller, force);
    keys.requireUnlimited(caller);
    Limits limits = Limits.of(expires, addresses);
    return whole(
        () -> {
          ApiKeyRow key = keys.limit(caller.account(), handle, limits);
          Instant now = clock.instant();
          if (!force
              && caller.proof().equals(new Proof.Key(key.hash()))
              && !limits.allow(now, caller.address())) {
            throw new CommandException(
                Kind.FORBIDDEN,
                "the key with which you call would be refused here; force=true (at a"
                    + " shell --force) does it all the same");
          }
          ends.endOfKey(
              key.hash(),
              address -> !limits.allow(now, address),
              caller,
              "its key may not be used there any more");
          record(caller, "key " + key.handle() + " limited, good " + limits);
          return true;
        });
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
    return whole(
        () -> {
          ApiKeyRow key = keys.delete(caller.account(), handle);
          ends.endOfKey(key.hash(), caller, "its key was deleted");
          record(caller, "key " + key.handle() + " deleted");
          return true;
        });
  }

  private <T> T whole(Supplier<T> deed) {
    return Again.whenInTheWay(() -> database.whole(deed));
  }

  private void record(Caller caller, String detail) {
    audit.record(AuditEvent.by(caller, AuditEvent.What.KEY, detail, AuditEvent.Result.DONE));
  }
}
