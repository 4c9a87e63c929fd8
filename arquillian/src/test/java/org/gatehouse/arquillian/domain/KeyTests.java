package org.gatehouse.arquillian.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.gatehouse.arquillian.domain.Domain.freshAddress;
import static org.gatehouse.arquillian.domain.Domain.freshDomain;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.gatehouse.auth.Caller;
import org.gatehouse.auth.ClientAddress;
import org.gatehouse.auth.Credential;
import org.gatehouse.auth.Gate;
import org.gatehouse.auth.Verdict;
import org.junit.jupiter.api.Test;

/** API keys with their limits and last use, on a real database. */
interface KeyTests {

  String YESTERDAY = "2020-01-01";

  Domain domain();

  private Object call(Caller caller, String module, String function, Object... arguments) {
    return domain().commands().call(caller, module, function, List.of(arguments));
  }

  private Caller owner() {
    String site = freshDomain();
    return Domain.owner(site, domain().addSite(site, "right password"));
  }

  private String key(Caller caller) {
    return (String) call(caller, "auth", "create-api-key", "test");
  }

  private Map<?, ?> only(Caller caller) {
    List<?> keys = (List<?>) call(caller, "auth", "get-api-keys");
    assertThat(keys).hasSize(1);
    return (Map<?, ?>) keys.getFirst();
  }

  private void limit(Caller caller, Object... limits) {
    Object handle = only(caller).get("handle");
    List<Object> arguments = Stream.concat(Stream.of(handle), Stream.of(limits)).toList();
    assertThat(domain().commands().call(caller, "auth", "set-api-key-limits", arguments))
        .isEqualTo(true);
  }

  private Verdict show(String key, ClientAddress address) {
    return domain().admit(Gate.REST, address, new Credential.Key(key));
  }

  @Test
  default void aKeyIsRefusedOnceItIsOverAndGoodAgainWhenItsEndIsTakenAway() {
    Caller owner = owner();
    String key = key(owner);

    limit(owner, YESTERDAY);
    assertThat(show(key, freshAddress())).isInstanceOf(Verdict.Denied.class);

    limit(owner);
    assertThat(show(key, freshAddress())).isInstanceOf(Verdict.Admitted.class);
  }

  @Test
  default void aKeyPassesItsOwnListAndTheRestrictionsOfItsAccount() {
    Caller owner = owner();
    ClientAddress both = freshAddress();
    ClientAddress keyOnly = freshAddress();
    ClientAddress accountOnly = freshAddress();
    String key =
        (String)
            domain()
                .commands()
                .call(
                    owner,
                    "auth",
                    "create-api-key",
                    Map.of("addresses", List.of(both.text(), keyOnly.text())));
    call(owner, "auth", "restrict-ip", both.text(), "", true);
    call(owner, "auth", "restrict-ip", accountOnly.text(), "", true);

    assertThat(show(key, both)).isInstanceOf(Verdict.Admitted.class);
    assertThat(show(key, keyOnly)).isInstanceOf(Verdict.Denied.class);
    assertThat(show(key, accountOnly)).isInstanceOf(Verdict.Denied.class);
  }

  @Test
  default void itsLastUseIsShownAndARefusalIsNone() {
    Caller owner = owner();
    String key = key(owner);
    assertThat(only(owner).get("last_used")).isNull();
    limit(owner, "", List.of("192.0.2.1"));
    show(key, freshAddress());
    assertThat(only(owner).get("last_used")).isNull();
    limit(owner);
    ClientAddress address = freshAddress();

    show(key, address);
    show(key, freshAddress());

    assertThat(only(owner).get("last_address")).isEqualTo(address.text());
    assertThat(Instant.parse((String) only(owner).get("last_used")))
        .isBetween(Instant.now().minusSeconds(300), Instant.now());
    assertThat(only(owner).toString()).doesNotContain(key);
  }

  @Test
  default void aKeyIsFoundByOneStatementAndItsUseNotedByOne() throws Exception {
    String key = key(owner());
    ClientAddress address = freshAddress();

    assertThat(ofKeys(Statements.during(() -> show(key, address)))).containsExactly(1, 1);
    assertThat(ofKeys(Statements.during(() -> show(key, address)))).containsExactly(1);
  }

  private static List<Integer> ofKeys(SortedMap<String, Integer> statements) {
    return statements.entrySet().stream()
        .filter(statement -> statement.getKey().contains("api_key"))
        .map(Map.Entry::getValue)
        .toList();
  }

  @Test
  default void newLimitsEndAtOnceTheSessionsThatTheKeyMayNotHaveAnyMore() {
    Caller appliance = onlyKeysOf();
    String key = key(appliance);
    String site = freshDomain();
    domain().addSite(site, "right password");
    ClientAddress address = freshAddress();
    Caller asker = ((Verdict.Admitted) show(key, address)).caller();
    String session = (String) call(asker, "admin", "hijack", site, "", "SOAP");
    String unused = (String) call(asker, "admin", "hijack", site);
    assertThat(domain().sessions().find(session, Gate.SOAP, address)).isPresent();

    limit(appliance, "", List.of(address.text()));
    assertThat(domain().sessions().find(session, Gate.SOAP, address)).isPresent();
    assertThat(domain().sessions().find(session, Gate.SOAP, freshAddress())).isEmpty();
    assertThat(domain().handOvers().handOver(unused, address, "browser"))
        .as("a change withdraws what was not used yet")
        .isEmpty();

    limit(appliance, "", List.of("192.0.2.1"));
    limit(appliance);
    assertThat(domain().sessions().find(session, Gate.SOAP, address)).isEmpty();
    assertThat(domain().events("its key may not be used there")).hasSize(1);
    call(appliance, "auth", "delete-api-key", only(appliance).get("handle"));
  }

  private Caller onlyKeysOf() {
    for (Object key : (List<?>) call(Domain.ADMIN, "auth", "get-api-keys")) {
      call(Domain.ADMIN, "auth", "delete-api-key", ((Map<?, ?>) key).get("handle"));
    }
    return Domain.ADMIN;
  }

  @Test
  default void aChangeThatIsRefusedChangesNothing() {
    Caller owner = owner();
    String key = key(owner);
    ClientAddress address = freshAddress();
    Caller byTheKey = ((Verdict.Admitted) show(key, address)).caller();
    Object handle = only(owner).get("handle");

    assertThatThrownBy(() -> call(byTheKey, "auth", "set-api-key-limits", handle, YESTERDAY))
        .hasMessageContaining("force=true");

    assertThat(only(owner).get("expires")).isNull();
    assertThat(show(key, address)).isInstanceOf(Verdict.Admitted.class);
    call(byTheKey, "auth", "set-api-key-limits", handle, YESTERDAY, List.of(), true);
    assertThat(show(key, address)).isInstanceOf(Verdict.Denied.class);
  }

  @Test
  default void changesOfAKeyAreAudited() {
    Caller owner = owner();
    key(owner);
    Object handle = only(owner).get("handle");

    call(owner, "auth", "set-api-key-comment", handle, "another");
    limit(owner, "2090-01-01", List.of("192.0.2.0/24"));

    assertThat(only(owner).get("comment")).isEqualTo("another");
    assertThat(domain().events("key " + handle))
        .containsExactlyInAnyOrder(
            "KEY key " + handle + " made",
            "KEY comment of key " + handle + " changed",
            "KEY key " + handle + " limited, good until 2090-01-02T00:00:00Z from 192.0.2.0/24");
  }
}
