package org.gatehouse.anvil;

import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.gatehouse.audit.AuditEvent;
import org.gatehouse.audit.AuditEvent.What;
import org.gatehouse.auth.Account;
import org.gatehouse.auth.AccountName;
import org.gatehouse.auth.Caller;
import org.gatehouse.auth.ClientAddress;
import org.gatehouse.auth.Gate;
import org.gatehouse.auth.Proof;
import org.gatehouse.auth.Role;
import org.gatehouse.restriction.Network;

/** An anvil with everything around it in the test's hand. */
final class AnvilFixture {

  static final Limits LIMITS =
      new Limits(
          20, Duration.ofSeconds(900), 3, Duration.ofMillis(100), Duration.ofSeconds(5), true);

  static final Caller ADMIN =
      new Caller(
          new Account(new AccountName("admin", Optional.empty()), Role.APPLIANCE, Optional.empty()),
          Gate.CLI,
          ClientAddress.of("127.0.0.1"),
          new Proof.Socket());

  /** No two nodes have the same. */
  private static final AtomicLong SEEDS = new AtomicLong();

  private static final List<Network> WHITELIST =
      Stream.of("127.0.0.1", "::1", "10.9.0.0/16")
          .map(text -> Network.parse(text).orElseThrow())
          .toList();

  final MutableClock clock = new MutableClock();
  final List<AuditEvent> events = new CopyOnWriteArrayList<>();
  final Set<String> signedIn = new HashSet<>();
  final Ledger ledger;
  final Limits limits;
  final Anvil anvil;

  AnvilFixture(BiFunction<Consumer<AuditEvent>, Limits, Ledger> ledgers) {
    this(ledgers, LIMITS);
  }

  AnvilFixture(BiFunction<Consumer<AuditEvent>, Limits, Ledger> ledgers, Limits limits) {
    this.limits = limits;
    this.ledger = ledgers.apply(events::add, limits);
    this.anvil = node(ledger);
  }

  static AnvilFixture inMemory(Limits limits) {
    return new AnvilFixture(InMemoryLedger::new, limits);
  }

  /** Another node of the same ledger. */
  Anvil node(Ledger kept) {
    return node(kept, clock);
  }

  /** Another node of the same ledger, with a clock of its own. */
  Anvil node(Ledger kept, Clock time) {
    Random random = new Random(SEEDS.incrementAndGet());
    return new Anvil(kept, new Known(), () -> limits, WHITELIST, time, System::nanoTime, random);
  }

  /** Accounts and addresses that the test says have signed in. */
  private final class Known extends KnownAddresses {
    @Override
    public boolean knows(String account, ClientAddress address) {
      return signedIn.contains(account + " " + address.countedAs());
    }

    @Override
    public boolean anybody(ClientAddress address) {
      return signedIn.stream().anyMatch(pair -> pair.endsWith(" " + address.countedAs()));
    }

    @Override
    public int sweep() {
      return 0;
    }
  }

  void signedIn(String account, String address) {
    signedIn.add(account + " " + ClientAddress.of(address).countedAs());
  }

  Entrance enter(String address, String account) {
    return anvil.enter(ClientAddress.of(address), account, Gate.SOAP);
  }

  Entrance.Place place(String address, String account) {
    return (Entrance.Place) enter(address, account);
  }

  /** One failure; how long its answer is held. */
  Duration fail(String address, String account) {
    return anvil.failed(place(address, account), "wrong password");
  }

  void fail(int times, String address, String account) {
    for (int i = 0; i < times; i++) {
      fail(address, account);
    }
  }

  /** One right attempt; how long its answer is held. */
  Duration succeed(String address, String account) {
    return anvil.admitted(place(address, account));
  }

  boolean blocked(String address) {
    return anvil.blockedUntil(ClientAddress.of(address)).isPresent();
  }

  long told(What what) {
    return events.stream().filter(event -> event.what() == what).count();
  }
}
