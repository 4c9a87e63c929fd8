package org.gatehouse.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.gatehouse.auth.ClientAddress;
import org.gatehouse.auth.Gate;
import org.gatehouse.session.Presented;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FixationTest {

  private static final ClientAddress ADDRESS = ClientAddress.of("192.0.2.1");

  private final List<String> counted = new ArrayList<>();

  /** What an id is stands in the id itself, before its number. */
  private final Fixation fixation =
      new Fixation(
          id -> Presented.valueOf(id.replaceAll("\\d", "")),
          (address, gate, hash) -> counted.add(hash));

  private boolean inCookies(Asking asking, String... ids) {
    return fixation.inCookies(List.of(ids), Gate.UI, ADDRESS, asking);
  }

  private void inAddress(Asking asking, String... ids) {
    fixation.inAddress(List.of(ids), Gate.UI, ADDRESS, asking);
  }

  @ParameterizedTest
  @ValueSource(strings = {"FOREIGN", "ENDED_OFTEN"})
  void anIdThatWasNeverIssuedIsCountedAndReplaced(String id) {
    assertThat(inCookies(Asking.ITSELF, id)).isTrue();
    assertThat(counted).hasSize(1).doesNotContain(id);
  }

  @ParameterizedTest
  @ValueSource(strings = {"LIVE", "ENDED", "HAND_OVER"})
  void oneThatWasIssuedIsReplacedOnly(String id) {
    assertThat(inCookies(Asking.ITSELF, id)).isTrue();
    assertThat(counted).isEmpty();
  }

  @Test
  void aVisitorsIdIsKept() {
    assertThat(inCookies(Asking.ITSELF, "VISITOR")).isFalse();
    assertThat(inCookies(Asking.ITSELF, "VISITOR", "FOREIGN")).isFalse();
    assertThat(counted).isEmpty();
  }

  @Test
  void ofManyIdsInOneRequestOneIsCounted() {
    assertThat(inCookies(Asking.ITSELF, "FOREIGN1", "FOREIGN2", "FOREIGN3")).isTrue();
    assertThat(counted).hasSize(1);

    inAddress(Asking.ITSELF, "FOREIGN4", "FOREIGN5");
    assertThat(counted).hasSize(2).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @EnumSource(
      value = Asking.class,
      names = {"LED", "PART"})
  void whatAnotherSitesPageMadeTheBrowserShowIsNotCounted(Asking asking) {
    assertThat(inCookies(asking, "FOREIGN")).isTrue();
    inAddress(asking, "FOREIGN");
    assertThat(counted).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"FOREIGN", "ENDED", "ENDED_OFTEN", "LIVE", "VISITOR"})
  void inAnAddressEvenOneOfOursCounts(String id) {
    inAddress(Asking.ITSELF, id);
    assertThat(counted).hasSize(1);
  }

  @Test
  void butNotAHandOverThatWasNotUsedYet() {
    inAddress(Asking.ITSELF, "HAND_OVER");
    assertThat(counted).isEmpty();
  }
}
