package org.gatehouse.dav;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gatehouse.dav.FilesHouse.NO_CONDITION;
import static org.gatehouse.dav.FilesHouse.lock;
import static org.gatehouse.dav.FilesHouse.makeCollections;
import static org.gatehouse.dav.FilesHouse.put;
import static org.gatehouse.dav.LockHouse.JANE;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of locks when a part of a collection has to stay (RFC 4918, section 9.6.1). */
class PartialRemovalTest {

  private static final boolean EXCLUSIVE = true;
  private static final boolean SHARED = false;
  private static final boolean DEEP = true;
  private static final boolean ALONE = false;

  @TempDir Path data;
  private FilesHouse house;
  private AccountFiles files;

  @BeforeEach
  void aCollection() throws Exception {
    house = new FilesHouse(data);
    files = house.open(JANE);
    makeCollections(files, "d", "d/gone", "d/gone/deep", "d/part");
    for (String file : new String[] {"d/file", "d/gone/deep/file", "d/part/stays", "d/part/goes"}) {
      put(files, file, "x");
    }
  }

  @AfterEach
  void close() throws Exception {
    files.close();
    house.close();
  }

  @Test
  void theLocksOfMembersThatAreGoneEndAndTheOthersGoOn() throws Exception {
    DavLock stays = lock(files, "d/part/stays", EXCLUSIVE, ALONE);
    DavLock part = lock(files, "d/part", SHARED, ALONE);
    DavLock collection = lock(files, "d", SHARED, ALONE);
    Set<String> submitted =
        Set.of(
            part.token(),
            collection.token(),
            lock(files, "d/file", EXCLUSIVE, ALONE).token(),
            lock(files, "d/gone", SHARED, DEEP).token(),
            lock(files, "d/gone/deep/file", SHARED, ALONE).token(),
            lock(files, "d/part/goes", SHARED, ALONE).token());
    // Another of the same file, which the first one opens.
    lock(files, "d/part/goes", SHARED, ALONE);

    assertThat(files.remove("d", NO_CONDITION, submitted).stayed())
        .isEqualTo(Map.of("d/part/stays", FileRefusal.Reason.LOCKED));

    assertThat(house.home("jane").resolve("d/part").toFile().list()).containsExactly("stays");
    assertThat(house.home("jane").resolve("d").toFile().list()).containsExactly("part");
    assertThat(house.locks.locks.within(12, ""))
        .extracting(DavLock::token)
        .containsExactlyInAnyOrder(stays.token(), part.token(), collection.token());
  }

  @Test
  void whatIsMadeAnewWhereALockEndedIsNotLocked() throws Exception {
    lock(files, "d/part/stays", EXCLUSIVE, ALONE);
    Set<String> submitted = Set.of(lock(files, "d/file", EXCLUSIVE, ALONE).token());
    files.remove("d", NO_CONDITION, submitted);

    put(files, "d/file", "new");

    assertThat(house.home("jane").resolve("d/file")).hasContent("new");
  }
}
