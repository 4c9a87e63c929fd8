package org.gatehouse.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class UploadPaceTest {

  private static final int SLOWEST = 1000;
  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final int WINDOW = (int) UploadPace.WINDOW.toSeconds();

  private final UploadPace pace = new UploadPace(SLOWEST);

  private boolean keepsUp(int seconds, int bytesASecond) {
    boolean keptUp = true;
    for (int second = 0; second < seconds && keptUp; second++) {
      keptUp = pace.keptUp(SECOND, bytesASecond);
    }
    return keptUp;
  }

  @Test
  void aBodyOfExactlyTheSlowestPaceIsNeverCutHoweverLong() {
    assertThat(keepsUp(1_000_000, SLOWEST)).isTrue();
  }

  @Test
  void aSlowerOneIsCutWhenTheFirstHalfMinuteIsOver() {
    assertThat(keepsUp(WINDOW - 1, SLOWEST - 1)).isTrue();
    assertThat(pace.keptUp(SECOND, SLOWEST - 1)).isFalse();
  }

  @Test
  void whatCameFastBeforeDoesNotExcuseWhatComesSlowlyNow() {
    assertThat(pace.keptUp(WINDOW * SECOND, Integer.MAX_VALUE)).isTrue();

    assertThat(keepsUp(WINDOW, SLOWEST - 1)).isFalse();
  }

  @Test
  void aPauseWithinAHalfMinuteIsMadeUpForByItsRest() {
    assertThat(pace.keptUp((WINDOW - 1) * SECOND, 1)).isTrue();
    assertThat(pace.keptUp(SECOND, WINDOW * SLOWEST)).isTrue();
  }

  @Test
  void whatTheReaderDoesOtherwiseDoesNotCount() {
    for (int piece = 0; piece < 1_000_000; piece++) {
      assertThat(pace.keptUp(0, 1)).isTrue();
    }
  }

  @Test
  void withoutASlowestPaceNothingIsCut() {
    assertThat(new UploadPace(0).keptUp(Long.MAX_VALUE, 1)).isTrue();
  }

  @Test
  void noPaceAndNoTimeAreTooLargeToBeMultiplied() {
    assertThat(new UploadPace(100_000_000).keptUp(Long.MAX_VALUE, Integer.MAX_VALUE)).isFalse();
  }
}
