package org.gatehouse.arquillian.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.gatehouse.arquillian.domain.DataDirectorySession.ADMIN_PASSWORD;
import static org.gatehouse.arquillian.domain.Domain.atOnce;
import static org.gatehouse.arquillian.domain.Domain.freshAddress;
import static org.gatehouse.arquillian.domain.Domain.freshDomain;

import jakarta.enterprise.inject.spi.CDI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.sql.DataSource;
import org.gatehouse.auth.Account;
import org.gatehouse.auth.AccountName;
import org.gatehouse.auth.Caller;
import org.gatehouse.auth.ClientAddress;
import org.gatehouse.auth.Credential;
import org.gatehouse.auth.Gate;
import org.gatehouse.auth.Proof;
import org.gatehouse.auth.Role;
import org.gatehouse.auth.Verdict;
import org.gatehouse.command.CommandException;
import org.gatehouse.command.CommandException.Kind;
import org.gatehouse.database.Database;
import org.gatehouse.persistence.settings.DataDirectory;
import org.gatehouse.session.Live;
import org.gatehouse.session.Offer;
import org.gatehouse.session.OvertakenException;
import org.gatehouse.session.Presented;
import org.gatehouse.session.Sessions;
import org.gatehouse.session.Started;
import org.junit.jupiter.api.Test;

/** How long somebody is signed in, and as whom. */
interface SessionTests {

  Domain domain();

  private Caller signedIn(String site, Gate gate) {
    Verdict verdict = domain().signIn(gate, freshAddress(), "owner@" + site, "a good password");
    return ((Verdict.Admitted) verdict).caller();
  }

  private String site() {
    String site = freshDomain();
    domain().addSite(site, "a good password");
    return site;
  }

  private Optional<Live> live(String id, Gate gate) {
    return domain().sessions().find(id, gate, freshAddress()).map(Sessions.Found::live);
  }

  private static Optional<Caller> admitted(Verdict verdict) {
    return verdict instanceof Verdict.Admitted admitted
        ? Optional.of(admitted.caller())
        : Optional.empty();
  }

  private Object call(Caller caller, String module, String function, Object... arguments) {
    return domain().commands().call(caller, module, function, List.of(arguments));
  }

  private Caller adminByPassword() {
    return admitted(domain().signIn(Gate.SOAP, freshAddress(), "admin", ADMIN_PASSWORD))
        .orElseThrow();
  }

  private static Caller admin(Gate gate, Proof proof) {
    return new Caller(
        new Account(new AccountName("admin", Optional.empty()), Role.APPLIANCE, Optional.empty()),
        gate,
        freshAddress(),
        proof);
  }

  private static String hash(String id) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.US_ASCII)));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<String> sql(String statement, Object... values) {
    try (Connection connection =
            ((DataSource) InitialContext.doLookup("java:app/jdbc/gatehouse")).getConnection();
        PreparedStatement prepared = connection.prepareStatement(statement)) {
      for (int i = 0; i < values.length; i++) {
        prepared.setObject(i + 1, values[i]);
      }
      List<String> cells = new ArrayList<>();
      if (prepared.execute()) {
        try (ResultSet result = prepared.getResultSet()) {
          while (result.next()) {
            for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
              cells.add(result.getString(i));
            }
          }
        }
      }
      return cells;
    } catch (SQLException | NamingException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  default void anIdHas32CharactersOf62AndOnlyItsSha256IsStored() {
    String id = domain().sessions().start(signedIn(site(), Gate.UI), "test", "").id();

    assertThat(id).matches("[0-9A-Za-z]{32}");
    assertThat(sql("select * from session where id_hash = ?", hash(id)))
        .isNotEmpty()
        .doesNotContain(id);
  }

  @Test
  default void aSessionEndsWhenItIsIdleAndAtItsAbsoluteLimit() {
    String site = site();
    String idle = domain().sessions().start(signedIn(site, Gate.UI), "test", "").id();
    String old = domain().sessions().start(signedIn(site, Gate.UI), "test", "").id();
    Live fresh = live(old, Gate.UI).orElseThrow();
    assertThat(Duration.between(fresh.startedAt(), fresh.endsAt())).isEqualTo(Duration.ofHours(12));

    sql(
        "update session set last_seen_at = ? where id_hash = ?",
        Instant.now().minus(Duration.ofMinutes(15)).toEpochMilli(),
        hash(idle));
    sql(
        "update session set ends_at = ? where id_hash = ?",
        Instant.now().toEpochMilli(),
        hash(old));

    assertThat(live(idle, Gate.UI)).isEmpty();
    assertThat(live(old, Gate.UI)).isEmpty();
    assertThat(domain().sessions().wasIdle(idle)).as("not swept").isTrue();
    assertThat(domain().sessions().wasIdle(old)).isFalse();
    domain().sessions().presented(idle);
    domain().sessions().presented(old);
    assertThat(domain().sessions().wasIdle(idle)).as("remembered").isTrue();
    assertThat(domain().sessions().wasIdle(old)).isFalse();
  }

  @Test
  default void aSessionThatWasEndedWasNotIdle() {
    String id = domain().sessions().start(signedIn(site(), Gate.UI), "test", "").id();
    assertThat(domain().sessions().wasIdle(id)).as("live").isFalse();
    domain().ends().end(id);

    assertThat(domain().sessions().wasIdle(id)).isFalse();
    assertThat(domain().sessions().wasIdle("' or 1=1")).isFalse();
  }

  @Test
  default void lastSeenIsWrittenAtMostOnceAMinute() {
    String id = domain().sessions().start(signedIn(site(), Gate.UI), "test", "").id();
    long recent = Instant.now().minusSeconds(30).toEpochMilli();
    long older = Instant.now().minusSeconds(90).toEpochMilli();

    sql("update session set last_seen_at = ? where id_hash = ?", recent, hash(id));
    live(id, Gate.UI);
    assertThat(lastSeen(id)).isEqualTo(recent);
    sql("update session set last_seen_at = ? where id_hash = ?", older, hash(id));
    live(id, Gate.UI);
    assertThat(lastSeen(id)).isGreaterThan(recent);
  }

  private static long lastSeen(String id) {
    return Long.parseLong(
        sql("select last_seen_at from session where id_hash = ?", hash(id)).getFirst());
  }

  @Test
  default void sessionsEndWithTheTransactionThatEndsThemOrNotAtAll() {
    Caller caller = signedIn(site(), Gate.UI);
    String id = domain().sessions().start(caller, "test", "").id();
    String handle = live(id, Gate.UI).orElseThrow().proof().handle();
    Database database = CDI.current().select(Database.class).get();

    assertThatThrownBy(
            () ->
                database.whole(
                    () -> {
                      assertThat(end(caller)).isEqualTo(1);
                      throw new IllegalStateException("something else fails");
                    }))
        .hasMessage("something else fails");
    assertThat(live(id, Gate.UI)).isPresent();
    assertThat(ends(handle)).as("told of an end that did not happen").isEmpty();

    assertThat(database.whole(() -> end(caller))).isEqualTo(1);
    assertThat(live(id, Gate.UI)).isEmpty();
    assertThat(domain().sessions().knownHere(id)).isFalse();
    assertThat(ends(handle)).hasSize(1);
  }

  private int end(Caller caller) {
    return domain().ends().endOf(caller.account(), Optional.empty(), caller, "test");
  }

  private List<String> ends(String handle) {
    return domain().events(handle).stream().filter(event -> event.startsWith("SESSION")).toList();
  }

  @Test
  default void aSweepThatFailsHalfWayLeavesNothingHalfDone() {
    String id = domain().sessions().start(signedIn(site(), Gate.UI), "test", "").id();

    // With a session it ends the hand-overs that it asked for. First, so that no timer is faster.
    sql("alter table hand_over rename to hand_over_away");
    try {
      sql("update session set ends_at = 1 where id_hash = ?", hash(id));
      List<String> before = sql("select id_hash from session order by id_hash");
      assertThatThrownBy(() -> domain().ends().sweep());
      assertThat(sql("select id_hash from session order by id_hash")).isEqualTo(before);
      assertThat(sql("select id_hash from ended_session where id_hash = ?", hash(id))).isEmpty();
    } finally {
      sql("alter table hand_over_away rename to hand_over");
    }

    domain().ends().sweep();
    assertThat(sql("select id_hash from session where id_hash = ?", hash(id))).isEmpty();
    assertThat(sql("select id_hash from ended_session where id_hash = ?", hash(id))).hasSize(1);
  }

  @Test
  default void whatCannotBeToldToTheAuditDoesNotHappen() {
    Caller caller = signedIn(site(), Gate.UI);
    String id = domain().sessions().start(caller, "test", "").id();
    ClientAddress stranger = freshAddress();

    sql("alter table audit_pending rename to audit_pending_away");
    try {
      assertThatThrownBy(
          () -> domain().ends().endOf(caller.account(), Optional.empty(), caller, "test"));
      assertThatThrownBy(() -> domain().sessions().start(caller, "test", ""));
      assertThatThrownBy(() -> domain().signIn(Gate.REST, stranger, "nobody", "wrong"));
    } finally {
      sql("alter table audit_pending_away rename to audit_pending");
    }

    assertThat(live(id, Gate.UI)).isPresent();
    assertThat(domain().sessions().liveOf(caller.account())).hasSize(1);
    assertThat(sql("select failures from anvil_entry where address = ?", stranger.text()))
        .allMatch("0"::equals);
    assertThat(sql("select user_name from login_history where address = ?", stranger.text()))
        .isEmpty();
  }

  @Test
  default void aSuspendedSitesSessionsAreRefusedAtOnce() {
    String site = site();
    String id = domain().sessions().start(signedIn(site, Gate.SOAP), "test", "").id();

    sql("update site set active = ? where domain = ?", false, site);

    assertThat(domain().admit(Gate.SOAP, freshAddress(), new Credential.SessionId(id)))
        .isInstanceOf(Verdict.Denied.class);
  }

  @Test
  default void aSessionThatStartedWhileItsSiteWasSuspendedDoesNotComeToLifeWithIt() {
    String site = site();
    Caller verified = signedIn(site, Gate.UI);
    call(Domain.ADMIN, "admin", "deactivate-site", site);
    String id = domain().sessions().start(verified, "test", "").id();
    assertThat(live(id, Gate.UI)).isEmpty();

    call(Domain.ADMIN, "admin", "activate-site", site);

    assertThat(live(id, Gate.UI)).isEmpty();
  }

  @Test
  default void aSessionThatStartedWhileItsSiteWasDeletedIsNone() {
    String site = site();
    Caller verified = signedIn(site, Gate.UI);
    call(Domain.ADMIN, "admin", "delete-site", site);

    assertThatThrownBy(() -> domain().sessions().start(verified, "test", ""))
        .isInstanceOf(OvertakenException.class);
  }

  @Test
  default void aSessionThatStartedWhileItsAddressWasRestrictedIsOfNoUse() {
    Caller verified = signedIn(site(), Gate.UI);
    call(verified, "auth", "restrict-ip", "203.0.113.77", "", true);
    String id = domain().sessions().start(verified, "test", "").id();

    assertThat(domain().admit(Gate.UI, verified.address(), new Credential.SessionId(id)))
        .isInstanceOf(Verdict.Denied.class);
  }

  @Test
  default void aSoapClientThatKeepsSendingItsPasswordReusesItsSession() throws Exception {
    Caller caller = signedIn(site(), Gate.SOAP);

    List<Optional<String>> ids =
        atOnce(8, () -> domain().sessions().soapSession(caller, "a client"));

    assertThat(ids).filteredOn(Optional::isPresent).hasSize(1);
    assertThat(domain().sessions().soapSession(caller, "a client")).isEmpty();
    assertThat(domain().sessions().soapSession(caller, "another")).isPresent();
    assertThat(domain().sessions().liveOf(caller.account())).hasSize(2);
    String first = ids.stream().flatMap(Optional::stream).findFirst().orElseThrow();
    assertThat(admitted(domain().admit(Gate.SOAP, freshAddress(), new Credential.SessionId(first))))
        .map(Caller::account)
        .contains(caller.account());
  }

  @Test
  default void anEndedIdIsKnownAndCountsFromTheFifthPresentationOn() {
    String id = domain().sessions().start(signedIn(site(), Gate.UI), "test", "").id();
    assertThat(domain().sessions().presented(id)).isEqualTo(Presented.LIVE);
    domain().ends().end(id);

    assertThat(Stream.generate(() -> domain().sessions().presented(id)).limit(4))
        .containsOnly(Presented.ENDED);
    assertThat(domain().sessions().presented(id)).isEqualTo(Presented.ENDED_OFTEN);
    sql(
        "update ended_session set ended_at = ? where id_hash = ?",
        Instant.now().minus(Duration.ofDays(30)).toEpochMilli(),
        hash(id));
    assertThat(domain().sessions().presented(id)).isEqualTo(Presented.FOREIGN);
  }

  @Test
  default void ofFivePresentationsAtOnceExactlyOneCounts() throws Exception {
    String id = domain().sessions().start(signedIn(site(), Gate.UI), "test", "").id();
    domain().ends().end(id);

    assertThat(atOnce(5, () -> domain().sessions().presented(id)))
        .containsExactlyInAnyOrder(
            Presented.ENDED,
            Presented.ENDED,
            Presented.ENDED,
            Presented.ENDED,
            Presented.ENDED_OFTEN);
  }

  @Test
  default void anIdThatWasNeverIssuedIsForeignAndOursForVisitorsIsNot() {
    assertThat(domain().sessions().presented("0".repeat(32))).isEqualTo(Presented.FOREIGN);
    assertThat(domain().sessions().presented("' or 1=1")).isEqualTo(Presented.FOREIGN);
    assertThat(domain().sessions().presented(domain().sessions().visitorId()))
        .isEqualTo(Presented.VISITOR);
  }

  @Test
  default void aHandOverIsUsedOnceHoweverManyTry() throws Exception {
    String site = site();
    String id = (String) call(Domain.ADMIN, "admin", "hijack", site, "", "UI");
    ClientAddress address = freshAddress();

    assertThat(domain().handOvers().peek(id))
        .contains(new Offer("owner@" + site, "admin", Optional.empty()));
    assertThat(domain().sessions().presented(id)).isEqualTo(Presented.HAND_OVER);
    List<Optional<Started>> results =
        atOnce(8, () -> domain().handOvers().handOver(id, address, "browser"));

    assertThat(results).filteredOn(Optional::isPresent).hasSize(1);
    Started started = results.stream().flatMap(Optional::stream).findFirst().orElseThrow();
    Caller caller =
        admitted(domain().admit(Gate.UI, address, new Credential.SessionId(started.id())))
            .orElseThrow();
    assertThat(caller.account().name()).hasToString("owner@" + site);
    assertThat(caller.actor()).isEqualTo("admin as owner@" + site);
  }

  @Test
  default void aHandOverThatNobodyUsedForSixtySecondsIsOver() {
    String id = (String) call(Domain.ADMIN, "admin", "hijack", site(), "", "UI");
    long left =
        Long.parseLong(
                sql("select expires_at from hand_over where id_hash = ?", hash(id)).getFirst())
            - Instant.now().toEpochMilli();
    assertThat(left).isBetween(1L, 60_000L);

    sql(
        "update hand_over set expires_at = ? where id_hash = ?",
        Instant.now().toEpochMilli(),
        hash(id));

    assertThat(domain().handOvers().handOver(id, freshAddress(), "browser")).isEmpty();
  }

  @Test
  default void atTheSoapGateHijackGivesASessionOfItsOwnForAnHour() {
    String site = site();

    String id = (String) call(adminByPassword(), "admin", "hijack", site);

    Live live = live(id, Gate.SOAP).orElseThrow();
    assertThat(Duration.between(live.startedAt(), live.endsAt())).isEqualTo(Duration.ofHours(1));
    assertThat(live.proof().askedBy()).contains("admin");
    assertThat(live.account().name()).hasToString("owner@" + site);
  }

  @Test
  default void whatWasAskedForDiesWithTheSessionThatAsked() {
    String site = site();
    Verdict verdict = domain().signIn(Gate.UI, freshAddress(), "admin", ADMIN_PASSWORD);
    String parent = domain().sessions().start(admitted(verdict).orElseThrow(), "test", "").id();
    Caller asker = admin(Gate.UI, live(parent, Gate.UI).orElseThrow().proof());
    String unused = (String) call(asker, "admin", "hijack", site);
    String soap = (String) call(asker, "admin", "hijack", site, "", "SOAP");
    assertThat(live(soap, Gate.SOAP)).isPresent();

    domain().ends().end(parent);

    assertThat(live(soap, Gate.SOAP)).isEmpty();
    assertThat(domain().handOvers().handOver(unused, freshAddress(), "browser")).isEmpty();
  }

  @Test
  default void whatWasAskedForDiesWithTheKeyThatAsked() {
    String site = site();
    String key = (String) call(Domain.ADMIN, "auth", "create-api-key", "for a test");
    Caller asker =
        admitted(domain().admit(Gate.REST, freshAddress(), new Credential.Key(key))).orElseThrow();
    String unused = (String) call(asker, "admin", "hijack", site);
    String soap = (String) call(asker, "admin", "hijack", site, "", "SOAP");
    assertThat(live(soap, Gate.SOAP)).isPresent();

    sql("delete from api_key where key_hash = ?", ((Proof.Key) asker.proof()).hash());

    assertThat(live(soap, Gate.SOAP)).isEmpty();
    assertThat(domain().handOvers().handOver(unused, freshAddress(), "browser")).isEmpty();
  }

  @Test
  default void onlyTheApplianceAdminHijacks() {
    String site = site();

    assertThatThrownBy(() -> call(signedIn(site, Gate.REST), "admin", "hijack", site))
        .extracting(e -> ((CommandException) e).kind())
        .isEqualTo(Kind.UNKNOWN_COMMAND);
    assertThatThrownBy(() -> call(Domain.ADMIN, "admin", "hijack", site, "nobody"))
        .extracting(e -> ((CommandException) e).kind())
        .isEqualTo(Kind.NOT_FOUND);
  }

  @Test
  default void sessionsAreListedDescribedAndEndedByTheirHandles() {
    Caller caller = signedIn(site(), Gate.UI);
    String id = domain().sessions().start(caller, "a browser", "").id();
    Caller byIt =
        new Caller(
            caller.account(), Gate.UI, caller.address(), live(id, Gate.UI).orElseThrow().proof());

    Map<?, ?> info = (Map<?, ?>) call(byIt, "auth", "session-info");
    List<?> list = (List<?>) call(caller, "auth", "list_sessions");

    String handle = (String) info.get("handle");
    assertThat(handle).matches("[0-9A-Za-z]{12}");
    assertThat(info.get("user_agent")).isEqualTo("a browser");
    assertThat(list).hasSize(1);
    assertThat(list.toString() + info).contains(handle).doesNotContain(id, hash(id));
    assertThat(((Map<?, ?>) call(caller, "auth", "session-info")).get("session")).isEqualTo(false);
    assertThatThrownBy(() -> call(signedIn(site(), Gate.UI), "auth", "end-session", handle))
        .extracting(e -> ((CommandException) e).kind())
        .isEqualTo(Kind.NOT_FOUND);
    assertThat(call(caller, "auth", "end-session", handle)).isEqualTo(true);
    assertThat(live(id, Gate.UI)).isEmpty();
  }

  @Test
  default void thePanelsPasswordIsOpenedByItsCookiesAlone() {
    Caller caller = signedIn(site(), Gate.UI);
    Started started = domain().sessions().start(caller, "test", "password");
    Started other = domain().sessions().start(caller, "test", "password");
    String tag = started.tag().orElseThrow();

    assertThat(domain().sessions().unseal(started.id(), tag, String::new)).contains("password");
    assertThat(domain().sessions().unseal(other.id(), tag, String::new)).isEmpty();
    assertThat(domain().sessions().unseal(started.id(), other.tag().orElseThrow(), String::new))
        .isEmpty();
    assertThat(domain().sessions().start(signedIn(site(), Gate.SOAP), "test", "password").tag())
        .isEmpty();
  }

  @Test
  default void theSecretIsMadeOnFirstStartForItsOwnerAlone() throws Exception {
    Path secret = DataDirectory.path().resolve("secret/auth");

    assertThat(Files.size(secret)).isEqualTo(32);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)))
        .isEqualTo("rw-------");
  }
}
