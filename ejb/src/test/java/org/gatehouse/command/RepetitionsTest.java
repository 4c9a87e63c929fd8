package org.gatehouse.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.Thread.State;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.gatehouse.auth.Account;
import org.gatehouse.auth.AccountName;
import org.gatehouse.auth.Caller;
import org.gatehouse.auth.ClientAddress;
import org.gatehouse.auth.Gate;
import org.gatehouse.auth.Proof;
import org.gatehouse.auth.Role;
import org.gatehouse.command.CommandException.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a call gets that comes again because its caller did not get the answer. */
@Timeout(60)
class RepetitionsTest {

  private static final int OF_ONE_SITE = Repetitions.MOST_WAITING / 4;
  private static final Caller ADMIN = admin(Gate.REST, new Proof.Key("hash"));

  private static Caller admin(Gate gate, Proof proof) {
    return new Caller(
        new Account(new AccountName("admin", Optional.empty()), Role.APPLIANCE, Optional.empty()),
        gate,
        ClientAddress.of("192.0.2.1"),
        proof);
  }

  private static Caller owner(String domain, int site) {
    return new Caller(
        new Account(
            AccountName.parse("owner@" + domain).orElseThrow(), Role.SITE, Optional.of(site)),
        Gate.REST,
        ClientAddress.of("192.0.2.1"),
        new Proof.Key("hash"));
  }

  private static Caller user(String name, String domain, int site) {
    return new Caller(
        new Account(
            AccountName.parse(name + "@" + domain).orElseThrow(), Role.USER, Optional.of(site)),
        Gate.REST,
        ClientAddress.of("192.0.2.1"),
        new Proof.Key("hash"));
  }

  /** Commands that number their runs. */
  public static class Example {

    private final List<String> done = Collections.synchronizedList(new ArrayList<>());
    private volatile Runnable during = () -> {};

    @Command(roles = Role.APPLIANCE)
    public String addSite(
        Caller caller, String domain, String admin, @Default("") Map<String, Object> options) {
      return did("added " + domain);
    }

    @Command(roles = Role.APPLIANCE)
    public String deleteSite(Caller caller, String domain) {
      return did("deleted " + domain);
    }

    @Command(roles = Role.APPLIANCE)
    public String limit(Caller caller, String domain, @Default("7") int count) {
      return did("limited " + count);
    }

    @Command(roles = Role.SITE)
    public String changePassword(Caller caller, String password, @Default("") String user) {
      return did("changed");
    }

    @Command(roles = Role.APPLIANCE, effect = Effect.REVEALS)
    public String createKey(Caller caller, @Default("") String comment) {
      String key = did("key");
      TakingBack.by(() -> done.add("took back " + key));
      return key;
    }

    private String did(String what) {
      during.run();
      done.add(what);
      return what + ", run " + done.size();
    }
  }

  private static final class Time extends Clock {

    private volatile Instant now = Instant.parse("2026-11-26T12:00:00Z");

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException("nobody asks for another zone");
    }
  }

  private final Time clock = new Time();
  private final Example example = new Example();
  private final Repetitions repetitions = new Repetitions(clock, new SecureRandom());

  private Declaration declaration(String method) {
    return new Declaration(
        "test",
        example,
        Arrays.stream(Example.class.getMethods())
            .filter(candidate -> candidate.getName().equals(method))
            .findFirst()
            .orElseThrow());
  }

  private Object call(Delivery delivery, Caller caller, String method, Object... arguments) {
    Declaration declaration = declaration(method);
    return run(delivery, caller, declaration, declaration.bind(caller, Arrays.asList(arguments)));
  }

  private Object run(Delivery delivery, Caller caller, Declaration declaration, Object[] bound) {
    return delivery.during(
        () ->
            repetitions.answer(
                caller,
                declaration,
                Arrays.asList(bound).subList(1, bound.length),
                () -> declaration.invoke(bound)));
  }

  private Object add(Delivery delivery) {
    return call(delivery, ADMIN, "addSite", "a.test", "owner");
  }

  private static Delivery lost(Delivery delivery) {
    delivery.lost();
    return delivery;
  }

  private Object addAndLose() {
    Delivery delivery = new Delivery(() -> false);
    Object answer = add(delivery);
    delivery.lost();
    return answer;
  }

  private Object addAndGet() {
    Delivery delivery = new Delivery(() -> false);
    Object answer = add(delivery);
    delivery.delivered();
    return answer;
  }

  @Test
  void anAnswerThatWasNotDeliveredIsGivenAgainHoweverOftenItIsLost() {
    Object first = addAndLose();

    assertThat(addAndLose()).isEqualTo(first);
    assertThat(addAndLose()).isEqualTo(first);
    assertThat(addAndGet()).isEqualTo(first);
    assertThat(example.done).containsExactly("added a.test");
  }

  @Test
  void aCallWhoseAnswerWasDeliveredRunsAnewAndNothingOfItIsKept() {
    addAndGet();
    assertThat(repetitions.size()).isZero();

    addAndLose();
    addAndGet();
    assertThat(repetitions.size()).isZero();
    addAndGet();

    assertThat(example.done).hasSize(3);
  }

  @Test
  void aCallThatNoGateFollowsIsDeliveredAtOnce() {
    Declaration declaration = declaration("addSite");
    Object[] bound = declaration.bind(ADMIN, List.of("a.test", "owner"));
    for (int i = 0; i < 2; i++) {
      repetitions.answer(
          ADMIN,
          declaration,
          List.of("a.test", "owner", Map.of()),
          () -> declaration.invoke(bound));
    }

    assertThat(example.done).hasSize(2);
    assertThat(repetitions.size()).isZero();
  }

  @Test
  void itIsKeptForTenMinutes() {
    addAndLose();
    clock.now = clock.now.plus(Duration.ofMinutes(10).minusMillis(1));
    addAndLose();
    assertThat(example.done).hasSize(1);

    clock.now = clock.now.plusMillis(1);
    addAndLose();
    assertThat(example.done).hasSize(2);
  }

  @Test
  void whatIsOverIsSweptThoughNobodyAsks() {
    addAndLose();
    clock.now = clock.now.plus(Duration.ofMinutes(10));
    repetitions.sweep();

    assertThat(repetitions.size()).isZero();
  }

  @Test
  void whatBecameOfAnAnswerIsLookedForWhenItIsAskedForAgain() {
    AtomicReference<Delivery.Fate> fate = new AtomicReference<>(Delivery.Fate.ON_ITS_WAY);
    Delivery delivery = new Delivery(() -> false);
    add(delivery);
    delivery.written(fate::get);

    Delivery second = new Delivery(() -> false);
    add(second);
    second.written(fate::get);
    assertThat(example.done).hasSize(1);

    fate.set(Delivery.Fate.DELIVERED);
    addAndGet();
    assertThat(example.done).hasSize(2);
  }

  @Test
  void anAnswerThatIsHeldHasNotArrived() {
    Delivery delivery = new Delivery(() -> false);
    add(delivery);
    delivery.held();

    addAndLose();

    assertThat(example.done).hasSize(1);
  }

  @Test
  void anAnswerThatIsJustBeingWrittenIsWaitedFor() throws InterruptedException {
    Delivery delivery = new Delivery(() -> false);
    add(delivery);

    CompletableFuture<Object> second = new CompletableFuture<>();
    Thread repeating = Thread.ofPlatform().start(() -> second.complete(addAndGet()));
    untilWaiting(List.of(repeating));
    delivery.written(() -> Delivery.Fate.DELIVERED);

    assertThat(second.join()).isEqualTo("added a.test, run 2");
  }

  @Test
  void ofManyIdenticalCallsAtOnceOneRunsAndAllGetItsAnswer() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch mayEnd = new CountDownLatch(1);
    example.during =
        () -> {
          begun.countDown();
          waitFor(mayEnd);
        };
    List<Object> answers = Collections.synchronizedList(new ArrayList<>());
    Thread first = Thread.ofPlatform().start(() -> answers.add(addAndLose()));
    begun.await();
    List<Thread> others = new ArrayList<>();
    for (int i = 0; i < OF_ONE_SITE; i++) {
      others.add(Thread.ofPlatform().start(() -> answers.add(addAndLose())));
    }
    untilWaiting(others);

    assertThatThrownBy(() -> add(new Delivery(() -> false)))
        .as("no more of its threads wait")
        .hasMessageContaining("still runs")
        .extracting(e -> ((CommandException) e).kind())
        .isEqualTo(Kind.UNAVAILABLE);
    mayEnd.countDown();
    first.join();
    for (Thread other : others) {
      other.join();
    }

    assertThat(example.done).hasSize(1);
    assertThat(answers).hasSize(OF_ONE_SITE + 1).containsOnly("added a.test, run 1");
    assertThat(addAndGet()).isEqualTo("added a.test, run 1");
  }

  @Test
  void theAccountsOfOneSiteCannotTakeAllPlacesToWaitFromTheOthers() throws InterruptedException {
    CountDownLatch mayEnd = new CountDownLatch(1);
    example.during = () -> waitFor(mayEnd);
    List<Thread> running = new ArrayList<>();
    List<Thread> waiting = new ArrayList<>();
    for (int site = 0; site < 4; site++) {
      for (int i = 0; i < OF_ONE_SITE; i++) {
        Caller caller = user("user" + i, "site" + site + ".test", site);
        running.add(Thread.ofPlatform().start(() -> changePassword(caller)));
        untilRunning(running);
        waiting.add(Thread.ofPlatform().start(() -> changePassword(caller)));
        untilWaiting(waiting);
      }
      Caller surplus = user("user0", "site" + site + ".test", site);
      assertThatThrownBy(() -> changePassword(surplus)).hasMessageContaining("still runs");
    }
    Caller other = owner("other.test", 9);
    running.add(Thread.ofPlatform().start(() -> changePassword(other)));
    untilRunning(running);
    assertThatThrownBy(() -> changePassword(other)).as("in all").hasMessageContaining("still runs");

    mayEnd.countDown();
    for (Thread thread : running) {
      thread.join();
    }
    for (Thread thread : waiting) {
      thread.join();
    }
    assertThat(example.done).hasSize(running.size());
    changePassword(other);
    assertThat(example.done).as("all places are free again").hasSize(running.size());
  }

  private void changePassword(Caller caller) {
    call(lost(new Delivery(() -> false)), caller, "changePassword", "secret");
  }

  @Test
  void whoWaitsForAnAnswerThatIsBeingWrittenTakesAPlaceToo() throws InterruptedException {
    Delivery delivery = new Delivery(() -> false);
    add(delivery);
    List<Object> answers = Collections.synchronizedList(new ArrayList<>());
    List<Thread> waiting = new ArrayList<>();
    for (int i = 0; i < OF_ONE_SITE; i++) {
      waiting.add(Thread.ofPlatform().start(() -> answers.add(addAndLose())));
    }
    untilWaiting(waiting);

    assertThatThrownBy(() -> add(new Delivery(() -> false))).hasMessageContaining("still runs");
    delivery.lost();
    for (Thread thread : waiting) {
      thread.join();
    }
    assertThat(answers).hasSize(OF_ONE_SITE).containsOnly("added a.test, run 1");
    assertThat(addAndGet()).isEqualTo("added a.test, run 1");
  }

  private static void untilRunning(List<Thread> threads) {
    while (!threads.stream().allMatch(thread -> thread.getState() == State.WAITING)) {
      Thread.onSpinWait();
    }
  }

  private static void untilWaiting(List<Thread> threads) {
    while (!threads.stream().allMatch(thread -> thread.getState() == State.TIMED_WAITING)) {
      Thread.onSpinWait();
    }
  }

  private static void waitFor(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aCallThatWasGivenUpRunsWhenItIsTheFirst() {
    assertThat(add(new Delivery(() -> true))).isEqualTo("added a.test, run 1");
  }

  @Test
  void butNotWhenTheSameCallWasServedAlready() {
    addAndGet();
    Delivery key = new Delivery(() -> false);
    call(key, ADMIN, "createKey");
    key.delivered();

    assertThatThrownBy(() -> add(new Delivery(() -> true))).hasMessageContaining("given up");
    assertThatThrownBy(() -> call(new Delivery(() -> true), ADMIN, "createKey"))
        .hasMessageContaining("given up");
    assertThat(example.done).containsExactly("added a.test", "key");
  }

  @Test
  void norIsTheAnswerOwedToIt() {
    Delivery first = new Delivery(() -> false);
    add(first);
    first.held();
    assertThatThrownBy(() -> add(new Delivery(() -> true))).hasMessageContaining("given up");
    first.delivered();

    assertThat(addAndGet()).isEqualTo("added a.test, run 2");
  }

  @Test
  void whoWaitsForACallThatIsRefusedIsRefusedToo() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch mayEnd = new CountDownLatch(1);
    example.during =
        () -> {
          begun.countDown();
          waitFor(mayEnd);
          throw new CommandException(Kind.EXISTS, "there is a.test already");
        };
    List<Throwable> refusals = Collections.synchronizedList(new ArrayList<>());
    Runnable adding =
        () -> {
          try {
            add(new Delivery(() -> false));
          } catch (CommandException e) {
            refusals.add(e);
          }
        };
    Thread first = Thread.ofPlatform().start(adding);
    begun.await();
    Thread second = Thread.ofPlatform().start(adding);
    untilWaiting(List.of(second));
    mayEnd.countDown();
    first.join();
    second.join();

    assertThat(refusals).hasSize(2).extracting("kind").containsOnly(Kind.EXISTS);
  }

  @Test
  void aRefusalChangedNothingAndIsNotKept() {
    example.during =
        () -> {
          throw new CommandException(Kind.UNAVAILABLE, "not now");
        };
    assertThatThrownBy(() -> add(lost(new Delivery(() -> false)))).hasMessage("not now");
    example.during = () -> {};

    assertThat(addAndGet()).isEqualTo("added a.test, run 1");
  }

  @Test
  void norIsWhatFailsInside() {
    example.during =
        () -> {
          throw new IllegalStateException("broken");
        };
    assertThatThrownBy(() -> add(lost(new Delivery(() -> false)))).hasMessage("broken");
    example.during = () -> {};

    assertThat(addAndGet()).isEqualTo("added a.test, run 1");
  }

  @Test
  void aSecretThatWasLostIsTakenBackBeforeAnotherIsMade() {
    Delivery first = new Delivery(() -> false);
    assertThat(call(first, ADMIN, "createKey", "backup")).isEqualTo("key, run 1");
    first.lost();
    Delivery second = new Delivery(() -> false);
    assertThat(call(second, ADMIN, "createKey", "backup")).isEqualTo("key, run 3");

    assertThat(example.done).containsExactly("key", "took back key, run 1", "key");
  }

  @Test
  void aSecretThatArrivedStaysAndAnotherIsMade() {
    for (int i = 0; i < 2; i++) {
      Delivery delivery = new Delivery(() -> false);
      call(delivery, ADMIN, "createKey", "backup");
      delivery.delivered();
    }

    assertThat(example.done).containsExactly("key", "key");
  }

  @Test
  void whatCannotBeTakenBackNowIsTriedAgainByTheNextRepetition() {
    Declaration declaration = declaration("createKey");
    Object[] bound = declaration.bind(ADMIN, List.of());
    List<String> tried = new ArrayList<>();
    lost(new Delivery(() -> false))
        .during(
            () ->
                repetitions.answer(
                    ADMIN,
                    declaration,
                    List.of(""),
                    () -> {
                      TakingBack.by(
                          () -> {
                            tried.add("tried");
                            throw new IllegalStateException("the database is away");
                          });
                      return "key";
                    }));

    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> run(lost(new Delivery(() -> false)), ADMIN, declaration, bound))
          .hasMessage("the database is away");
    }
    assertThat(tried).hasSize(2);
    assertThat(example.done).isEmpty();
  }

  @Test
  void aRepetitionOfACallThatRevealsWaitsForItsEndAndGetsASecretOfItsOwn()
      throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch mayEnd = new CountDownLatch(1);
    example.during =
        () -> {
          begun.countDown();
          waitFor(mayEnd);
        };
    Thread first =
        Thread.ofPlatform()
            .start(
                () -> {
                  Delivery cut = new Delivery(() -> false);
                  call(cut, ADMIN, "createKey");
                  cut.lost();
                });
    begun.await();
    CompletableFuture<Object> second = new CompletableFuture<>();
    Thread repeating =
        Thread.ofPlatform()
            .start(() -> second.complete(call(new Delivery(() -> false), ADMIN, "createKey")));
    untilWaiting(List.of(repeating));
    mayEnd.countDown();
    first.join();

    assertThat(second.join()).isEqualTo("key, run 3");
    assertThat(example.done).containsExactly("key", "took back key, run 1", "key");
  }

  @Test
  void theSameCallByNameAndInOrderWithDefaultsLeftOutOrGivenIsTheSame() {
    Declaration limit = declaration("limit");
    for (Object[] bound :
        List.of(
            limit.bind(ADMIN, List.of("a.test")),
            limit.bind(ADMIN, List.of("a.test", "7")),
            limit.bind(ADMIN, Arrays.asList("a.test", null)),
            limit.bind(ADMIN, Map.of("count", 7L, "domain", "a.test")))) {
      Delivery delivery = new Delivery(() -> false);
      run(delivery, ADMIN, limit, bound);
      delivery.lost();
    }

    assertThat(example.done).hasSize(1);
  }

  @Test
  void theOrderOfAMapAndTheWidthOfANumberMakeNoDifference() {
    Map<String, Object> one = new LinkedHashMap<>();
    one.put("a", 1L);
    one.put("b", Map.of("c", List.of("d")));
    Map<String, Object> other = new LinkedHashMap<>();
    other.put("b", Map.of("c", List.of("d")));
    other.put("a", 1);

    call(lost(new Delivery(() -> false)), ADMIN, "addSite", "a.test", "owner", one);
    call(lost(new Delivery(() -> false)), ADMIN, "addSite", "a.test", "owner", other);

    assertThat(example.done).hasSize(1);
  }

  @Test
  void callsThatDifferInAnyArgumentAreDifferent() {
    List<Map<String, Object>> options = new ArrayList<>();
    options.add(Map.of());
    options.add(Map.of("a", "1"));
    options.add(Map.of("a", 1));
    options.add(Map.of("a", true));
    options.add(Map.of("a", List.of("1")));
    options.add(Map.of("a", List.of("1", "2")));
    options.add(Map.of("a", List.of("1,2")));
    options.add(Map.of("a", Map.of()));
    options.add(Map.of("a", List.of()));
    options.add(Collections.singletonMap("a", null));
    options.add(Map.of("a", "s1:1"));
    for (Map<String, Object> given : options) {
      call(lost(new Delivery(() -> false)), ADMIN, "addSite", "a.test", "owner", given);
    }
    call(lost(new Delivery(() -> false)), ADMIN, "addSite", "a.tes", "towner");

    assertThat(example.done).hasSize(options.size() + 1);
  }

  @Test
  void anotherAccountGateOrHandOverIsAnotherCaller() {
    List<Caller> callers =
        List.of(
            owner("a.test", 1),
            owner("a.test", 2),
            owner("b.test", 1),
            new Caller(
                owner("a.test", 1).account(),
                Gate.SOAP,
                ClientAddress.of("192.0.2.1"),
                new Proof.Key("hash")),
            new Caller(
                owner("a.test", 1).account(),
                Gate.REST,
                ClientAddress.of("192.0.2.1"),
                new Proof.Session("hash", "handle", Optional.of("admin"))));
    callers.forEach(
        caller -> call(lost(new Delivery(() -> false)), caller, "changePassword", "secret"));
    assertThat(example.done).hasSize(callers.size());

    Caller again =
        new Caller(
            callers.getFirst().account(),
            Gate.REST,
            ClientAddress.of("198.51.100.7"),
            new Proof.Key("another key"));
    call(lost(new Delivery(() -> false)), again, "createKey");
    call(lost(new Delivery(() -> false)), callers.getFirst(), "createKey");
    assertThat(example.done).as("whatever key and address").contains("took back key, run 6");
  }

  @Test
  void aLaterChangeOfTheSameSiteEndsWhatIsKept() {
    addAndLose();
    call(lost(new Delivery(() -> false)), ADMIN, "deleteSite", "b.test");
    addAndLose();
    assertThat(example.done).containsExactly("added a.test", "deleted b.test");

    call(lost(new Delivery(() -> false)), ADMIN, "deleteSite", "A.test");
    addAndGet();
    assertThat(example.done).endsWith("deleted A.test", "added a.test");
  }

  @Test
  void aPasswordThatWasChangedBackIsChangedAnew() {
    Caller owner = owner("a.test", 1);
    call(lost(new Delivery(() -> false)), owner, "changePassword", "one");
    call(lost(new Delivery(() -> false)), owner, "changePassword", "two");
    call(lost(new Delivery(() -> false)), owner, "changePassword", "one");
    assertThat(example.done).hasSize(3);

    call(lost(new Delivery(() -> false)), owner, "changePassword", "one");
    assertThat(example.done).as("this is a repetition").hasSize(3);
  }

  @Test
  void ofAnAccountOnlySoManyAnswersAreKeptAndTheOldestGoFirst() {
    for (int i = 0; i <= Repetitions.MOST_OF_AN_ACCOUNT; i++) {
      clock.now = clock.now.plusMillis(1);
      call(lost(new Delivery(() -> false)), ADMIN, "limit", "site" + i + ".test");
    }
    assertThat(repetitions.size()).isEqualTo(Repetitions.MOST_OF_AN_ACCOUNT);

    int before = example.done.size();
    call(lost(new Delivery(() -> false)), ADMIN, "limit", "site1.test");
    assertThat(example.done).hasSize(before);
    call(lost(new Delivery(() -> false)), ADMIN, "limit", "site0.test");
    assertThat(example.done).hasSize(before + 1);
  }

  @Test
  void theUsersOfOneSiteEvictTheirOwnAnswersAndNotThoseOfOthers() {
    changePassword(owner("quiet.test", 1));
    for (int i = 0; i < Repetitions.MOST; i++) {
      clock.now = clock.now.plusMillis(1);
      changePassword(user("user" + i, "busy.test", 2));
    }
    assertThat(repetitions.size()).isEqualTo(Repetitions.MOST_OF_A_SITE + 1);

    int before = example.done.size();
    changePassword(owner("quiet.test", 1));
    changePassword(user("user" + (Repetitions.MOST - 1), "busy.test", 2));
    assertThat(example.done).hasSize(before);
    changePassword(user("user0", "busy.test", 2));
    assertThat(example.done).hasSize(before + 1);
  }

  @Test
  void ofAllAccountsOnlySoManyAreKept() {
    for (int i = 0; i < Repetitions.MOST + 10; i++) {
      clock.now = clock.now.plusMillis(1);
      call(
          lost(new Delivery(() -> false)),
          owner("site" + i + ".test", i),
          "changePassword",
          "secret");
    }

    assertThat(repetitions.size()).isEqualTo(Repetitions.MOST);
  }

  @Test
  void aLargeAnswerIsNotKept() {
    call(lost(new Delivery(() -> false)), ADMIN, "deleteSite", "a".repeat(Repetitions.LARGEST));

    assertThat(repetitions.size()).isZero();
  }
}
