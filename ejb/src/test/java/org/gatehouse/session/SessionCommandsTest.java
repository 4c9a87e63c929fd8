package org.gatehouse.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.gatehouse.session.House.ADDRESS;
import static org.gatehouse.session.House.EVE;
import static org.gatehouse.session.House.OWNER;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.gatehouse.audit.AuditEvent.What;
import org.gatehouse.auth.Caller;
import org.gatehouse.auth.Gate;
import org.gatehouse.auth.Proof;
import org.gatehouse.command.CommandException;
import org.gatehouse.command.CommandException.Kind;
import org.gatehouse.host.PasswordStamp;
import org.junit.jupiter.api.Test;

/** What an account is told of its sessions. */
class SessionCommandsTest {

  private final House house = new House();
  private final SessionCommands commands = new SessionCommands(house.sessions, house.ends);
  private final String id = house.start(OWNER, Gate.UI);
  private final Live live = house.find(id, Gate.UI).orElseThrow();
  private final Caller caller = new Caller(OWNER, Gate.REST, ADDRESS, live.proof());

  @Test
  void aSessionIsDescribedToWhoCameByIt() {
    assertThat(commands.sessionInfo(caller))
        .isEqualTo(
            Map.ofEntries(
                Map.entry("session", true),
                Map.entry("account", "owner@example.org"),
                Map.entry("gate", "REST"),
                Map.entry("address", "192.0.2.1"),
                Map.entry("proof", "session"),
                Map.entry("handle", live.proof().handle()),
                Map.entry("started", "2026-03-01T10:00:00Z"),
                Map.entry("last_seen", "2026-03-01T10:00:00Z"),
                Map.entry("ends", "2026-03-01T22:00:00Z"),
                Map.entry("started_from", "192.0.2.1"),
                Map.entry("user_agent", "browser"),
                Map.entry("asked_by", "")));
  }

  @Test
  void whoCameByAnotherProofHasNoSession() {
    Map<Proof, String> proofs =
        Map.of(
            new Proof.Password(PasswordStamp.of("secret")),
            "password",
            new Proof.Key("0".repeat(64)),
            "key",
            new Proof.Socket(),
            "socket");
    proofs.forEach(
        (proof, name) ->
            assertThat(commands.sessionInfo(new Caller(OWNER, Gate.CLI, ADDRESS, proof)))
                .isEqualTo(
                    Map.of(
                        "session",
                        false,
                        "account",
                        "owner@example.org",
                        "gate",
                        "CLI",
                        "address",
                        "192.0.2.1",
                        "proof",
                        name)));
  }

  @Test
  void theCallersLiveSessionsAreListedWithoutIdOrHash() {
    house.pass(Duration.ofMinutes(1));
    String other =
        house.handOvers.hijack(
            new Caller(House.ADMIN, Gate.CLI, ADDRESS, new Proof.Socket()), OWNER, Gate.SOAP);
    house.start(EVE, Gate.UI);

    List<Object> list = commands.listSessions(caller);

    assertThat(list).hasSize(2);
    assertThat(list)
        .extracting(entry -> ((Map<?, ?>) entry).get("gate"))
        .isEqualTo(List.of("SOAP", "UI"));
    assertThat(list)
        .extracting(entry -> ((Map<?, ?>) entry).get("current"))
        .isEqualTo(List.of(false, true));
    assertThat(list)
        .extracting(entry -> ((Map<?, ?>) entry).get("asked_by"))
        .isEqualTo(List.of("admin", ""));
    for (String secret : List.of(id, other)) {
      assertThat(list.toString()).doesNotContain(secret).doesNotContain(SessionIds.hash(secret));
    }
    assertThat(commands.listSessions(House.caller(OWNER, Gate.REST)))
        .extracting(entry -> ((Map<?, ?>) entry).get("current"))
        .isEqualTo(List.of(false, false));
  }

  @Test
  void anAccountIsSignedOutEverywhereButHere() {
    String other = house.start(OWNER, Gate.UI);
    String soap = house.start(OWNER, Gate.SOAP);
    String eves = house.start(EVE, Gate.UI);

    assertThat(commands.endSessions(caller, true)).isEqualTo(2);

    assertThat(house.find(other, Gate.UI)).isEmpty();
    assertThat(house.find(soap, Gate.SOAP)).isEmpty();
    assertThat(house.find(id, Gate.UI)).isPresent();
    assertThat(house.find(eves, Gate.UI)).isPresent();
    assertThat(house.told(What.SESSION))
        .hasSize(2)
        .allMatch(detail -> detail.endsWith("ended: signed out everywhere by its account"));
    assertThat(commands.endSessions(caller, true)).as("again").isZero();
  }

  @Test
  void orHereToo() {
    String other = house.start(OWNER, Gate.UI);

    assertThat(commands.endSessions(caller, false)).isEqualTo(2);

    assertThat(house.find(id, Gate.UI)).isEmpty();
    assertThat(house.find(other, Gate.UI)).isEmpty();
  }

  @Test
  void whoCameByNoSessionLeavesNone() {
    assertThat(commands.endSessions(House.caller(OWNER, Gate.REST), true)).isEqualTo(1);
    assertThat(house.find(id, Gate.UI)).isEmpty();
  }

  @Test
  void aSessionIsEndedByItsHandleByItsOwnAccountOnly() {
    String handle = live.proof().handle();

    assertThatThrownBy(() -> commands.endSession(House.caller(EVE, Gate.UI), handle))
        .isInstanceOf(CommandException.class)
        .extracting(e -> ((CommandException) e).kind())
        .isEqualTo(Kind.NOT_FOUND);
    assertThat(house.find(id, Gate.UI)).isPresent();
    assertThat(commands.endSession(caller, handle)).isTrue();
    assertThat(house.find(id, Gate.UI)).isEmpty();
    for (String other : List.of(handle, id, SessionIds.hash(id), "")) {
      assertThatThrownBy(() -> commands.endSession(caller, other))
          .isInstanceOf(CommandException.class);
    }
  }
}
