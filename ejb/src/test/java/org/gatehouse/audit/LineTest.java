package org.gatehouse.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.gatehouse.audit.AuditEvent.Result;
import org.gatehouse.audit.AuditEvent.What;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** "No line can be forged through a user name." */
class LineTest {

  @ParameterizedTest
  @CsvSource({
    "000a", "000d", "0000", "001b", "007f", "0085", "009b", "00a0", "00ad", "061c", "200b", "200f",
    "2028", "2029", "202e", "2066", "2069", "3000", "d800", "dfff", "e000", "fdd0", "feff", "fff9",
    "e0001", "e007f", "10ffff"
  })
  void whatEndsALineOrHidesInItIsWrittenAsAnEscape(String hexadecimal) {
    String hostile = new String(Character.toChars(Integer.parseInt(hexadecimal, 16)));

    assertThat(Line.of("adm" + hostile + "in"))
        .isEqualTo("adm\\u{%s}in".formatted(hexadecimal.replaceFirst("^0+(?=.)", "")));
  }

  @Test
  void whatAPersonReadsStaysAsItIs() {
    String text = "müller@example.test did 100% of 'it' \"twice\" – 名前 🦊";

    assertThat(Line.of(text)).isEqualTo(text);
  }

  @Test
  void anEscapeThatSomebodyWroteIsToldFromOneOfOurs() {
    assertThat(Line.of("\\u{a}")).isEqualTo("\\\\u{a}").isNotEqualTo(Line.of("\n"));
  }

  @Property
  void noTextIsMoreThanOneLineOrHoldsAControlCharacter(@ForAll String text) {
    assertThat(Line.of(text)).doesNotContainPattern("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]");
  }

  @Property
  void whatWasWrittenIsReadAsItWas(@ForAll String text) {
    assertThat(Line.read(Line.of(text))).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\\u{110000}", "\\u{}", "\\u{a", "\\x", "u{a}"})
  void whatIsNoEscapeIsReadAsItStands(String text) {
    assertThat(Line.read(text)).isEqualTo(text);
  }

  @Property
  void differentTextsAreDifferentLines(@ForAll String one, @ForAll String other) {
    assertThat(Line.of(one).equals(Line.of(other))).isEqualTo(one.equals(other));
  }

  private static AuditEvent event(String actor, String address) {
    return new AuditEvent(
        What.DENIAL, actor, Optional.empty(), Optional.of(address), actor, Result.REFUSED);
  }

  @Test
  void anEventsTextsAreCutByCodePoints() {
    AuditEvent event = event("🦊".repeat(301), "x".repeat(65));

    assertThat(event.actor()).isEqualTo("🦊".repeat(300));
    assertThat(event.detail()).isEqualTo("🦊".repeat(300));
    assertThat(event.address()).contains("x".repeat(64));
  }

  @Test
  void anEventsTextsAreWhatAnyDatabaseTakes() {
    assertThat(event("a\ud83eb\udd8ac\0d🦊", "").actor()).isEqualTo("a\ufffdb\ufffdc\ufffdd🦊");
    assertThat(event(null, "").actor()).isEmpty();
  }
}
