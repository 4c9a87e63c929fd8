package org.gatehouse.session;

import jakarta.ejb.Schedule;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;
import org.gatehouse.auth.Caller;
import org.gatehouse.auth.Gate;
import org.gatehouse.persistence.session.Session;
import org.gatehouse.scope.Configuration;

/**
 * Signed-in stays at a gate. The client alone holds a session's id; the database holds the id's
 * SHA-256, so that who reads the database cannot take a session over.
 */
@Stateless
public class Sessions {

  private static final String ALPHABET =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final int LENGTH = 32;
  private static final Pattern ID = Pattern.compile("[0-9A-Za-z]{" + LENGTH + "}");

  /** Writing it more often would make every request a write. */
  private static final Duration SEEN_TO_THE = Duration.ofMinutes(1);

  private static final Duration SHORTEST_STAY = Duration.ofSeconds(1);

  @PersistenceContext private EntityManager entities;
  @Inject private SecureRandom random;
  @Inject private Clock clock;
  @Inject private Configuration configuration;

  /**
   * Starts a session of an admitted account, at the gate it came in by.
   *
   * @return the session's id: 32 characters of 62, for the client alone
   */
  public String start(Caller caller) {
    StringBuilder id = new StringBuilder(LENGTH);
    for (int i = 0; i < LENGTH; i++) {
      id.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    entities.persist(
        new Session(
            hash(id.toString()),
            caller.account().siteId().orElse(null),
            caller.account().name().user(),
            caller.gate().name(),
            caller.address().text(),
            clock.instant()));
    return id.toString();
  }

  /**
   * The live session of an id at a gate.
   *
   * @param id what the client shows; anything
   * @return empty when there is none, it was started at another gate, or it was idle too long
   */
  public Optional<Session> find(String id, Gate gate) {
    if (!ID.matcher(id).matches()) {
      return Optional.empty();
    }
    Instant now = clock.instant();
    Optional<Session> live =
        Optional.ofNullable(entities.find(Session.class, hash(id)))
            .filter(session -> session.gate().equals(gate.name()))
            .filter(session -> now.isBefore(session.lastSeenAt().plus(idle())));
    live.filter(session -> session.lastSeenAt().plus(SEEN_TO_THE).isBefore(now))
        .ifPresent(session -> session.seen(now));
    return live;
  }

  /** Ends a session; an id of none is nothing to do. */
  public void end(String id) {
    Session session = entities.find(Session.class, hash(id));
    if (session != null) {
      entities.remove(session);
    }
  }

  @Schedule(hour = "*", minute = "*/5", persistent = false)
  void sweep() {
    entities
        .createNamedQuery(Session.DELETE_IDLE)
        .setParameter("before", clock.instant().minus(idle()))
        .executeUpdate();
  }

  private Duration idle() {
    return configuration.duration("session", "ttl", SHORTEST_STAY);
  }

  private static String hash(String id) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(id.getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
