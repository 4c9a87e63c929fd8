package org.gatehouse.dav;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gatehouse.dav.LockHouse.EVE;
import static org.gatehouse.dav.LockHouse.JANE;
import static org.gatehouse.dav.LockHouse.UNSAID;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;
import org.gatehouse.auth.Caller;

/** What SQL says of locks is what a plain list says of them, whatever the paths. */
class LocksPropertyTest {

  private LockHouse house;

  @BeforeProperty
  void open() throws SQLException {
    house = new LockHouse();
  }

  @AfterProperty
  void close() throws SQLException {
    house.close();
  }

  /** A lock that somebody wants. */
  record Wish(Caller caller, String path, boolean exclusive, boolean deep) {

    boolean against(DavLock lock) {
      return (exclusive || lock.exclusive())
          && (holdsFor(lock, path) || deep && below(lock.path(), path));
    }
  }

  private static boolean below(String path, String collection) {
    return !path.equals(collection) && (collection.isEmpty() || path.startsWith(collection + "/"));
  }

  private static boolean holdsFor(DavLock lock, String path) {
    return lock.path().equals(path) || lock.deep() && below(path, lock.path());
  }

  private static boolean memberOf(String path, String collection) {
    return below(path, collection)
        && path.indexOf('/', collection.isEmpty() ? 0 : collection.length() + 1) < 0;
  }

  /** Names that sort before and after a slash, mean something to SQL, or are long. */
  @Provide
  Arbitrary<String> paths() {
    return Arbitraries.of(
            "a", "a ", "A", "a.", "a0", "%", "_", "\\", "\u00e9", "e\u0301", "x".repeat(120))
        .list()
        .ofMaxSize(4)
        .map(names -> String.join("/", names));
  }

  @Provide
  Arbitrary<List<Wish>> wishes() {
    return Combinators.combine(
            Arbitraries.of(JANE, EVE),
            paths(),
            Arbitraries.of(true, false),
            Arbitraries.of(true, false))
        .as(Wish::new)
        .list()
        .ofMaxSize(12);
  }

  @Property(tries = 400)
  void theyAgree(
      @ForAll("wishes") List<Wish> wishes,
      @ForAll("paths") String asked,
      @ForAll("paths") String gone)
      throws Exception {
    house.locks.gone(12, "");
    List<DavLock> taken = new ArrayList<>();
    for (Wish wish : wishes) {
      List<DavLock> inTheWay = taken.stream().filter(wish::against).toList();
      try {
        DavLock lock =
            house.locks.take(wish.caller, wish.path, wish.exclusive, wish.deep, "", UNSAID);
        assertThat(inTheWay).isEmpty();
        taken.add(lock);
      } catch (LockedException e) {
        assertThat(e.locks()).containsExactlyInAnyOrderElementsOf(inTheWay);
      }
    }
    theyAgreeAbout(asked, taken);

    house.locks.gone(12, gone);
    taken.removeIf(lock -> lock.path().equals(gone) || below(lock.path(), gone));
    theyAgreeAbout(asked, taken);
    theyAgreeAbout("", taken);
  }

  private void theyAgreeAbout(String path, List<DavLock> taken) {
    Predicate<DavLock> holds = lock -> holdsFor(lock, path);
    assertThat(house.locks.on(12, path)).containsExactlyInAnyOrderElementsOf(those(taken, holds));
    assertThat(house.locks.onMembers(12, path))
        .containsExactlyInAnyOrderElementsOf(
            those(taken, holds.or(lock -> memberOf(lock.path(), path))));
    assertThat(house.locks.within(12, path))
        .containsExactlyInAnyOrderElementsOf(
            those(taken, holds.or(lock -> below(lock.path(), path))));
  }

  private static List<DavLock> those(List<DavLock> locks, Predicate<DavLock> which) {
    return locks.stream().filter(which).toList();
  }
}
