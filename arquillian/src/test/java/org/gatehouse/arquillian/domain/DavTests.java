package org.gatehouse.arquillian.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.gatehouse.arquillian.domain.Domain.atOnce;
import static org.gatehouse.arquillian.domain.Domain.freshDomain;

import jakarta.enterprise.inject.spi.CDI;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.sql.DataSource;
import org.gatehouse.auth.Account;
import org.gatehouse.auth.AccountName;
import org.gatehouse.auth.Caller;
import org.gatehouse.auth.ClientAddress;
import org.gatehouse.auth.Gate;
import org.gatehouse.auth.Proof;
import org.gatehouse.auth.Role;
import org.gatehouse.dav.Access;
import org.gatehouse.dav.AccessModes;
import org.gatehouse.dav.DavLock;
import org.gatehouse.dav.LockedException;
import org.gatehouse.dav.Locks;
import org.gatehouse.dav.TooManyLocksException;
import org.junit.jupiter.api.Test;

/** What of the DAV gate is kept in SQL, on a real database. */
interface DavTests {

  Domain domain();

  private static Locks locks() {
    return CDI.current().select(Locks.class).get();
  }

  private Caller freshOwner() {
    String site = freshDomain();
    return Domain.owner(site, domain().addSite(site, "a good password"));
  }

  private static int site(Caller caller) {
    return caller.account().siteId().orElseThrow();
  }

  private static Caller user(Caller owner, String name) {
    return new Caller(
        new Account(
            new AccountName(name, owner.account().name().domain()),
            Role.USER,
            owner.account().siteId()),
        Gate.DAV,
        ClientAddress.of("127.0.0.1"),
        new Proof.Socket());
  }

  /** The lock, unless others are in its way. */
  private static Optional<DavLock> tried(
      Caller caller, String path, boolean exclusive, boolean deep) {
    try {
      return Optional.of(locks().take(caller, path, exclusive, deep, "", Optional.empty()));
    } catch (LockedException e) {
      assertThat(e.locks()).isNotEmpty();
      return Optional.empty();
    } catch (TooManyLocksException e) {
      throw new AssertionError(e);
    }
  }

  private static DavLock taken(Caller caller, String path, boolean exclusive, boolean deep) {
    return tried(caller, path, exclusive, deep).orElseThrow();
  }

  private Object call(Caller caller, String function, Object... arguments) {
    return domain().commands().call(caller, "dav", function, List.of(arguments));
  }

  @Test
  default void aLockIsKeptAsItWasTakenAndHoldsUntilItIsReleased() throws Exception {
    Caller owner = freshOwner();
    String wrote = "<D:href>J\u00f6rg \ud83d\ude00</D:href>";
    DavLock lock = locks().take(owner, "home/owner", true, true, wrote, Optional.empty());

    assertThat(locks().on(site(owner), "home/owner/a/b"))
        .singleElement()
        .usingRecursiveComparison()
        .ignoringFields("remaining")
        .isEqualTo(lock);
    assertThat(locks().refresh(owner, "home/owner/a", lock.token(), Optional.of(Locks.INFINITE)))
        .hasValueSatisfying(
            refreshed -> assertThat(refreshed.remaining()).isGreaterThan(lock.remaining()));
    assertThat(locks().release(owner, "home/owner/a/b", lock.token())).isTrue();
    assertThat(locks().within(site(owner), "")).isEmpty();
  }

  @Test
  default void ofManyWhoTakeConflictingLocksAtOnceOneGetsIts() throws Exception {
    for (int round = 0; round < 10; round++) {
      Caller owner = freshOwner();
      AtomicInteger depth = new AtomicInteger();

      List<Optional<DavLock>> taken =
          atOnce(
              6,
              () -> {
                String path = "home" + "/a".repeat(depth.getAndIncrement() % 3);
                return tried(owner, path, true, true);
              });

      assertThat(taken).filteredOn(Optional::isPresent).hasSize(1);
      assertThat(locks().within(site(owner), "")).hasSize(1);
    }
  }

  @Test
  default void manySharedLocksAtOnceAreAllTakenAndEachWritesItsTurn() throws Exception {
    Caller owner = freshOwner();
    int site = site(owner);

    atOnce(8, () -> taken(owner, "home", false, true));

    assertThat(locks().on(site, "home/a")).hasSize(8);
    // A cluster notices who writes the same row, and nothing less.
    assertThat(count("select turns from dav_turn where site_id = " + site)).isEqualTo(8);
  }

  /** Names that collations take for the same, or that mean something to SQL. */
  List<String> NAMES =
      List.of(
          "a",
          "A",
          "a ",
          " a",
          "a.",
          "a0",
          "\u00e4",
          "a\u0308",
          "%",
          "_",
          "a%",
          "\\",
          "'",
          "\u00df",
          "ss",
          "\ud83d\ude00",
          "\ud83d\ude01",
          "\u0131",
          "x".repeat(250),
          "x".repeat(249));

  private static String path(Random random) {
    List<String> names = new ArrayList<>();
    for (int i = random.nextInt(5); i > 0; i--) {
      names.add(NAMES.get(random.nextInt(NAMES.size())));
    }
    return String.join("/", names);
  }

  private static boolean below(String path, String collection) {
    return !path.equals(collection) && (collection.isEmpty() || path.startsWith(collection + "/"));
  }

  private static Predicate<DavLock> holdsFor(String path) {
    return lock -> lock.path().equals(path) || lock.deep() && below(path, lock.path());
  }

  @Test
  default void whatSqlSaysOfLocksIsWhatAPlainListSaysWhateverThePaths() {
    Caller owner = freshOwner();
    int site = site(owner);
    Random random = new Random(7);
    List<DavLock> taken = new ArrayList<>();
    for (int i = 0; i < 150; i++) {
      String path = path(random);
      boolean exclusive = random.nextInt(4) > 0;
      boolean deep = random.nextInt(4) == 0 && !path.isEmpty();
      boolean free =
          taken.stream()
              .filter(holdsFor(path).or(lock -> deep && below(lock.path(), path)))
              .noneMatch(lock -> exclusive || lock.exclusive());
      Optional<DavLock> lock = tried(owner, path, exclusive, deep);
      assertThat(lock.isPresent()).as(path).isEqualTo(free);
      lock.ifPresent(taken::add);
    }
    assertThat(taken).hasSizeGreaterThan(50);

    for (int i = 0; i < 100; i++) {
      String path = path(random);
      assertTokens(locks().on(site, path), taken, holdsFor(path));
      assertTokens(
          locks().within(site, path), taken, holdsFor(path).or(lock -> below(lock.path(), path)));
      assertTokens(
          locks().onMembers(site, path),
          taken,
          holdsFor(path)
              .or(
                  lock ->
                      below(lock.path(), path)
                          && lock.path()
                                  .substring(path.isEmpty() ? 0 : path.length() + 1)
                                  .indexOf('/')
                              < 0));
    }

    locks().gone(site, "a");
    assertTokens(
        locks().within(site, ""),
        taken,
        lock -> !lock.path().equals("a") && !below(lock.path(), "a"));
  }

  private static void assertTokens(
      List<DavLock> told, List<DavLock> taken, Predicate<DavLock> which) {
    assertThat(told)
        .extracting(DavLock::token)
        .containsExactlyInAnyOrderElementsOf(
            taken.stream().filter(which).map(DavLock::token).toList());
  }

  @Test
  default void theLongestPathThereIsIsLocked() {
    Caller owner = freshOwner();
    String path =
        String.join("/", Collections.nCopies(256, "\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9"));
    assertThat(path).hasSize(2_047);
    DavLock lock = taken(owner, path + "/" + "x".repeat(256), false, false);
    DavLock above = taken(owner, path, false, true);

    assertThat(locks().onMembers(site(owner), path))
        .extracting(DavLock::token)
        .containsExactlyInAnyOrder(lock.token(), above.token());
    assertThat(locks().on(site(owner), lock.path())).hasSize(2);
  }

  @Test
  default void aLockThatIsOverIsNeverSeenAndIsSweptWithoutTheOthers() throws Exception {
    Caller owner = freshOwner();
    int site = site(owner);
    DavLock over = taken(owner, "home/a", true, true);
    DavLock inForce = taken(owner, "home/b", true, true);
    change("update dav_lock set expires_at = 1 where token = '" + over.token().substring(9) + "'");

    assertThat(locks().on(site, "home/a")).isEmpty();
    assertThat(locks().refresh(owner, "home/a", over.token(), Optional.empty())).isEmpty();
    locks().sweep();

    assertThat(count("select count(*) from dav_lock where site_id = " + site)).isEqualTo(1);
    assertThat(locks().on(site, "home/b"))
        .extracting(DavLock::token)
        .containsExactly(inForce.token());
  }

  @Test
  default void anAccountHasSoManyLocksAndNotOneMoreHoweverManyAskAtOnce() throws Exception {
    Caller owner = freshOwner();
    domain()
        .commands()
        .call(Domain.ADMIN, "scope", "set", List.of("cp.config", "dav", "locks", "5"));
    try {
      AtomicInteger number = new AtomicInteger();
      List<Boolean> got =
          atOnce(
              10,
              () -> {
                try {
                  locks()
                      .take(
                          owner,
                          "file" + number.incrementAndGet(),
                          true,
                          false,
                          "",
                          Optional.empty());
                  return true;
                } catch (TooManyLocksException e) {
                  return false;
                }
              });

      assertThat(got).filteredOn(one -> one).hasSize(5);
      assertThat(locks().within(site(owner), "")).hasSize(5);
    } finally {
      domain()
          .commands()
          .call(Domain.ADMIN, "scope", "set", List.of("cp.config", "dav", "locks", "1000"));
    }
  }

  @Test
  default void whatIsKeptOfAUserGoesWithIt() throws Exception {
    Caller owner = freshOwner();
    domain().commands().call(owner, "user", "add", List.of("eve", "a good password"));
    Caller eve = user(owner, "eve");
    taken(eve, "home/eve", true, true);
    DavLock ofOwner = taken(owner, "home/owner", true, true);
    change(
        "insert into dav_access (site_id, user_name, access_mode) values (%d, 'eve', 'READ_ONLY')"
            .formatted(site(owner)));

    domain().commands().call(owner, "user", "delete", List.of("eve"));

    assertThat(locks().within(site(owner), ""))
        .extracting(DavLock::token)
        .containsExactly(ofOwner.token());
    assertThat(CDI.current().select(AccessModes.class).get().of(eve.account()))
        .isEqualTo(Access.READ_WRITE);
  }

  @Test
  default void whatAnAdminChangesHoldsAtOnceAndIsToldToTheAudit() {
    Caller owner = freshOwner();
    domain().commands().call(owner, "user", "add", List.of("eve", "a good password"));
    Caller eve = user(owner, "eve");
    String name = eve.account().name().toString();
    AccessModes modes = CDI.current().select(AccessModes.class).get();
    DavLock lock = taken(eve, "home/eve/a", true, false);

    assertThat(call(owner, "break-lock", lock.token())).isEqualTo(true);
    taken(eve, "home/eve/a", true, false);
    assertThat(call(owner, "set-access", "eve", "off")).isEqualTo(true);

    assertThat(modes.of(eve.account())).isEqualTo(Access.OFF);
    assertThat(locks().within(site(owner), "")).isEmpty();
    assertThat(call(owner, "list-access")).isEqualTo(Map.of("owner", "rw", "eve", "off"));
    assertThat(call(owner, "set-access", "eve", "ro")).isEqualTo(true);
    assertThat(modes.of(eve.account())).isEqualTo(Access.READ_ONLY);
    assertThat(domain().events(name))
        .contains(
            "SITE lock of " + name + " broken on /home/eve/a",
            "SITE DAV access of " + name + " set to off, was rw",
            "SITE DAV access of " + name + " set to ro, was off");
  }

  @Test
  default void ofASiteThatWasDeletedNobodyTakesALock() {
    Caller owner = freshOwner();
    taken(owner, "home", true, true);
    domain().admin("delete-site", owner.account().name().domain().orElseThrow());

    assertThat(locks().on(site(owner), "home")).isEmpty();
    assertThatThrownBy(() -> taken(owner, "home", true, true)).hasMessageContaining("deleted");
  }

  private static DataSource source() {
    try {
      return InitialContext.doLookup("java:app/jdbc/gatehouse");
    } catch (NamingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void change(String sql) throws SQLException {
    try (Connection connection = source().getConnection();
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }

  private static int count(String query) throws SQLException {
    try (Connection connection = source().getConnection();
        PreparedStatement select = connection.prepareStatement(query);
        ResultSet row = select.executeQuery()) {
      row.next();
      return row.getInt(1);
    }
  }
}
