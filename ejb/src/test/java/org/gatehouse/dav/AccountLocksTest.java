package org.gatehouse.dav;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.gatehouse.dav.LockHouse.EVE;
import static org.gatehouse.dav.LockHouse.JANE;
import static org.gatehouse.dav.LockHouse.OWNER;

import java.util.Optional;
import java.util.Set;
import org.gatehouse.auth.Caller;
import org.gatehouse.host.tree.TreePath;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whom locks keep from what, and who opens them (RFC 4918, sections 6.4, 7.4 and 9.6.1). */
class AccountLocksTest {

  private static final TreePath HOME = TreePath.of("home/jane");
  private static final TreePath FILE = TreePath.of("notes/list.txt");
  private static final TreePath NOTES = TreePath.of("notes");
  private static final boolean EXCLUSIVE = true;
  private static final boolean SHARED = false;
  private static final boolean DEEP = true;
  private static final boolean ALONE = false;
  private static final boolean MEMBERSHIP = true;
  private static final Set<String> NO_TOKENS = Set.of();

  private LockHouse house;
  private AccountLocks jane;
  private AccountLocks owner;

  @BeforeEach
  void open() throws Exception {
    house = new LockHouse();
    jane = locks(JANE, HOME);
    owner = locks(OWNER, TreePath.ROOT);
  }

  @AfterEach
  void close() throws Exception {
    house.close();
  }

  private AccountLocks locks(Caller caller, TreePath root) {
    return new AccountLocks(house.locks, new Turns(), caller, 12, root);
  }

  private static AccountFiles.LockWish wish(boolean exclusive, boolean deep) {
    return new AccountFiles.LockWish(exclusive, deep, "", Optional.empty());
  }

  private static FileRefusal refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable deed) {
    FileRefusal refusal = catchThrowableOfType(FileRefusal.class, deed);
    assertThat(refusal).as("a refusal").isNotNull();
    assertThat(refusal.reason()).isEqualTo(FileRefusal.Reason.LOCKED);
    return refusal;
  }

  @Test
  void aTokenOpensNothingForAnotherAccountThanTheOneThatTookTheLock() throws Exception {
    Set<String> janes = Set.of(jane.take(FILE, wish(EXCLUSIVE, ALONE)).token());
    TreePath file = HOME.resolve(FILE);

    assertThat(refused(() -> owner.respect(file, ALONE, janes)).locked())
        .containsExactly(file.toString());
    assertThat(refused(() -> owner.requireOpenBelow(TreePath.of("home"), janes)).locked())
        .containsExactly(file.toString());
    assertThat(owner.below(HOME, janes).closed()).containsExactly(file);
    // Two accounts of one home, as after a rename: the name counts, not the place.
    assertThat(locks(EVE, HOME).below(NOTES, janes).closed()).containsExactly(FILE);

    assertThatCode(() -> jane.respect(FILE, ALONE, janes)).doesNotThrowAnyException();
    assertThatCode(() -> jane.requireOpenBelow(NOTES, janes)).doesNotThrowAnyException();
    assertThat(jane.below(NOTES, janes).closed()).isEmpty();
  }

  @Test
  void whoTookALockHasToSubmitIt() throws Exception {
    Set<String> other = Set.of(jane.take(TreePath.of("other"), wish(EXCLUSIVE, ALONE)).token());
    jane.take(FILE, wish(EXCLUSIVE, ALONE));

    for (Set<String> tokens : Set.of(NO_TOKENS, other)) {
      assertThat(refused(() -> jane.respect(FILE, ALONE, tokens)).locked())
          .containsExactly(FILE.toString());
      assertThat(jane.below(NOTES, tokens).closed()).containsExactly(FILE);
    }
  }

  @Test
  void ofSharedLocksOnePathIsOpenedByOneOfThem() throws Exception {
    Set<String> janes = Set.of(jane.take(FILE, wish(SHARED, ALONE)).token());
    owner.take(HOME.resolve(FILE), wish(SHARED, ALONE));
    owner.take(HOME.resolve(NOTES).child("more"), wish(SHARED, ALONE));

    assertThatCode(() -> jane.respect(FILE, ALONE, janes)).doesNotThrowAnyException();
    assertThat(jane.below(NOTES, janes).closed()).containsExactly(NOTES.child("more"));
  }

  @Test
  void theCollectionThatGetsOrLosesAMemberIsRespectedToo() throws Exception {
    jane.take(NOTES, wish(EXCLUSIVE, ALONE));

    assertThatCode(() -> jane.respect(FILE, !MEMBERSHIP, NO_TOKENS)).doesNotThrowAnyException();
    assertThat(refused(() -> jane.respect(FILE, MEMBERSHIP, NO_TOKENS)).locked())
        .containsExactly(NOTES.toString());
  }

  @Test
  void aLockAboveAllThatAnAccountSeesIsToldAsOnItsRoot() throws Exception {
    owner.take(TreePath.of("home"), wish(EXCLUSIVE, DEEP));

    assertThat(refused(() -> jane.respect(FILE, ALONE, NO_TOKENS)).locked()).containsExactly("");
    assertThat(jane.on(FILE)).singleElement().extracting(DavLock::path).isEqualTo("");
    assertThat(refused(() -> jane.take(FILE, wish(SHARED, ALONE))).locked()).containsExactly("");
  }

  @Test
  void theLocksOfMembersAreToldByTheirNames() throws Exception {
    DavLock deep = jane.take(NOTES, wish(SHARED, DEEP));
    DavLock member = jane.take(FILE, wish(SHARED, ALONE));

    AccountFiles.CollectionLocks all = jane.onMembers(NOTES);

    assertThat(all.own()).containsExactly(deep);
    assertThat(all.of("list.txt")).containsExactly(deep, member);
    assertThat(all.of("other")).containsExactly(deep);
    assertThat(member.path()).isEqualTo(FILE.toString());
  }
}
