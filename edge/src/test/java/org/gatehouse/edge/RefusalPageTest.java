package org.gatehouse.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RefusalPageTest {

  @ParameterizedTest
  @ValueSource(strings = {"style", "script"})
  void itsPolicyAllowsWhatStandsInItAndNothingElse(String element) throws Exception {
    Matcher text =
        Pattern.compile("(?s)<" + element + ">(.*)</" + element + ">")
            .matcher(RefusalPage.of(429, "too many failed attempts", 60));

    assertThat(text.find()).isTrue();
    byte[] hash =
        MessageDigest.getInstance("SHA-256").digest(text.group(1).getBytes(StandardCharsets.UTF_8));
    assertThat(RefusalPage.POLICY)
        .contains(element + "-src 'sha256-" + Base64.getEncoder().encodeToString(hash) + "'")
        .contains("default-src 'none'")
        .doesNotContain("unsafe");
  }

  @Test
  void itCountsDownToTheTimeWhenItIsWorthToTryAgain() {
    assertThat(RefusalPage.of(429, "too many failed attempts", 61))
        .contains("data-seconds=\"61\"")
        .contains("<noscript><meta http-equiv=\"refresh\" content=\"61\"></noscript>");
  }

  @Test
  void whoReadsItIsNotAskedAgainEachSecond() {
    assertThat(RefusalPage.of(503, "Gatehouse cannot answer this now", 1))
        .contains("data-seconds=\"5\"");
  }

  @Test
  void itCountsNothingDownWhereThatIsNotKnown() {
    assertThat(RefusalPage.of(403, "forbidden", 0))
        .doesNotContain("id=\"left\"")
        .doesNotContain("refresh");
  }

  @Test
  void aReasonIsTextAndNoMarkup() {
    assertThat(RefusalPage.of(400, "a <b> & c", 0)).contains("A &lt;b&gt; &amp; c.");
  }
}
