package org.gatehouse.dav;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.gatehouse.dav.FilesHouse.NO_CONDITION;
import static org.gatehouse.dav.FilesHouse.NO_TOKENS;
import static org.gatehouse.dav.FilesHouse.content;
import static org.gatehouse.dav.FilesHouse.makeCollections;
import static org.gatehouse.dav.FilesHouse.put;
import static org.gatehouse.dav.LockHouse.JANE;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a site may store (507 beyond it). */
class RoomTest {

  private static final int UNKNOWN = -1;

  @TempDir Path data;
  private FilesHouse house;
  private AccountFiles files;

  @BeforeEach
  void aFile() throws Exception {
    house = new FilesHouse(data);
    files = house.open(JANE);
    makeCollections(files, "d");
    put(files, "f", "old");
  }

  @AfterEach
  void close() throws Exception {
    files.close();
    house.close();
  }

  private void assertNoRoom(ThrowingCallable deed) {
    FileRefusal refusal = catchThrowableOfType(FileRefusal.class, deed);
    assertThat(refusal).as("a refusal").isNotNull();
    assertThat(refusal.reason()).isEqualTo(FileRefusal.Reason.NO_SPACE);
    assertThat(house.home("jane").resolve("f")).hasContent("old");
    assertThat(house.home("jane").resolve("new")).doesNotExist();
    assertThat(house.home("jane").resolve(".gatehouse-staging")).isEmptyDirectory();
  }

  @Test
  void anUploadThatSaysItIsLargerThanWhatIsLeftIsRefusedBeforeItComes() throws Exception {
    house.room(1_000, 1_010);

    assertNoRoom(
        () ->
            files.write(
                "f",
                11,
                target -> {
                  throw new AssertionError("nothing is to be read");
                },
                NO_CONDITION,
                NO_TOKENS));
    put(files, "f", "0123456789");
    assertThat(house.home("jane").resolve("f")).hasContent("0123456789");
  }

  @Test
  void anUploadThatDoesNotSayHowLongItIsMayBeAsLongAsWhatIsLeft() throws Exception {
    house.room(1_000, 1_010);

    for (String path : new String[] {"f", "new"}) {
      AtomicInteger written = new AtomicInteger();
      assertNoRoom(
          () ->
              files.write(
                  path,
                  UNKNOWN,
                  target -> {
                    target.write(new byte[6]);
                    written.addAndGet(6);
                    target.write(new byte[4]);
                    written.addAndGet(4);
                    target.write('x');
                    written.incrementAndGet();
                  },
                  NO_CONDITION,
                  NO_TOKENS));
      assertThat(written).hasValue(10);
    }
    files.write("f", UNKNOWN, content("0123456789"), NO_CONDITION, NO_TOKENS);
    assertThat(house.home("jane").resolve("f")).hasContent("0123456789");
  }

  @Test
  void whereNothingIsLeftNotEvenAnEmptyFileOrACopyIsMade() throws Exception {
    for (int stored : new int[] {1_000, 1_001}) {
      house.room(stored, 1_000);

      assertThat(files.quota().available()).isZero();
      assertNoRoom(() -> put(files, "new", ""));
      assertNoRoom(() -> files.write("f", UNKNOWN, content(""), NO_CONDITION, NO_TOKENS));
      assertNoRoom(() -> files.copy("f", "new", true, true, NO_CONDITION, NO_TOKENS));
      assertNoRoom(() -> files.copy("d", "new", true, true, NO_CONDITION, NO_TOKENS));
    }
    files.move("d", "moved", true, NO_CONDITION, NO_TOKENS);
    files.remove("f", NO_CONDITION, NO_TOKENS);
    assertThat(house.home("jane").resolve("f")).doesNotExist();
  }
}
