package org.gatehouse.restriction;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.gatehouse.auth.Gate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code [auth] restriction_scope}: both values, for each gate. */
class RestrictionScopeTest {

  private static final String LISTED = "192.0.2.7";
  private static final String OTHER = "198.51.100.7";

  /** Restrictions written {@code UI=192.0.2.7 all=10.0.0.0/8}. */
  private static List<Restriction> restrictions(String text) {
    List<Restriction> listed = new ArrayList<>();
    for (String one : text == null ? new String[0] : text.split(" ")) {
      String[] parts = one.split("=");
      listed.add(
          new Restriction(
              Network.parse(parts[1]).orElseThrow(),
              parts[0].equals("all") ? Optional.empty() : Optional.of(Gate.valueOf(parts[0]))));
    }
    return listed;
  }

  private static Set<Gate> gates(String text) {
    Set<Gate> gates = EnumSet.noneOf(Gate.class);
    if (text != null) {
      Arrays.stream(text.split(" ")).map(Gate::valueOf).forEach(gates::add);
    }
    return gates;
  }

  private static Set<Gate> open(RestrictionScope scope, List<Restriction> listed, String address) {
    Set<Gate> open = EnumSet.noneOf(Gate.class);
    for (Gate gate : Gate.values()) {
      if (scope.allows(listed, gate, Network.parse(address))) {
        open.add(gate);
      }
    }
    return open;
  }

  @ParameterizedTest
  @CsvSource({
    "ALL_GATES,                            , UI SOAP REST DAV CLI, UI SOAP REST DAV CLI",
    "ALL_GATES,    UI=192.0.2.7            , UI                  , ",
    "ALL_GATES,    SOAP=192.0.2.7          , SOAP                , ",
    "ALL_GATES,    REST=192.0.2.7          , REST                , ",
    "ALL_GATES,    DAV=192.0.2.7           , DAV                 , ",
    "ALL_GATES,    CLI=192.0.2.7           , CLI                 , ",
    "ALL_GATES,    all=192.0.2.7           , UI SOAP REST DAV CLI, ",
    "ALL_GATES,    UI=192.0.2.7 all=198.51.100.0/24, UI          , UI SOAP REST DAV CLI",
    "ALL_GATES,    UI=192.0.2.7 DAV=198.51.100.7   , UI          , DAV",
    "LISTED_GATES,                         , UI SOAP REST DAV CLI, UI SOAP REST DAV CLI",
    "LISTED_GATES, UI=192.0.2.7            , UI SOAP REST DAV CLI, SOAP REST DAV CLI",
    "LISTED_GATES, SOAP=192.0.2.7          , UI SOAP REST DAV CLI, UI REST DAV CLI",
    "LISTED_GATES, REST=192.0.2.7          , UI SOAP REST DAV CLI, UI SOAP DAV CLI",
    "LISTED_GATES, DAV=192.0.2.7           , UI SOAP REST DAV CLI, UI SOAP REST CLI",
    "LISTED_GATES, CLI=192.0.2.7           , UI SOAP REST DAV CLI, UI SOAP REST DAV",
    "LISTED_GATES, all=192.0.2.7           , UI SOAP REST DAV CLI, ",
    "LISTED_GATES, UI=192.0.2.7 all=198.51.100.0/24, UI          , UI SOAP REST DAV CLI",
    "LISTED_GATES, UI=192.0.2.7 DAV=198.51.100.7   , UI SOAP REST CLI, SOAP REST DAV CLI"
  })
  void opensTheseGatesToAListedAddressAndThoseToAnother(
      RestrictionScope scope, String restrictions, String toListed, String toOther) {
    List<Restriction> listed = restrictions(restrictions);

    assertThat(open(scope, listed, LISTED)).isEqualTo(gates(toListed));
    assertThat(open(scope, listed, OTHER)).isEqualTo(gates(toOther));
  }

  @ParameterizedTest
  @EnumSource(RestrictionScope.class)
  void whoIsInNoNetworkMayOnlyUseWhatIsNotRestricted(RestrictionScope scope) {
    List<Restriction> everywhere = restrictions("all=0.0.0.0/0 all=::/0");

    for (Gate gate : Gate.values()) {
      assertThat(scope.allows(everywhere, gate, Optional.empty())).isFalse();
      assertThat(scope.allows(List.of(), gate, Optional.empty())).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "ALL_GATES,    UI=192.0.2.7              , SOAP REST DAV CLI",
    "ALL_GATES,    UI=192.0.2.7 all=10.0.0.1 , ",
    "ALL_GATES,                              , ",
    "LISTED_GATES, UI=192.0.2.7              , "
  })
  void closesGatesThatNothingIsListedForOrNone(
      RestrictionScope scope, String restrictions, String closed) {
    assertThat(scope.closed(restrictions(restrictions))).isEqualTo(gates(closed));
  }

  @Test
  void isNamedByItsSetting() {
    assertThat(RestrictionScope.named("all-gates")).contains(RestrictionScope.ALL_GATES);
    assertThat(RestrictionScope.named("listed-gates")).contains(RestrictionScope.LISTED_GATES);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "ALL_GATES", "all", "listed"})
  void anotherSettingNamesNone(String text) {
    assertThat(RestrictionScope.named(text)).isEmpty();
  }
}
