package org.gatehouse.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Optional;
import org.gatehouse.command.Delivery;
import org.gatehouse.command.Delivery.Fate;
import org.gatehouse.edge.SocketTable.Entry;
import org.gatehouse.edge.SocketTable.State;
import org.junit.jupiter.api.Test;

/** What a connection tells of the answer that was written to it. */
class SentAnswerTest {

  private Optional<Entry> entry = Optional.empty();
  private Runnable later = () -> {};

  private SentAnswer answer(boolean closedAfter) {
    return new SentAnswer(
        () -> entry, () -> later.run(), closedAfter, false, new Delivery(() -> false));
  }

  private void kernelSays(State state, long unacknowledged) {
    entry = Optional.of(new Entry(state, unacknowledged));
  }

  private void kernelHasItNoMore() {
    entry = Optional.empty();
  }

  @Test
  void whatIsNotAcknowledgedIsOnItsWay() {
    SentAnswer answer = answer(false);
    kernelSays(State.ESTABLISHED, 1);
    assertThat(answer.fate()).isEqualTo(Fate.ON_ITS_WAY);

    kernelSays(State.ESTABLISHED, 0);
    assertThat(answer.fate()).isEqualTo(Fate.DELIVERED);
  }

  @Test
  void aResetWhileThisEndIsOpenLosesIt() {
    SentAnswer answer = answer(false);
    kernelHasItNoMore();
    assertThat(answer.fate()).isEqualTo(Fate.LOST);

    SentAnswer other = answer(false);
    assertThat(other.closing()).as("is uncertain").isFalse();
    assertThat(other.fate()).isEqualTo(Fate.LOST);
  }

  @Test
  void aClientThatClosesWhenItHasAllHasReadIt() {
    SentAnswer answer = answer(false);
    kernelSays(State.CLOSE_WAIT, 0);

    assertThat(answer.closing()).as("is uncertain").isFalse();
    assertThat(answer.fate()).isEqualTo(Fate.DELIVERED);
  }

  @Test
  void oneThatSaysFirstThatItSendsNoMoreAndResetsThenHasNot() {
    SentAnswer answer = answer(false);
    kernelSays(State.CLOSE_WAIT, 0);
    later = this::kernelHasItNoMore;

    assertThat(answer.fate()).isEqualTo(Fate.LOST);
  }

  @Test
  void oneThatClosedBeforeItHadAllHasNot() {
    SentAnswer answer = answer(false);
    kernelSays(State.CLOSE_WAIT, 400);

    assertThat(answer.closing()).as("is uncertain").isFalse();
    assertThat(answer.fate()).isEqualTo(Fate.LOST);
  }

  @Test
  void oneThatKeptTheConnectionUntilThisEndTiredOfItHasReadIt() {
    SentAnswer answer = answer(false);
    kernelSays(State.ESTABLISHED, 0);

    assertThat(answer.closing()).as("is uncertain").isFalse();
  }

  @Test
  void afterThisEndClosedAnOrderlyEndTellsThatItWasRead() {
    SentAnswer answer = answer(true);
    kernelSays(State.ESTABLISHED, 0);
    assertThat(answer.closing()).as("is uncertain").isTrue();
    kernelSays(State.FIN_WAIT_2, 0);
    assertThat(answer.looksAgain()).as("is uncertain").isTrue();
    assertThat(answer.fate()).isEqualTo(Fate.DELIVERED);
    kernelSays(State.TIME_WAIT, 0);
    assertThat(answer.looksAgain()).as("is uncertain").isFalse();
  }

  @Test
  void andAResetThatItWasNot() {
    SentAnswer answer = answer(true);
    kernelSays(State.ESTABLISHED, 0);
    answer.closing();
    kernelSays(State.FIN_WAIT_2, 0);
    answer.looksAgain();
    kernelHasItNoMore();

    assertThat(answer.fate()).isEqualTo(Fate.LOST);
  }

  @Test
  void inTlsAResetAfterThisEndClosedTellsNothing() {
    SentAnswer answer =
        new SentAnswer(() -> entry, () -> later.run(), true, true, new Delivery(() -> false));
    kernelSays(State.ESTABLISHED, 0);
    answer.closing();
    kernelSays(State.FIN_WAIT_2, 0);
    answer.looksAgain();
    kernelHasItNoMore();

    assertThat(answer.fate()).isEqualTo(Fate.DELIVERED);
  }

  @Test
  void aClientThatClosesAtTheSameMomentHasReadIt() {
    SentAnswer answer = answer(true);
    kernelSays(State.ESTABLISHED, 0);
    answer.closing();
    kernelHasItNoMore();

    assertThat(answer.fate()).isEqualTo(Fate.DELIVERED);
  }

  @Test
  void theEndOfTheConnectionIsNoPartOfTheAnswer() {
    SentAnswer answer = answer(true);
    kernelSays(State.ESTABLISHED, 0);
    answer.closing();
    kernelSays(State.FIN_WAIT_1, 1);
    assertThat(answer.fate()).isEqualTo(Fate.DELIVERED);

    kernelSays(State.FIN_WAIT_1, 2);
    assertThat(answer.fate()).isEqualTo(Fate.ON_ITS_WAY);
  }

  @Test
  void whereTheKernelCannotBeAskedItIsDelivered() {
    SentAnswer answer =
        new SentAnswer(
            () -> {
              throw new IOException("no /proc here");
            },
            () -> later.run(),
            false,
            false,
            new Delivery(() -> false));

    assertThat(answer.fate()).isEqualTo(Fate.DELIVERED);
    assertThat(answer.closing()).as("is uncertain").isFalse();
  }
}
