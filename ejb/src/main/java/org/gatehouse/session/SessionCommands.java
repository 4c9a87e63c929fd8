package org.gatehouse.session;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gatehouse.auth.Caller;
import org.gatehouse.auth.Proof;
import org.gatehouse.auth.Role;
import org.gatehouse.command.Command;
import org.gatehouse.command.CommandException;
import org.gatehouse.command.CommandException.Kind;
import org.gatehouse.command.Default;
import org.gatehouse.command.Effect;
import org.gatehouse.command.Module;
import org.gatehouse.persistence.Again;

/** What an account does with its own sessions; they are named by their handles alone. */
@ApplicationScoped
@Module("auth")
public class SessionCommands {

  private Sessions sessions;
  private SessionEnds ends;

  /** For the container's proxy; what it makes is never used. */
  public SessionCommands() {}

  @Inject
  SessionCommands(Sessions sessions, SessionEnds ends) {
    this.sessions = sessions;
    this.ends = ends;
  }

  /**
   * Describes the session that this call came by.
   *
   * @return by name: session, whether there is one; account, gate and address of the call; proof,
   *     by what it was admitted; and of the session its handle, started, last_seen and ends (ISO
   *     8601, UTC), started_from (an address), user_agent and asked_by (an account, or nothing when
   *     it signed in itself)
   */
  @Command(
      roles = {Role.APPLIANCE, Role.SITE, Role.USER},
      effect = Effect.READS)
  public Map<String, Object> sessionInfo(Caller caller) {
    Map<String, Object> info = new LinkedHashMap<>();
    Optional<Live> mine = sessions.of(caller);
    info.put("session", mine.isPresent());
    info.put("account", caller.account().name().toString());
    info.put("gate", caller.gate().name());
    info.put("address", caller.address().text());
    info.put(
        "proof",
        switch (caller.proof()) {
          case Proof.Session _ -> "session";
          case Proof.Password _ -> "password";
          case Proof.Key _ -> "key";
          case Proof.Socket _ -> "socket";
        });
    mine.ifPresent(session -> info.putAll(described(session)));
    return info;
  }

  /**
   * Lists the caller's live sessions at all gates, newest first, at most 500.
   *
   * @return each by name as auth:session-info has it, with gate, the one that it is for, and
   *     current, whether this call came by it
   */
  @Command(
      roles = {Role.APPLIANCE, Role.SITE, Role.USER},
      effect = Effect.READS)
  public List<Object> listSessions(Caller caller) {
    String current = caller.proof() instanceof Proof.Session session ? session.idHash() : "";
    return sessions.liveOf(caller.account()).stream()
        .map(
            session -> {
              Map<String, Object> entry = new LinkedHashMap<>();
              entry.put("gate", session.gate().name());
              entry.put("current", session.proof().idHash().equals(current));
              entry.putAll(described(session));
              return entry;
            })
        .map(Object.class::cast)
        .toList();
  }

  private static Map<String, Object> described(Live session) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("handle", session.proof().handle());
    entry.put("started", written(session.startedAt()));
    entry.put("last_seen", written(session.lastSeenAt()));
    entry.put("ends", written(session.endsAt()));
    entry.put("started_from", session.address());
    entry.put("user_agent", session.userAgent());
    entry.put("asked_by", session.proof().askedBy().orElse(""));
    return entry;
  }

  private static String written(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /**
   * Ends one of the caller's sessions, at once and everywhere.
   *
   * @param handle what auth:list-sessions calls it
   * @return true
   */
  @Command(
      roles = {Role.APPLIANCE, Role.SITE, Role.USER},
      effect = Effect.CHANGES)
  public boolean endSession(Caller caller, String handle) {
    if (!ends.endByHandle(caller.account(), handle, caller)) {
      throw new CommandException(
          Kind.NOT_FOUND, "you have no such session; auth:list-sessions names those you have");
    }
    return true;
  }

  /**
   * Signs the caller out everywhere: ends its sessions at all gates, the hand-overs to it, and what
   * it asked for with its password. Keys stay.
   *
   * @param exceptThis leaves the session that this call came by, if it came by one
   * @return how many sessions ended
   */
  @Command(
      roles = {Role.APPLIANCE, Role.SITE, Role.USER},
      effect = Effect.CHANGES)
  public int endSessions(Caller caller, @Default("true") boolean exceptThis) {
    Optional<String> kept =
        exceptThis && caller.proof() instanceof Proof.Session session
            ? Optional.of(session.idHash())
            : Optional.empty();
    return Again.whenInTheWay(
        () -> ends.endOf(caller.account(), kept, caller, "signed out everywhere by its account"));
  }
}
