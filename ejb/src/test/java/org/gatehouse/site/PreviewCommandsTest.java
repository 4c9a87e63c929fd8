package org.gatehouse.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.gatehouse.persistence.site.SiteState;
import org.junit.jupiter.api.Test;

/** A preview of a change tells what would be another value, by whatever it becomes one. */
class PreviewCommandsTest {

  private static final SiteState STATE = new SiteState(1, "dry.test", "joe", true);
  private static final Plan SMALL =
      new Plan(
          "small",
          Map.of(
              Services.require("users.max"),
              Optional.of(3),
              Services.require("diskquota.quota"),
              Optional.of(4000)));
  private static final Plan BIG =
      new Plan(
          "big",
          Map.of(
              Services.require("users.max"),
              Optional.of(3),
              Services.require("diskquota.quota"),
              Optional.of(9000)));

  private static Map<String, Object> turn(Object before, Object after) {
    Map<String, Object> turn = new LinkedHashMap<>();
    turn.put("before", before);
    turn.put("after", after);
    return turn;
  }

  @Test
  void whatAnotherPlanSaysIsToldToo() {
    KnownSite before = new KnownSite(STATE, Map.of(Services.PLAN, "small"), SMALL);
    KnownSite after = new KnownSite(STATE, Map.of(Services.PLAN, "big"), BIG);

    assertThat(PreviewCommands.changes(before, after))
        .containsOnly(
            Map.entry("siteinfo.plan", turn("small", "big")),
            Map.entry("diskquota.quota", turn(4000, 9000)));
  }

  @Test
  void whatThePlanSaysAgainAsTheSiteDidIsNoChange() {
    KnownSite before = new KnownSite(STATE, Map.of("users.max", "3"), SMALL);
    KnownSite after = new KnownSite(STATE, Map.of(), SMALL);

    assertThat(PreviewCommands.changes(before, after)).isEmpty();
  }
}
