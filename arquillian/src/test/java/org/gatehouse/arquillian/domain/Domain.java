package org.gatehouse.arquillian.domain;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.gatehouse.anvil.Anvil;
import org.gatehouse.auth.Account;
import org.gatehouse.auth.AccountName;
import org.gatehouse.auth.Attempt;
import org.gatehouse.auth.Caller;
import org.gatehouse.auth.ClientAddress;
import org.gatehouse.auth.Credential;
import org.gatehouse.auth.Gate;
import org.gatehouse.auth.Gatekeeper;
import org.gatehouse.auth.Proof;
import org.gatehouse.auth.Role;
import org.gatehouse.auth.Verdict;
import org.gatehouse.command.Commands;
import org.gatehouse.session.HandOvers;
import org.gatehouse.session.SessionEnds;
import org.gatehouse.session.Sessions;

/**
 * The beans under test, as the groups of tests below see them.
 *
 * @param gatekeeper verifies credentials
 * @param anvil counts failures
 * @param commands calls commands
 * @param sessions starts and finds sessions
 * @param ends ends sessions
 * @param handOvers lets the appliance admin come in as another account
 */
record Domain(
    Gatekeeper gatekeeper,
    Anvil anvil,
    Commands commands,
    Sessions sessions,
    SessionEnds ends,
    HandOvers handOvers) {

  static final Caller ADMIN =
      new Caller(
          new Account(new AccountName("admin", Optional.empty()), Role.APPLIANCE, Optional.empty()),
          Gate.CLI,
          ClientAddress.of("127.0.0.1"),
          new Proof.Socket());

  private static final AtomicInteger NUMBERS = new AtomicInteger();

  /** An address that no other test uses. */
  static ClientAddress freshAddress() {
    int number = NUMBERS.incrementAndGet();
    return ClientAddress.of("198.51." + number / 250 + "." + (1 + number % 250));
  }

  /** A domain that no other test uses. */
  static String freshDomain() {
    return "site" + NUMBERS.incrementAndGet() + ".test";
  }

  Verdict signIn(Gate gate, ClientAddress address, String name, String password) {
    return admit(gate, address, new Credential.Password(name, password));
  }

  Verdict admit(Gate gate, ClientAddress address, Credential credential) {
    return gatekeeper.admit(new Attempt(gate, credential, address, "test"));
  }

  /** Calls one of the appliance admin's commands for sites. */
  Object admin(String function, Object... arguments) {
    return commands.call(ADMIN, "admin", function, List.of(arguments));
  }

  /** The sites that {@code admin:collect} finds, each as {@code siteN}. */
  List<Object> found(Object... arguments) {
    return new ArrayList<>(((Map<?, ?>) admin("collect", arguments)).keySet());
  }

  /** Adds a site whose admin is {@code owner}. */
  int addSite(String domain, String password) {
    return addSite(domain, Map.of("auth.tpasswd", password));
  }

  /** The same; where the options say no password, it is {@code password}. */
  int addSite(String domain, Map<String, Object> options) {
    Map<String, Object> all = new HashMap<>(options);
    all.putIfAbsent("auth.tpasswd", "a good password");
    return (int) admin("add-site", domain, "owner", all);
  }

  /** Calls as the admin that {@link #addSite} made. */
  static Caller owner(String domain, int siteId) {
    return new Caller(
        new Account(new AccountName("owner", Optional.of(domain)), Role.SITE, Optional.of(siteId)),
        Gate.REST,
        ClientAddress.of("127.0.0.1"),
        new Proof.Socket());
  }

  /** What the audit was told with a word in its detail, as {@code KIND detail}. */
  List<String> events(String word) {
    List<?> found =
        (List<?>) commands.call(ADMIN, "audit", "search", Map.of("text", word, "limit", 1_000));
    return found.stream()
        .map(one -> (Map<?, ?>) one)
        .map(event -> event.get("what") + " " + event.get("detail"))
        .toList();
  }

  /** Does the same thing so many times at once. */
  static <T> List<T> atOnce(int times, Callable<T> deed) throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(times)) {
      List<Future<T>> all =
          threads.invokeAll(IntStream.range(0, times).mapToObj(ignored -> deed).toList());
      return all.stream().map(Domain::result).toList();
    }
  }

  private static <T> T result(Future<T> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  static Duration hold(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Admitted admitted -> admitted.hold();
      case Verdict.Denied denied -> denied.hold();
      default -> throw new AssertionError("neither admitted nor denied: " + verdict);
    };
  }
}
