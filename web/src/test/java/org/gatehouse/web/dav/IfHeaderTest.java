package org.gatehouse.web.dav;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 4918, section 10.4. */
class IfHeaderTest {

  private static final String LOCK = "urn:uuid:181d4fae-7d8c-11d0-a765-00a0c91e6bf2";
  private static final String OTHER = "urn:uuid:58f202ac-22cf-11d1-b12d-002035b29092";

  /** What holds for the resource of the request, and for each that a tag names. */
  record State(Map<String, Set<String>> locks, Map<String, String> tags)
      implements IfHeader.Resources {

    @Override
    public boolean isLocked(Optional<String> reference, String token) {
      return locks.getOrDefault(reference.orElse(""), Set.of()).contains(token);
    }

    @Override
    public boolean hasTag(Optional<String> reference, String tag) {
      return tag.equals(tags.get(reference.orElse("")));
    }
  }

  private static State state(String tag, String... locks) {
    return new State(Map.of("", Set.of(locks)), Map.of("", tag));
  }

  @Test
  void oneListMustHoldWhole() {
    IfHeader header =
        IfHeader.parse("(<" + LOCK + "> [\"I am an ETag\"]) ([\"I am another ETag\"])");

    assertThat(header.holds(state("\"I am an ETag\"", LOCK))).isTrue();
    assertThat(header.holds(state("\"I am another ETag\""))).isTrue();
    assertThat(header.holds(state("\"I am an ETag\""))).isFalse();
    assertThat(header.holds(state("\"x\"", LOCK))).isFalse();
  }

  @Test
  void notTurnsOneConditionAround() {
    IfHeader header = IfHeader.parse("(Not <" + LOCK + "> <" + OTHER + ">)");

    assertThat(header.holds(state("\"x\"", OTHER))).isTrue();
    assertThat(header.holds(state("\"x\"", LOCK, OTHER))).isFalse();
  }

  @Test
  void noLockIsATokenThatNoLockHas() {
    assertThat(IfHeader.parse("(<" + LOCK + ">) (Not <DAV:no-lock>)").holds(state("\"x\"")))
        .isTrue();
    assertThat(IfHeader.parse("(<DAV:no-lock>)").holds(state("\"x\"", "DAV:no-lock"))).isFalse();
  }

  @Test
  void aTagSaysOfWhichResourceTheListsAfterItAre() {
    IfHeader header = IfHeader.parse("</one> (<" + LOCK + ">) ([\"a\"]) </two> (<" + OTHER + ">)");

    assertThat(header.holds(new State(Map.of("/two", Set.of(OTHER)), Map.of()))).isTrue();
    assertThat(header.holds(new State(Map.of("/two", Set.of(LOCK)), Map.of()))).isFalse();
    assertThat(header.holds(new State(Map.of(), Map.of("/one", "\"a\"")))).isTrue();
  }

  @Test
  void everyTokenInItIsSubmittedWhateverIsSaidOfIt() {
    assertThat(IfHeader.parse("(Not <" + LOCK + ">) (<" + OTHER + "> [\"a\"])").tokens())
        .containsExactly(LOCK, OTHER);
  }

  @Test
  void aWeakTagIsNeverAStrongOne() {
    assertThat(IfHeader.parse("([W/\"a\"])").holds(state("\"a\""))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "()",
        "(",
        "<a>",
        "(<a>",
        "(<a>) x",
        "(<a>) <b> (<c>)",
        "<a> <b> (<c>)",
        "<a> (<c>) <d>",
        "(Not)",
        "(Nothing <a>)",
        "([a])",
        "([\"a])",
        "([\"a\")",
        "(<>)",
        "(<a b>)",
        "<a>(<b>)()",
        "(<a>)\u0000"
      })
  void whatIsNoSuchHeaderIsRefused(String text) {
    assertThatThrownBy(() -> IfHeader.parse(text))
        .isInstanceOfSatisfying(
            DavRefusal.class, refusal -> assertThat(refusal.status()).isEqualTo(400));
  }

  @Test
  void itIsBounded() {
    assertThatThrownBy(() -> IfHeader.parse("(<a>)".repeat(300))).isInstanceOf(DavRefusal.class);
    assertThatThrownBy(() -> IfHeader.parse("(<" + "a".repeat(9_000) + ">)"))
        .isInstanceOf(DavRefusal.class);
    assertThat(IfHeader.parse("(<a>)".repeat(256)).lists()).hasSize(256);
  }

  @Test
  void spaceIsOptionalBetweenItsParts() {
    assertThat(IfHeader.parse("</a>(<x>[\"t\"])(Not<y>)").lists())
        .extracting(IfHeader.Conditions::conditions)
        .containsExactly(
            List.of(new IfHeader.StateToken(false, "x"), new IfHeader.EntityTag(false, "\"t\"")),
            List.of(new IfHeader.StateToken(true, "y")));
  }
}
