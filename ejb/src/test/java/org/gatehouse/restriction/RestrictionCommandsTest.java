package org.gatehouse.restriction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.gatehouse.restriction.Desk.ADMIN;
import static org.gatehouse.restriction.Desk.OWNER;
import static org.gatehouse.restriction.Desk.caller;
import static org.gatehouse.restriction.Desk.session;
import static org.gatehouse.restriction.Desk.socket;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.gatehouse.audit.AuditEvent;
import org.gatehouse.auth.Caller;
import org.gatehouse.auth.ClientAddress;
import org.gatehouse.auth.Gate;
import org.gatehouse.auth.Proof;
import org.gatehouse.command.CommandException;
import org.gatehouse.command.CommandException.Kind;
import org.gatehouse.host.PasswordStamp;
import org.gatehouse.scope.Settings;
import org.gatehouse.session.Live;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** auth:restrict-ip and its kin. */
class RestrictionCommandsTest {

  private static final Caller OWNER_AT_UI = caller(OWNER, Gate.UI, "192.0.2.1");

  private Desk desk;

  @BeforeEach
  void open() throws SQLException {
    desk = new Desk();
  }

  @AfterEach
  void close() throws SQLException {
    desk.close();
  }

  private void restrict(String ip, String gate) {
    assertThat(desk.commands.restrictIp(socket(OWNER), ip, gate, false)).isTrue();
  }

  private Object listed(String gate) {
    return desk.commands.getIpRestrictions(OWNER_AT_UI, gate);
  }

  private static void assertRefused(Kind kind, String words, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOf(CommandException.class)
        .hasMessageContaining(words)
        .extracting(e -> ((CommandException) e).kind())
        .isEqualTo(kind);
  }

  @Test
  void listsByGateWhatIsListed() {
    assertThat(listed("")).isEqualTo(Map.of());
    assertThat(listed("UI")).isEqualTo(List.of());

    restrict("64.22.68.1/24", "");
    restrict("2001:DB8::1", "ui");
    restrict("::ffff:10.0.0.1", "Soap");
    restrict("10.0.0.2", "SOAP");

    assertThat(listed(""))
        .isEqualTo(
            Map.of(
                "all", List.of("64.22.68.0/24"),
                "UI", List.of("2001:db8::1"),
                "SOAP", List.of("10.0.0.1", "10.0.0.2")));
    assertThat(listed(" ui ")).isEqualTo(List.of("2001:db8::1", "64.22.68.0/24"));
    assertThat(listed("REST")).isEqualTo(List.of("64.22.68.0/24"));
    assertThat(listed("All")).isEqualTo(List.of("64.22.68.0/24"));
  }

  @Test
  void aNetworkOfAGateAndOfAllGatesIsListedOnceForTheGate() {
    restrict("10.0.0.1", "");
    restrict("10.0.0.1", "UI");

    assertThat(listed("UI")).isEqualTo(List.of("10.0.0.1"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ALL", "all", "", "  "})
  void allGatesAreMeantWhenNoneIsNamed(String gate) {
    restrict("10.0.0.1", gate);

    assertThat(listed("")).isEqualTo(Map.of("all", List.of("10.0.0.1")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"FTP", "UI,SOAP", "*", "ﬁ", "U I"})
  void aGateThatIsNoneIsRefusedByName(String gate) {
    assertRefused(Kind.ARGUMENT, "'gate' must be UI, SOAP, REST, DAV or CLI", () -> listed(gate));
    assertRefused(Kind.ARGUMENT, "'gate'", () -> restrict("10.0.0.1", gate));
  }

  @Test
  void whatIsNoNetworkIsRefusedByName() {
    assertRefused(Kind.ARGUMENT, "'ip' must be an IPv4 or IPv6 address", () -> restrict("x", ""));
  }

  @Test
  void whatIsListedAlreadyIsRefusedByName() {
    restrict("64.22.68.0/24", "UI");
    restrict("64.22.68.0/24", "SOAP");
    restrict("64.22.68.0/24", "");

    assertRefused(
        Kind.EXISTS,
        "restricted to 64.22.68.0/24 at UI already",
        () -> restrict("64.22.68.9/24", "UI"));
    assertRefused(
        Kind.EXISTS,
        "restricted to 64.22.68.0/24 at all gates already",
        () -> restrict("64.22.68.9/24", ""));
  }

  @Test
  void whatIsNotListedCannotBeRemoved() {
    restrict("10.0.0.1", "");

    assertRefused(
        Kind.NOT_FOUND,
        "10.0.0.1 at UI is not a restriction",
        () -> desk.commands.removeIpRestriction(socket(OWNER), "10.0.0.1", "UI", true));
    assertThat(desk.commands.removeIpRestriction(socket(OWNER), "10.0.0.1/32", "", false)).isTrue();
    assertThat(listed("")).isEqualTo(Map.of());
  }

  @Test
  void anAccountHasAtMostAsManyAsTheLimit() {
    desk.settings.with(Settings.IP_RESTRICTION_LIMIT, "3");
    restrict("10.0.0.1", "");
    restrict("10.0.0.2", "");
    restrict("10.0.0.2", "UI");

    assertRefused(Kind.FORBIDDEN, "at most 3 restrictions", () -> restrict("10.0.0.3", ""));
    desk.commands.restrictIp(socket(ADMIN), "10.0.0.3", "", false);
    desk.commands.removeIpRestriction(socket(OWNER), "10.0.0.1", "", false);
    restrict("10.0.0.3", "");
  }

  @Test
  void whoWouldLockThemselvesOutIsToldHowToForceIt() {
    assertRefused(
        Kind.FORBIDDEN,
        "this would lock out you (UI from 192.0.2.1); force=true",
        () -> desk.commands.restrictIp(OWNER_AT_UI, "192.0.2.2", "", false));
    assertThat(listed("")).isEqualTo(Map.of());
    assertThat(desk.events).isEmpty();

    assertThat(desk.commands.restrictIp(OWNER_AT_UI, "192.0.2.2", "", true)).isTrue();
    assertThat(desk.allowed(OWNER, Gate.UI, "192.0.2.1")).isFalse();
  }

  @Test
  void aRestrictionOfAnotherGateLocksOutTheCallerWithAllGatesAndNotWithListedGates() {
    assertRefused(
        Kind.FORBIDDEN,
        "lock out you (UI from 192.0.2.1)",
        () -> desk.commands.restrictIp(OWNER_AT_UI, "192.0.2.1", "SOAP", false));

    desk.settings.with(Settings.RESTRICTION_SCOPE, "listed-gates");
    assertThat(desk.commands.restrictIp(OWNER_AT_UI, "192.0.2.1", "SOAP", false)).isTrue();
  }

  @Test
  void whoStaysInChangesWithoutForce() {
    assertThat(desk.commands.restrictIp(OWNER_AT_UI, "192.0.2.0/24", "", false)).isTrue();
    assertThat(desk.commands.restrictIp(OWNER_AT_UI, "10.0.0.1", "DAV", false)).isTrue();
  }

  @Test
  void aRemovalLocksOutTooUnlessItIsTheLast() {
    desk.commands.restrictIp(OWNER_AT_UI, "192.0.2.1", "", false);
    desk.commands.restrictIp(OWNER_AT_UI, "192.0.2.2", "", false);

    assertRefused(
        Kind.FORBIDDEN,
        "lock out you",
        () -> desk.commands.removeIpRestriction(OWNER_AT_UI, "192.0.2.1", "", false));
    desk.commands.removeIpRestriction(OWNER_AT_UI, "192.0.2.2", "", false);
    desk.commands.removeIpRestriction(OWNER_AT_UI, "192.0.2.1", "", false);

    assertThat(desk.allowed(OWNER, Gate.UI, "203.0.113.1")).isTrue();
  }

  @Test
  void whoIsLockedOutAlreadyIsNotLockedOutByAChange() {
    restrict("10.0.0.1", "");

    assertThat(desk.commands.restrictIp(OWNER_AT_UI, "10.0.0.2", "", false)).isTrue();
  }

  @Test
  void theLocalSocketIsNeverLockedOut() {
    restrict("10.0.0.1", "");

    assertThat(listed("")).isEqualTo(Map.of("all", List.of("10.0.0.1")));
  }

  @Test
  void aForwardedLoopbackCallerIsLockedOutByARestrictionToLoopback() {
    Caller forwarded =
        new Caller(
            OWNER,
            Gate.UI,
            ClientAddress.of("127.0.0.1").forwarded(),
            new Proof.Password(PasswordStamp.of("secret")));

    assertRefused(
        Kind.FORBIDDEN,
        "lock out you",
        () -> desk.commands.restrictIp(forwarded, "127.0.0.1", "", false));
  }

  @Test
  void liveSessionsThatWouldBeLockedOutAreNamed() {
    desk.live.add(session("inside", Gate.UI, "10.0.0.9"));
    desk.live.add(session("soap", Gate.SOAP, "192.0.2.7"));
    desk.live.add(session("panel", Gate.UI, "2001:db8::7"));

    assertRefused(
        Kind.FORBIDDEN,
        "this would lock out session soap (SOAP from 192.0.2.7) and session panel (UI from"
            + " 2001:db8::7); force=true (at a shell --force) does it all the same",
        () -> desk.commands.restrictIp(socket(OWNER), "10.0.0.0/8", "", false));
    assertRefused(
        Kind.FORBIDDEN,
        "you (UI from 192.0.2.1), session soap (SOAP from 192.0.2.7) and session panel",
        () -> desk.commands.restrictIp(OWNER_AT_UI, "10.0.0.0/8", "", false));
    assertThat(desk.ended).isEmpty();
  }

  @Test
  void ofManySessionsFiveAreNamed() {
    for (int i = 1; i <= 7; i++) {
      desk.live.add(session("s" + i, Gate.UI, "192.0.2.7"));
    }

    assertRefused(
        Kind.FORBIDDEN,
        "session s5 (UI from 192.0.2.7) and 2 more; force",
        () -> restrict("10.0.0.0/8", ""));
    desk.live.subList(0, 2).clear();
    assertRefused(
        Kind.FORBIDDEN,
        "session s6 (UI from 192.0.2.7) and session s7 (UI from 192.0.2.7); force",
        () -> restrict("10.0.0.0/8", ""));
  }

  @Test
  void aForcedChangeEndsWhatItNoLongerAllowsAndNothingElse() {
    Live inside = session("inside", Gate.UI, "10.0.0.9");
    Live outside = session("outside", Gate.SOAP, "192.0.2.7");
    desk.live.addAll(List.of(inside, outside));

    desk.commands.restrictIp(socket(OWNER), "10.0.0.0/8", "", true);

    assertThat(desk.ended).containsExactly(outside);
    assertThat(desk.live).containsExactly(inside);
  }

  @Test
  void aChangeAlsoEndsSessionsThatWereNotAllowedBefore() {
    restrict("10.0.0.0/8", "");
    Live left = session("left", Gate.UI, "192.0.2.7");
    desk.live.add(left);

    desk.commands.restrictIp(socket(OWNER), "172.16.0.0/12", "", false);

    assertThat(desk.ended).containsExactly(left);
  }

  @Test
  void eachChangeIsToldToTheAudit() {
    desk.commands.restrictIp(OWNER_AT_UI, "192.0.2.1/24", "", false);
    desk.commands.restrictIp(OWNER_AT_UI, "10.0.0.1", "soap", false);
    desk.commands.removeIpRestriction(OWNER_AT_UI, "10.0.0.1", "SOAP", false);

    assertThat(desk.events)
        .extracting(AuditEvent::detail)
        .containsExactly(
            "added 192.0.2.0/24 at all gates",
            "added 10.0.0.1 at SOAP",
            "removed 10.0.0.1 at SOAP");
    assertThat(desk.events)
        .allSatisfy(
            event -> {
              assertThat(event.what()).isEqualTo(AuditEvent.What.RESTRICTION);
              assertThat(event.actor()).isEqualTo("owner@example.test");
            });
  }

  @Test
  void aHandOverChangesNoRestrictionUnlessForcedAndIsNeverLockedOutByOneOfTheAccount() {
    Caller handedOver =
        caller(
            OWNER, Gate.UI, "192.0.2.1", new Proof.Session("hash", "handle", Optional.of("admin")));

    assertRefused(
        Kind.FORBIDDEN,
        "hand-over to admin",
        () -> desk.commands.restrictIp(handedOver, "10.0.0.1", "", false));
    assertThat(desk.commands.previewIpRestriction(handedOver, "10.0.0.1", "", false))
        .containsEntry("caller", false);
    assertThat(desk.commands.restrictIp(handedOver, "10.0.0.1", "", true)).isTrue();
  }

  @Test
  void aSessionOfTheAccountsOwnIsLockedOutAsAnyCaller() {
    Caller own =
        caller(OWNER, Gate.UI, "192.0.2.1", new Proof.Session("hash", "handle", Optional.empty()));

    assertRefused(
        Kind.FORBIDDEN, "lock out you", () -> desk.commands.restrictIp(own, "10.0.0.1", "", false));
  }

  @Test
  void anAccountOfASiteThatWasDeletedMeanwhileChangesNothing() {
    assertRefused(
        Kind.NOT_FOUND,
        "deleted",
        () -> desk.commands.restrictIp(socket(Desk.account("x", 9)), "10.0.0.1", "", false));
  }

  @Test
  void aPreviewTellsWhatWouldHappenAndChangesNothing() {
    desk.live.add(session("soap", Gate.SOAP, "192.0.2.7"));

    Map<String, Object> preview =
        desk.commands.previewIpRestriction(OWNER_AT_UI, "10.0.0.7/8", "ui", false);

    assertThat(preview)
        .isEqualTo(
            Map.of(
                "network",
                "10.0.0.0/8",
                "gate",
                "UI",
                "gates",
                List.of("UI", "SOAP", "REST", "DAV", "CLI"),
                "closed",
                List.of("SOAP", "REST", "DAV", "CLI"),
                "caller",
                true,
                "sessions",
                List.of(Map.of("handle", "soap", "gate", "SOAP", "address", "192.0.2.7")),
                "force",
                true));
    assertThat(listed("")).isEqualTo(Map.of());
    assertThat(desk.events).isEmpty();
    assertThat(desk.ended).isEmpty();
  }

  @Test
  void aPreviewOfWhatLocksNobodyOutNeedsNoForce() {
    restrict("192.0.2.0/24", "");

    assertThat(desk.commands.previewIpRestriction(OWNER_AT_UI, "10.0.0.1", "dav", false))
        .containsEntry("gates", List.of("DAV"))
        .containsEntry("closed", List.of())
        .containsEntry("caller", false)
        .containsEntry("sessions", List.of())
        .containsEntry("force", false);
    assertThat(desk.commands.previewIpRestriction(OWNER_AT_UI, "192.0.2.0/24", "", true))
        .containsEntry("gate", "all")
        .containsEntry("gates", List.of("UI", "SOAP", "REST", "DAV", "CLI"))
        .containsEntry("force", false);
  }

  @Test
  void aPreviewOfWhatCannotBeDoneSaysSo() {
    restrict("192.0.2.0/24", "");

    assertRefused(
        Kind.EXISTS,
        "already",
        () -> desk.commands.previewIpRestriction(OWNER_AT_UI, "192.0.2.0/24", "", false));
    assertRefused(
        Kind.NOT_FOUND,
        "not a restriction",
        () -> desk.commands.previewIpRestriction(OWNER_AT_UI, "10.0.0.1", "", true));
  }

  @Test
  void whatLocksOutASessionAloneNeedsForce() {
    desk.live.add(session("soap", Gate.SOAP, "192.0.2.7"));

    assertThat(desk.commands.previewIpRestriction(socket(OWNER), "10.0.0.0/8", "", false))
        .containsEntry("caller", false)
        .containsEntry("force", true);
  }
}
