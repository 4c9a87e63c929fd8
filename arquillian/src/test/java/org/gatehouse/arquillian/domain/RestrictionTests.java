package org.gatehouse.arquillian.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.gatehouse.arquillian.domain.DataDirectorySession.ADMIN_PASSWORD;
import static org.gatehouse.arquillian.domain.Domain.atOnce;
import static org.gatehouse.arquillian.domain.Domain.freshAddress;
import static org.gatehouse.arquillian.domain.Domain.freshDomain;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.gatehouse.auth.Caller;
import org.gatehouse.auth.ClientAddress;
import org.gatehouse.auth.Credential;
import org.gatehouse.auth.Gate;
import org.gatehouse.auth.Proof;
import org.gatehouse.auth.Verdict;
import org.gatehouse.command.CommandException;
import org.gatehouse.command.CommandException.Kind;
import org.gatehouse.host.PasswordStamp;
import org.junit.jupiter.api.Test;

/** Restrictions on a real database, each test named after what the requirement says of them. */
interface RestrictionTests {

  Domain domain();

  /** A site whose admin is {@code owner} with the password {@code password}. */
  private Caller freshOwner() {
    String site = freshDomain();
    return Domain.owner(site, domain().addSite(site, "a good password"));
  }

  private static Caller at(Caller owner, Gate gate, ClientAddress address) {
    return new Caller(
        owner.account(), gate, address, new Proof.Password(PasswordStamp.of("secret")));
  }

  private Object call(Caller caller, String function, Object... arguments) {
    return domain().commands().call(caller, "auth", function, List.of(arguments));
  }

  private Verdict signIn(Caller owner, Gate gate, ClientAddress address) {
    return domain().signIn(gate, address, owner.account().name().toString(), "a good password");
  }

  private String session(Caller owner, Gate gate, ClientAddress address) {
    Verdict verdict = signIn(owner, gate, address);
    return domain().sessions().start(((Verdict.Admitted) verdict).caller(), "test", "").id();
  }

  private Verdict use(String session, Gate gate, ClientAddress address) {
    return domain().admit(gate, address, new Credential.SessionId(session));
  }

  private static Kind kind(Throwable refusal) {
    return ((CommandException) refusal).kind();
  }

  @Test
  default void anAddressCidrIpv6AndMappedCidrAreKeptInOneForm() {
    Caller owner = freshOwner();

    call(owner, "restrict-ip", "64.22.68.1/24");
    call(owner, "restrict_ip", "2001:DB8::1/32", "dav");
    call(owner, "restrict-ip", "::ffff:10.1.2.3/104", "DAV");
    call(owner, "restrict-ip", "192.0.2.7", "CLI");

    assertThat(call(owner, "get-ip-restrictions"))
        .isEqualTo(
            Map.of(
                "all", List.of("64.22.68.0/24"),
                "DAV", List.of("10.0.0.0/8", "2001:db8::/32"),
                "CLI", List.of("192.0.2.7")));
    assertThat(call(owner, "get_ip_restrictions", "cli"))
        .isEqualTo(List.of("192.0.2.7", "64.22.68.0/24"));
  }

  @Test
  default void aNullGateMeansAllGates() {
    Caller owner = freshOwner();
    List<Object> arguments = new ArrayList<>(List.of("192.0.2.7"));
    arguments.add(null);
    arguments.add(null);

    domain().commands().call(owner, "auth", "restrict-ip", arguments);

    assertThat(call(owner, "get-ip-restrictions")).isEqualTo(Map.of("all", List.of("192.0.2.7")));
  }

  @Test
  default void withOneRestrictionAnAddressMustBeListedForTheGateOrForAllGates() {
    Caller owner = freshOwner();
    ClientAddress panel = freshAddress();
    ClientAddress anywhere = freshAddress();
    ClientAddress stranger = freshAddress();

    call(owner, "restrict-ip", panel.text(), "UI");
    call(owner, "restrict-ip", anywhere.text());

    for (Gate gate : Gate.values()) {
      assertThat(signIn(owner, gate, anywhere)).isInstanceOf(Verdict.Admitted.class);
      assertThat(signIn(owner, gate, stranger)).isInstanceOf(Verdict.Denied.class);
      assertThat(signIn(owner, gate, panel))
          .isInstanceOf(gate == Gate.UI ? Verdict.Admitted.class : Verdict.Denied.class);
    }
  }

  @Test
  default void aKeyAndASessionAreRestrictedAsThePasswordIs() {
    Caller owner = freshOwner();
    String key = (String) call(owner, "create-api-key", "test");
    ClientAddress listed = freshAddress();
    ClientAddress stranger = freshAddress();
    String session = session(owner, Gate.UI, listed);

    call(owner, "restrict-ip", listed.text());

    assertThat(domain().admit(Gate.REST, listed, new Credential.Key(key)))
        .isInstanceOf(Verdict.Admitted.class);
    assertThat(domain().admit(Gate.REST, stranger, new Credential.Key(key)))
        .isInstanceOf(Verdict.Denied.class);
    assertThat(use(session, Gate.UI, listed)).isInstanceOf(Verdict.Admitted.class);
    assertThat(use(session, Gate.UI, stranger)).isInstanceOf(Verdict.Denied.class);
  }

  @Test
  default void theApplianceAdminIsRestrictedToo() {
    Caller admin = Domain.ADMIN;
    ClientAddress listed = freshAddress();

    call(admin, "restrict-ip", listed.text(), "DAV");
    try {
      assertThat(admin(Gate.DAV, listed)).isInstanceOf(Verdict.Admitted.class);
      assertThat(admin(Gate.DAV, freshAddress())).isInstanceOf(Verdict.Denied.class);
    } finally {
      call(admin, "remove-ip-restriction", listed.text(), "DAV", true);
    }
    assertThat(admin(Gate.DAV, freshAddress())).isInstanceOf(Verdict.Admitted.class);
  }

  private Verdict admin(Gate gate, ClientAddress address) {
    return domain().signIn(gate, address, "admin", DataDirectorySession.ADMIN_PASSWORD);
  }

  @Test
  default void theLocalSocketIsNeverRestricted() {
    Caller owner = freshOwner();
    call(owner, "restrict-ip", "192.0.2.7", "UI");

    Verdict verdict =
        domain()
            .admit(
                Gate.CLI,
                ClientAddress.of("127.0.0.1"),
                new Credential.Peer(owner.account().name().toString()));

    assertThat(verdict).isInstanceOf(Verdict.Admitted.class);
    Caller socket = ((Verdict.Admitted) verdict).caller();
    assertThat(call(socket, "remove-ip-restriction", "192.0.2.7", "UI")).isEqualTo(true);
    assertThat(signIn(owner, Gate.SOAP, freshAddress())).isInstanceOf(Verdict.Admitted.class);
  }

  @Test
  default void aForwardedLoopbackAddressIsNotThisMachine() {
    Caller owner = freshOwner();
    ClientAddress own = ClientAddress.of("127.0.0.1");
    call(owner, "restrict-ip", "127.0.0.1");

    assertThat(signIn(owner, Gate.DAV, own)).isInstanceOf(Verdict.Admitted.class);
    assertThat(signIn(owner, Gate.DAV, own.forwarded())).isInstanceOf(Verdict.Denied.class);
  }

  @Test
  default void ofManyRestrictionsAtOnceAsManyAreKeptAsTheLimitAllows() throws Exception {
    Caller owner = freshOwner();
    AtomicInteger numbers = new AtomicInteger();
    for (int i = 0; i < 40; i++) {
      call(owner, "restrict-ip", "10.0.0." + numbers.incrementAndGet());
    }

    List<Object> results =
        atOnce(
            20,
            () -> {
              try {
                return call(owner, "restrict-ip", "10.0.0." + numbers.incrementAndGet());
              } catch (CommandException e) {
                return e.kind();
              }
            });

    assertThat(results).filteredOn(Boolean.TRUE::equals).hasSize(10);
    assertThat(results).filteredOn(Kind.FORBIDDEN::equals).hasSize(10);
    assertThat((List<?>) call(owner, "get-ip-restrictions", "all")).hasSize(50);
  }

  @Test
  default void ofOneRestrictionAddedManyTimesAtOnceThereIsOne() throws Exception {
    Caller owner = freshOwner();
    AtomicInteger host = new AtomicInteger();

    List<Object> results =
        atOnce(
            8,
            () -> {
              // The same call at the same time would be one call (ADR 17).
              String network = "10.0.0." + host.incrementAndGet() + "/8";
              try {
                return call(owner, "restrict-ip", network, "UI");
              } catch (CommandException e) {
                return e.kind();
              }
            });

    assertThat(results).filteredOn(Boolean.TRUE::equals).hasSize(1);
    assertThat(results).filteredOn(Kind.EXISTS::equals).hasSize(7);
  }

  @Test
  default void ofTwoChangesAtOnceThatLockOutTheCallerTogetherOneIsRefused() throws Exception {
    Caller caller = at(freshOwner(), Gate.REST, freshAddress());
    String address = caller.address().text();
    call(caller, "restrict-ip", address);
    call(caller, "restrict-ip", address, "REST");
    call(caller, "restrict-ip", "192.0.2.1");
    AtomicInteger turn = new AtomicInteger();

    List<Object> results =
        atOnce(
            2,
            () -> {
              try {
                String gate = turn.getAndIncrement() == 0 ? "REST" : "";
                return call(caller, "remove-ip-restriction", address, gate);
              } catch (CommandException e) {
                return e.kind();
              }
            });

    assertThat(results).containsExactlyInAnyOrder(true, Kind.FORBIDDEN);
    assertThat(signIn(caller, Gate.REST, caller.address())).isInstanceOf(Verdict.Admitted.class);
  }

  @Test
  default void aHandedOverSessionOfThePanelAnswersAtRestToItsAskersRestrictionsThere() {
    Caller owner = freshOwner();
    ClientAddress asker = freshAddress();
    Caller admin =
        ((Verdict.Admitted) domain().signIn(Gate.UI, asker, "admin", ADMIN_PASSWORD)).caller();
    String offered = domain().handOvers().hijack(admin, owner.account(), Gate.UI);
    String session = domain().handOvers().handOver(offered, asker, "test").orElseThrow().id();
    assertThat(use(session, Gate.REST, asker)).isInstanceOf(Verdict.Admitted.class);

    call(Domain.ADMIN, "restrict-ip", asker.text(), "UI", true);
    try {
      assertThat(use(session, Gate.UI, asker)).isInstanceOf(Verdict.Admitted.class);
      assertThat(use(session, Gate.REST, asker)).isInstanceOf(Verdict.Denied.class);
    } finally {
      call(Domain.ADMIN, "remove-ip-restriction", asker.text(), "UI", true);
      domain().ends().end(session);
    }
  }

  @Test
  default void aChangeThatWouldLockOutTheCallerIsRefusedUnlessForcedAndSaysHow() {
    Caller caller = at(freshOwner(), Gate.REST, freshAddress());

    assertThatThrownBy(() -> call(caller, "restrict-ip", "10.0.0.1"))
        .hasMessageContaining("you (REST from " + caller.address().text() + ")")
        .hasMessageContaining("force=true")
        .extracting(RestrictionTests::kind)
        .isEqualTo(Kind.FORBIDDEN);
    assertThat(signIn(caller, Gate.REST, caller.address())).isInstanceOf(Verdict.Admitted.class);

    assertThat(call(caller, "restrict-ip", "10.0.0.1", "", true)).isEqualTo(true);
    assertThat(signIn(caller, Gate.REST, caller.address())).isInstanceOf(Verdict.Denied.class);
  }

  @Test
  default void aChangeThatWouldLockOutALiveSessionIsRefusedAndNamesItByHandle() {
    Caller owner = freshOwner();
    ClientAddress address = freshAddress();
    String session = session(owner, Gate.SOAP, address);
    String handle = domain().sessions().liveOf(owner.account()).getFirst().proof().handle();

    assertThatThrownBy(() -> call(owner, "restrict-ip", "10.0.0.1"))
        .hasMessageContaining("session " + handle + " (SOAP from " + address.text() + ")")
        .extracting(RestrictionTests::kind)
        .isEqualTo(Kind.FORBIDDEN);
    assertThat(call(owner, "preview-ip-restriction", "10.0.0.1"))
        .asInstanceOf(InstanceOfAssertFactories.MAP)
        .containsEntry("force", true)
        .containsEntry("caller", false)
        .containsEntry(
            "sessions",
            List.of(Map.of("handle", handle, "gate", "SOAP", "address", address.text())));
    assertThat(use(session, Gate.SOAP, address)).isInstanceOf(Verdict.Admitted.class);
  }

  @Test
  default void aForcedChangeEndsAtOnceWhatItNoLongerAllowsAndTellsTheAudit() {
    Caller owner = freshOwner();
    ClientAddress inside = freshAddress();
    ClientAddress outside = freshAddress();
    String kept = session(owner, Gate.UI, inside);
    String lost = session(owner, Gate.UI, outside);

    call(owner, "restrict-ip", inside.text(), "", true);

    assertThat(use(kept, Gate.UI, inside)).isInstanceOf(Verdict.Admitted.class);
    assertThat(use(lost, Gate.UI, inside)).isInstanceOf(Verdict.Denied.class);
    assertThat(domain().sessions().liveOf(owner.account())).hasSize(1);
    assertThat(domain().events("added " + inside.text() + " at all gates"))
        .hasSize(2)
        .anyMatch(event -> event.startsWith("RESTRICTION added"))
        .anyMatch(event -> event.matches("SESSION session \\w+ of owner@.* at UI ended: .*"));
  }

  @Test
  default void aRefusedChangeLeavesNothing() {
    Caller caller = at(freshOwner(), Gate.REST, freshAddress());
    ClientAddress other = freshAddress();

    assertThatThrownBy(() -> call(caller, "restrict-ip", other.text()))
        .isInstanceOf(CommandException.class);

    assertThat(call(caller, "get-ip-restrictions")).isEqualTo(Map.of());
    assertThat(domain().events(other.text())).isEmpty();
  }

  @Test
  default void aHandOverChangesNoRestrictionUnlessForced() {
    Caller owner = freshOwner();
    Caller handedOver =
        new Caller(
            owner.account(),
            Gate.SOAP,
            freshAddress(),
            new Proof.Session("0".repeat(64), "handle", Optional.of("admin")));

    assertThatThrownBy(() -> call(handedOver, "restrict-ip", "10.0.0.1"))
        .hasMessageContaining("hand-over");
    assertThat(call(handedOver, "restrict-ip", "10.0.0.1", "", true)).isEqualTo(true);
  }

  @Test
  default void aSessionThatAnotherAskedForAnswersToTheAskersRestrictions() {
    Caller owner = freshOwner();
    ClientAddress asker = freshAddress();
    Caller admin =
        ((Verdict.Admitted) domain().signIn(Gate.SOAP, asker, "admin", ADMIN_PASSWORD)).caller();
    String session = domain().handOvers().hijack(admin, owner.account(), Gate.SOAP);

    call(owner, "restrict-ip", "10.0.0.1");
    assertThat(use(session, Gate.SOAP, asker)).isInstanceOf(Verdict.Admitted.class);

    assertThatThrownBy(() -> call(Domain.ADMIN, "restrict-ip", "10.0.0.1", "CLI"))
        .hasMessageContaining("(SOAP from " + asker.text() + ")");
    call(Domain.ADMIN, "restrict-ip", "10.0.0.1", "CLI", true);
    call(Domain.ADMIN, "remove-ip-restriction", "10.0.0.1", "CLI", true);
    assertThat(use(session, Gate.SOAP, asker)).isInstanceOf(Verdict.Denied.class);
  }

  @Test
  default void aDeletedSiteLeavesNoRestriction() {
    Caller owner = freshOwner();
    call(owner, "restrict-ip", "10.0.0.1");

    domain()
        .commands()
        .call(Domain.ADMIN, "admin", "delete-site", List.of(owner.account().name().domain().get()));

    assertThat(call(owner, "get-ip-restrictions")).isEqualTo(Map.of());
    assertThatThrownBy(() -> call(owner, "restrict-ip", "10.0.0.1"))
        .extracting(RestrictionTests::kind)
        .isEqualTo(Kind.NOT_FOUND);
  }
}
