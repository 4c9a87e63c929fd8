package org.gatehouse.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class SubjectTest {

  private static Subject of(String site, String user) {
    return new Subject(Optional.of(site), user);
  }

  private static void assertOverlap(Subject one, Subject other, boolean overlap) {
    assertThat(one.overlaps(other)).as("%s and %s", one, other).isEqualTo(overlap);
    assertThat(other.overlaps(one)).as("%s and %s", other, one).isEqualTo(overlap);
  }

  @Test
  void aSiteOverlapsItselfAndAllOfItsUsersAndNoOtherSite() {
    assertOverlap(of("a.test", ""), of("a.test", ""), true);
    assertOverlap(of("a.test", ""), of("a.test", "eve"), true);
    assertOverlap(of("a.test", "eve"), of("a.test", "eve"), true);
    assertOverlap(of("a.test", "eve"), of("a.test", "bob"), false);
    assertOverlap(of("a.test", "eve"), of("b.test", "eve"), false);
    assertOverlap(of("a.test", ""), of("", ""), false);
  }

  @Test
  void aSiteThatIsNamedByItsNumberMayBeAny() {
    Subject numbered = new Subject(Optional.empty(), "");

    assertOverlap(numbered, of("a.test", ""), true);
    assertOverlap(numbered, of("b.test", "eve"), true);
    assertOverlap(numbered, numbered, true);
  }
}
