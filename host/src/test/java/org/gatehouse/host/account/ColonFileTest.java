package org.gatehouse.host.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ColonFileTest {
  @Property
  void whatIsReadIsWrittenByteForByte(@ForAll byte[] content) {
    assertThat(ColonFile.of(content).bytes()).isEqualTo(content);
  }

  @Property
  void addingALineAndTakingItAwayChangesNothingElse(@ForAll byte[] content) {
    ColonFile file = ColonFile.of(content).without("demo");

    byte[] unchanged = file.with("demo:x").without("demo").bytes();

    // but for the last newline, which a new line needs
    assertThat(ColonFile.of(unchanged).with("a")).isEqualTo(file.with("a"));
  }

  @Test
  void theFirstLineOfANameCounts() {
    ColonFile file = file("demo:1\nother:2\ndemo:3\n");

    assertThat(file.line("demo")).contains("demo:1");
    assertThat(file.firstLines()).containsEntry("demo", "demo:1").hasSize(2);
    assertThat(text(file.withReplaced("demo", "demo:4"))).isEqualTo("demo:4\nother:2\ndemo:3\n");
  }

  @Test
  void removingANameLeavesNoneOfItsLinesToCountInstead() {
    assertThat(text(file("demo:1\n# a note\ndemo\n demo:2\nother:3").without("demo")))
        .isEqualTo("# a note\nother:3");
  }

  @Test
  void aNameIsNeverPartOfAnother() {
    ColonFile file = file("demo2:1\nxdemo:2\n:demo:\n\n#demo:3\n");

    assertThat(file.line("demo")).isEmpty();
    assertThat(file.without("demo")).isEqualTo(file);
  }

  @Test
  void aMissingLastNewlineIsAddedOnlyBeforeANewLine() {
    assertThat(text(file("a:1").with("b:2"))).isEqualTo("a:1\nb:2\n");
    assertThat(text(file("a:1").without("b"))).isEqualTo("a:1");
  }

  private static ColonFile file(String text) {
    return ColonFile.of(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String text(ColonFile file) {
    return new String(file.bytes(), StandardCharsets.ISO_8859_1);
  }
}
