package org.gatehouse.dav;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.gatehouse.dav.LockHouse.EVE;
import static org.gatehouse.dav.LockHouse.JANE;
import static org.gatehouse.dav.LockHouse.OWNER;
import static org.gatehouse.dav.LockHouse.STRANGER;
import static org.gatehouse.dav.LockHouse.UNSAID;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.gatehouse.auth.Caller;
import org.gatehouse.command.CommandException;
import org.gatehouse.command.CommandException.Kind;
import org.gatehouse.scope.Settings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Locks of files (RFC 4918, sections 6, 7, 9.10 and 9.11). */
class LocksTest {

  private static final String FILE = "home/jane/notes/list.txt";
  private static final String NOTES = "home/jane/notes";
  private static final boolean EXCLUSIVE = true;
  private static final boolean SHARED = false;
  private static final boolean DEEP = true;
  private static final boolean ALONE = false;

  private LockHouse house;
  private Locks locks;

  @BeforeEach
  void open() throws Exception {
    house = new LockHouse();
    locks = house.locks;
  }

  @AfterEach
  void close() throws Exception {
    house.close();
  }

  private DavLock taken(Caller caller, String path, boolean exclusive, boolean deep) {
    return house.taken(caller, path, exclusive, deep);
  }

  private List<DavLock> inTheWay(Caller caller, String path, boolean exclusive, boolean deep) {
    return catchThrowableOfType(
            LockedException.class, () -> locks.take(caller, path, exclusive, deep, "", UNSAID))
        .locks();
  }

  @Test
  void aLockIsSeenAsItWasTaken() throws Exception {
    String owner = "<D:href xmlns:D='DAV:'>mailto:jané@example.test</D:href>";
    DavLock lock =
        locks.take(JANE, FILE, EXCLUSIVE, ALONE, owner, Optional.of(Duration.ofMinutes(5)));

    assertThat(lock)
        .isEqualTo(
            new DavLock(
                lock.token(), FILE, EXCLUSIVE, ALONE, owner, "jane", Duration.ofMinutes(5)));
    assertThat(UUID.fromString(lock.token().substring("urn:uuid:".length())).version())
        .isEqualTo(4);
    assertThat(locks.on(12, FILE)).containsExactly(lock);
    assertThat(locks.on(13, FILE)).isEmpty();
  }

  @Test
  void aLockOfACollectionHoldsForWhatIsInItOnlyWhenItIsDeep() {
    DavLock alone = taken(JANE, NOTES, SHARED, ALONE);
    DavLock deep = taken(JANE, NOTES, SHARED, DEEP);

    assertThat(locks.on(12, NOTES)).containsExactlyInAnyOrder(alone, deep);
    assertThat(locks.on(12, FILE)).containsExactly(deep);
    assertThat(locks.on(12, "home/jane")).isEmpty();
    assertThat(locks.on(12, "home/jane/notes2")).isEmpty();
  }

  @Test
  void aDeepLockOfTheRootHoldsForAll() {
    DavLock root = taken(OWNER, "", EXCLUSIVE, DEEP);

    assertThat(locks.on(12, "")).containsExactly(root);
    assertThat(locks.on(12, "etc")).containsExactly(root);
    assertThat(locks.on(12, FILE)).containsExactly(root);
    assertThat(locks.within(12, FILE)).containsExactly(root);
    assertThat(locks.onMembers(12, "")).containsExactly(root);
  }

  @Test
  void theLocksOnMembersAreThoseOfTheCollectionAndOfEachDirectMember() {
    DavLock home = taken(OWNER, "home", SHARED, DEEP);
    DavLock collection = taken(JANE, NOTES, SHARED, ALONE);
    DavLock member = taken(JANE, FILE, SHARED, ALONE);
    taken(JANE, NOTES + "/old/list.txt", SHARED, ALONE);
    taken(JANE, "home/jane", SHARED, ALONE);

    assertThat(locks.onMembers(12, NOTES)).containsExactlyInAnyOrder(home, collection, member);
  }

  @Test
  void theLocksWithinATreeAreThoseInItAndDeepOnesAboveIt() {
    DavLock home = taken(OWNER, "home", SHARED, DEEP);
    DavLock collection = taken(JANE, NOTES, SHARED, ALONE);
    DavLock far = taken(JANE, NOTES + "/a/b/c", SHARED, ALONE);
    taken(JANE, "home/jane", SHARED, ALONE);
    taken(JANE, "home/jane/notes0", SHARED, ALONE);
    taken(JANE, "home/jane/notes.txt", SHARED, ALONE);

    assertThat(locks.within(12, NOTES)).containsExactlyInAnyOrder(home, collection, far);
    assertThat(locks.within(12, "")).hasSize(6);
  }

  @ParameterizedTest
  @CsvSource({
    "true,  true,  true",
    "true,  false, true",
    "false, true,  true",
    "false, false, false",
  })
  void anExclusiveLockIsInTheWayOfAllAndASharedOneOfExclusiveOnes(
      boolean there, boolean asked, boolean refused) {
    DavLock first = taken(JANE, FILE, there, ALONE);

    if (refused) {
      assertThat(inTheWay(EVE, FILE, asked, ALONE)).containsExactly(first);
      assertThat(inTheWay(JANE, FILE, asked, ALONE)).containsExactly(first);
      assertThat(locks.on(12, FILE)).containsExactly(first);
    } else {
      DavLock second = taken(EVE, FILE, asked, ALONE);
      assertThat(locks.on(12, FILE)).containsExactlyInAnyOrder(first, second);
    }
  }

  @Test
  void aDeepLockIsInTheWayOfOnesBelowIt() {
    DavLock deep = taken(JANE, "home", EXCLUSIVE, DEEP);

    assertThat(inTheWay(EVE, FILE, SHARED, ALONE)).containsExactly(deep);
    assertThat(inTheWay(EVE, NOTES, EXCLUSIVE, DEEP)).containsExactly(deep);
    assertThat(taken(EVE, "", EXCLUSIVE, ALONE)).isNotNull();
  }

  @Test
  void locksBelowAreInTheWayOfADeepOneAlone() {
    DavLock shared = taken(JANE, NOTES + "/a", SHARED, ALONE);
    DavLock exclusive = taken(JANE, NOTES + "/b/c", EXCLUSIVE, ALONE);

    assertThat(inTheWay(EVE, "home", EXCLUSIVE, DEEP)).containsExactly(shared, exclusive);
    assertThat(inTheWay(EVE, "home", SHARED, DEEP)).containsExactly(exclusive);
    assertThat(inTheWay(EVE, "", SHARED, DEEP)).containsExactly(exclusive);
    assertThat(taken(EVE, "home", EXCLUSIVE, ALONE)).isNotNull();
    assertThat(taken(STRANGER, "home", EXCLUSIVE, DEEP)).isNotNull();
  }

  @Test
  void ofVeryManyInTheWaySomeAreTold() {
    for (int i = 0; i <= Locks.MOST_CONFLICTS; i++) {
      taken(JANE, NOTES + "/" + i, SHARED, ALONE);
    }

    assertThat(inTheWay(EVE, "", EXCLUSIVE, DEEP)).hasSize(Locks.MOST_CONFLICTS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "home/jane/Notes",
        "home/jane/notes ",
        "home/jane/ notes",
        "home/jane/note%",
        "home/jane/note_",
        "home/jane/notes\u00e9",
        "home/jane/notese\u0301",
        "home/jane/notes\\",
        "home/jane/notes\u0000",
        "home/jane/note\u017f",
        "home/jane/notes\ud83d\ude00",
        "home/jane/notes'; drop table dav_lock; --",
      })
  void pathsAreTheSameWhenTheirBytesAre(String other) {
    DavLock lock = taken(JANE, NOTES, EXCLUSIVE, DEEP);
    DavLock second = taken(EVE, other, EXCLUSIVE, DEEP);
    DavLock below = taken(OWNER, NOTES + "0", EXCLUSIVE, DEEP);

    assertThat(second.path()).isEqualTo(other);
    assertThat(locks.on(12, other + "/x")).containsExactly(second);
    assertThat(locks.within(12, other)).containsExactly(second);
    assertThat(locks.on(12, NOTES)).containsExactly(lock);
    assertThat(locks.within(12, NOTES)).containsExactly(lock);

    locks.gone(12, other);
    assertThat(locks.within(12, "")).containsExactlyInAnyOrder(lock, below);
  }

  @Test
  void longPathsAreToldApartToTheirLastByte() {
    String name = "é".repeat(127);
    String collection = String.join("/", java.util.Collections.nCopies(15, name));
    String path = collection + "/" + "x".repeat(4_096 - 15 * 255);
    assertThat(path.getBytes(java.nio.charset.StandardCharsets.UTF_8)).hasSize(4_096);
    DavLock lock = taken(JANE, path, EXCLUSIVE, ALONE);
    DavLock sibling = taken(EVE, path.substring(0, path.length() - 1), EXCLUSIVE, ALONE);
    DavLock above = taken(EVE, collection, EXCLUSIVE, ALONE);

    assertThat(locks.on(12, path)).containsExactly(lock);
    assertThat(locks.onMembers(12, collection)).containsExactlyInAnyOrder(above, lock, sibling);
    assertThat(locks.within(12, name)).containsExactlyInAnyOrder(above, lock, sibling);
    assertThat(inTheWay(OWNER, name, SHARED, DEEP)).hasSize(3);
    assertThatThrownBy(() -> locks.on(12, path + "x"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("4096");
  }

  @Test
  void whatIsNoUnicodeIsNoPath() {
    assertThatThrownBy(() -> locks.on(12, "home/\ud800"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aTimeThatIsAskedForIsGrantedWithinBounds() throws Exception {
    house.configuration.with(Settings.DAV_LOCK_TIMEOUT, "7m").with(Settings.DAV_LONGEST_LOCK, "2h");

    assertThat(granted(UNSAID)).isEqualTo(Duration.ofMinutes(7));
    assertThat(granted(Optional.of(Duration.ofMinutes(1)))).isEqualTo(Duration.ofMinutes(1));
    assertThat(granted(Optional.of(Locks.INFINITE))).isEqualTo(Duration.ofHours(2));
    assertThat(granted(Optional.of(Duration.ofDays(1)))).isEqualTo(Duration.ofHours(2));
    assertThat(granted(Optional.of(Duration.ZERO))).isEqualTo(Duration.ofSeconds(1));

    house.configuration.with(Settings.DAV_LONGEST_LOCK, "1m");
    assertThat(granted(UNSAID)).isEqualTo(Duration.ofMinutes(1));
  }

  private Duration granted(Optional<Duration> asked) throws Exception {
    return locks.take(JANE, FILE, SHARED, ALONE, "", asked).remaining();
  }

  @Test
  void aLockThatIsOverIsAsIfItHadNeverBeen() throws Exception {
    DavLock lock = taken(JANE, FILE, EXCLUSIVE, ALONE);
    house.pass(lock.remaining().minusMillis(1));
    assertThat(locks.on(12, FILE))
        .singleElement()
        .satisfies(seen -> assertThat(seen.remaining()).isEqualTo(Duration.ofMillis(1)));
    assertThat(inTheWay(EVE, FILE, SHARED, ALONE)).hasSize(1);

    house.pass(Duration.ofMillis(1));

    assertThat(locks.on(12, FILE)).isEmpty();
    assertThat(locks.onMembers(12, NOTES)).isEmpty();
    assertThat(locks.within(12, "")).isEmpty();
    assertThat(locks.refresh(JANE, FILE, lock.token(), UNSAID)).isEmpty();
    assertThat(locks.release(JANE, FILE, lock.token())).isFalse();
    DavLock next = taken(EVE, "home", EXCLUSIVE, DEEP);
    locks.sweep();
    assertThat(locks.on(12, FILE)).containsExactly(next);
    assertThat(rows()).isEqualTo(1);
  }

  private int rows() {
    return house.database.apart(
        connection -> {
          try (var select = connection.prepareStatement("select count(*) from dav_lock");
              var row = select.executeQuery()) {
            row.next();
            return row.getInt(1);
          }
        });
  }

  @Test
  void refreshingHasItBeginAnew() {
    DavLock lock = taken(JANE, NOTES, EXCLUSIVE, DEEP);
    house.pass(Duration.ofMinutes(9));

    assertThat(locks.refresh(JANE, FILE, lock.token(), UNSAID)).contains(lock);
    house.pass(Duration.ofMinutes(9));
    assertThat(locks.refresh(JANE, NOTES, lock.token(), Optional.of(Duration.ofHours(1))))
        .hasValueSatisfying(seen -> assertThat(seen.remaining()).isEqualTo(Duration.ofHours(1)));
    house.pass(Duration.ofMinutes(59));
    assertThat(locks.on(12, FILE)).hasSize(1);
  }

  @Test
  void onlyItsTakerRefreshesOrReleasesALockAndOnlyWhereItHolds() {
    DavLock lock = taken(JANE, NOTES, EXCLUSIVE, ALONE);
    DavLock other = taken(STRANGER, NOTES, EXCLUSIVE, DEEP);

    for (Caller caller : List.of(EVE, OWNER, STRANGER)) {
      assertThat(locks.refresh(caller, NOTES, lock.token(), UNSAID)).isEmpty();
      assertThat(locks.release(caller, NOTES, lock.token())).isFalse();
    }
    for (String path : List.of(FILE, "home/jane", "", "elsewhere")) {
      assertThat(locks.refresh(JANE, path, lock.token(), UNSAID)).isEmpty();
      assertThat(locks.release(JANE, path, lock.token())).isFalse();
    }
    assertThat(locks.on(12, NOTES)).containsExactly(lock);
    assertThat(locks.on(13, FILE)).containsExactly(other);
    assertThat(locks.release(JANE, NOTES, lock.token())).isTrue();
    assertThat(locks.release(JANE, NOTES, lock.token())).isFalse();
    assertThat(locks.on(12, NOTES)).isEmpty();
  }

  @Test
  void aDeepLockIsReleasedByAnyPathItHoldsFor() {
    DavLock lock = taken(JANE, "home/jane", EXCLUSIVE, DEEP);

    assertThat(locks.release(JANE, FILE, lock.token())).isTrue();
    assertThat(locks.on(12, "home/jane")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "urn:uuid:",
        "opaquelocktoken:00000000-0000-4000-8000-000000000000",
        "urn:uuid:00000000-0000-4000-8000-000000000000",
        "urn:uuid:%",
        "urn:uuid:' or ''=''                        ",
      })
  void whatIsNoTokenIsNobodys(String token) {
    taken(JANE, FILE, EXCLUSIVE, ALONE);

    assertThat(locks.refresh(JANE, FILE, token, UNSAID)).isEmpty();
    assertThat(locks.release(JANE, FILE, token)).isFalse();
    assertThat(locks.on(12, FILE)).hasSize(1);
  }

  @Test
  void anAccountHasSoManyLocksAndNotOneMore() throws Exception {
    house.configuration.with(Settings.DAV_LOCKS, "3");
    DavLock first = taken(JANE, "1", EXCLUSIVE, ALONE);
    taken(JANE, "2", SHARED, ALONE);
    taken(JANE, "3", EXCLUSIVE, DEEP);

    assertThatThrownBy(() -> locks.take(JANE, "4", SHARED, ALONE, "", UNSAID))
        .isInstanceOf(TooManyLocksException.class)
        .hasMessageContaining("3 locks");
    assertThat(locks.on(12, "4")).isEmpty();
    taken(EVE, "4", EXCLUSIVE, ALONE);
    taken(STRANGER, "4", EXCLUSIVE, ALONE);

    locks.release(JANE, "1", first.token());
    taken(JANE, "1", EXCLUSIVE, ALONE);
    house.pass(Duration.ofMinutes(10));
    for (int i = 0; i < 3; i++) {
      taken(JANE, "new" + i, EXCLUSIVE, ALONE);
    }
  }

  @Test
  void whatATakerWritesAboutThemselvesIsBounded() {
    assertThatCode(() -> locks.take(JANE, "1", SHARED, ALONE, "é".repeat(1_024), UNSAID))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> locks.take(JANE, "1", SHARED, ALONE, "é".repeat(1_024) + "x", UNSAID))
        .isInstanceOf(CommandException.class)
        .extracting(e -> ((CommandException) e).kind())
        .isEqualTo(Kind.ARGUMENT);
  }

  @Test
  void whatIsGoneTakesTheLocksInItAlong() {
    DavLock above = taken(OWNER, "home", SHARED, DEEP);
    taken(JANE, NOTES, SHARED, DEEP);
    taken(EVE, FILE, SHARED, ALONE);
    DavLock beside = taken(EVE, NOTES + ".txt", SHARED, ALONE);
    DavLock elsewhere = taken(STRANGER, NOTES, SHARED, ALONE);

    locks.gone(12, NOTES);

    assertThat(locks.within(12, "")).containsExactlyInAnyOrder(above, beside);
    assertThat(locks.within(13, "")).containsExactly(elsewhere);
    locks.gone(12, "");
    assertThat(locks.within(12, "")).isEmpty();
  }

  @Test
  void theLocksOfAnAccountGoWithIt() {
    taken(JANE, "1", SHARED, ALONE);
    DavLock other = taken(EVE, "1", SHARED, ALONE);
    DavLock same = taken(STRANGER, "1", SHARED, ALONE);

    assertThat(locks.deleteOf(12, "jane")).isEqualTo(1);
    assertThat(locks.on(12, "1")).containsExactly(other);
    assertThat(locks.on(13, "1")).containsExactly(same);
  }

  @Test
  void aSiteThatWasDeletedHasNoLocksAnyMore() throws Exception {
    taken(JANE, "1", SHARED, ALONE);
    house.tables.run("delete from site where id = 12");

    assertThat(locks.on(12, "1")).isEmpty();
    assertThatThrownBy(() -> locks.take(JANE, "1", SHARED, ALONE, "", UNSAID))
        .isInstanceOf(CommandException.class)
        .extracting(e -> ((CommandException) e).kind())
        .isEqualTo(Kind.NOT_FOUND);
  }

  @Test
  void ofManyWhoTakeConflictingLocksAtOnceOneGetsIts() throws Exception {
    for (int round = 0; round < 20; round++) {
      List<Boolean> taken = new ArrayList<>();
      List<Callable<Boolean>> takers = new ArrayList<>();
      String top = "round" + round;
      for (String path : List.of(top, top + "/a", top, top + "/a/b", top + "/a", top)) {
        takers.add(() -> tried(path));
      }
      for (Future<Boolean> future : atOnce(takers)) {
        taken.add(future.get());
      }

      // A deep one at the top is in the way of all, and all are in its way.
      List<DavLock> left = locks.within(12, top);
      assertThat(taken).filteredOn(got -> got).hasSize(1);
      assertThat(left).hasSize(1);
    }
  }

  private boolean tried(String path) throws TooManyLocksException {
    try {
      locks.take(EVE, path, EXCLUSIVE, DEEP, "", UNSAID);
      return true;
    } catch (LockedException e) {
      return false;
    }
  }

  @Test
  void ofManyWhoTakeTheirLastLockAtOnceOneGetsIt() throws Exception {
    house.configuration.with(Settings.DAV_LOCKS, "1");
    List<Callable<Boolean>> takers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      String path = "file" + i;
      takers.add(
          () -> {
            try {
              return tried(path);
            } catch (TooManyLocksException e) {
              return false;
            }
          });
    }
    atOnce(takers);

    assertThat(locks.within(12, "")).hasSize(1);
  }

  private static <T> List<Future<T>> atOnce(List<Callable<T>> deeds) throws InterruptedException {
    CountDownLatch ready = new CountDownLatch(deeds.size());
    try (ExecutorService threads = Executors.newFixedThreadPool(deeds.size())) {
      return threads.invokeAll(
          deeds.stream()
              .map(
                  deed ->
                      (Callable<T>)
                          () -> {
                            ready.countDown();
                            ready.await();
                            return deed.call();
                          })
              .toList());
    }
  }
}
