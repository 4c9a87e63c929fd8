package org.gatehouse.auth;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.gatehouse.anvil.Anvil;
import org.gatehouse.anvil.Entrance;
import org.gatehouse.anvil.KnownAddresses;
import org.gatehouse.anvil.Passage;
import org.gatehouse.apikey.ApiKeys;
import org.gatehouse.auth.Accounts.Standing;
import org.gatehouse.host.Host;
import org.gatehouse.host.HostException;
import org.gatehouse.host.PasswordStamp;
import org.gatehouse.metrics.Metrics;
import org.gatehouse.restriction.Restrictions;
import org.gatehouse.scope.Configuration;
import org.gatehouse.scope.Settings;
import org.gatehouse.secret.CurrentSecret;
import org.gatehouse.session.Live;
import org.gatehouse.session.Sessions;

/**
 * The one place that verifies a credential, for every gate.
 *
 * <p>Guarantees: the anvil is asked before anything is verified. An unknown account, a wrong
 * password, a refused address, a suspended user and a suspended site are denied alike, after
 * exactly one hash and the same statements, and so are keys, without the hash; their answers leave
 * at the steps of {@code [auth] denied_quantum}. Account state and restrictions are read on every
 * request. No transaction or connection is held while a hash is computed or waited for.
 */
@ApplicationScoped
public class Gatekeeper {

  private static final Logger LOG = Logger.getLogger(Gatekeeper.class.getName());

  /** Nobody has this name, and nobody this password. */
  private static final Credential.Password NOTHING = new Credential.Password("", "");

  private Anvil anvil;
  private KnownAddresses known;
  private Accounts accounts;
  private ApiKeys keys;
  private Sessions sessions;
  private Restrictions restrictions;
  private LoginHistory history;
  private Host host;
  private Metrics metrics;
  private CurrentSecret secret;
  private Supplier<DeniedQuantum> quantum;
  private LongSupplier nanoTime;
  private FirstRequests firstRequests;

  /** For the container's proxy; what it makes is never used. */
  public Gatekeeper() {}

  @Inject
  Gatekeeper(
      Anvil anvil,
      KnownAddresses known,
      Accounts accounts,
      ApiKeys keys,
      Sessions sessions,
      Restrictions restrictions,
      LoginHistory history,
      Host host,
      Metrics metrics,
      CurrentSecret secret,
      Configuration configuration) {
    this(
        anvil,
        known,
        accounts,
        keys,
        sessions,
        restrictions,
        history,
        host,
        metrics,
        secret,
        configuration.live(now -> new DeniedQuantum(now.value(Settings.DENIED_QUANTUM))),
        System::nanoTime);
  }

  /** For tests. */
  Gatekeeper(
      Anvil anvil,
      KnownAddresses known,
      Accounts accounts,
      ApiKeys keys,
      Sessions sessions,
      Restrictions restrictions,
      LoginHistory history,
      Host host,
      Metrics metrics,
      CurrentSecret secret,
      Supplier<DeniedQuantum> quantum,
      LongSupplier nanoTime) {
    this.anvil = anvil;
    this.known = known;
    this.accounts = accounts;
    this.keys = keys;
    this.sessions = sessions;
    this.restrictions = restrictions;
    this.history = history;
    this.host = host;
    this.metrics = metrics;
    this.secret = secret;
    this.quantum = quantum;
    this.nanoTime = nanoTime;
    this.firstRequests = new FirstRequests(nanoTime::getAsLong);
  }

  /**
   * Decides whether an attempt may come in.
   *
   * @return the verdict; never null
   * @throws RuntimeException when a part of Gatehouse is away: nobody is admitted then, and the
   *     attempt does not count
   */
  public Verdict admit(Attempt attempt) {
    // A node that has not the secret in force admits nobody.
    secret.now();
    Verification verification = new Verification(attempt);
    Verdict verdict =
        switch (attempt.credential()) {
          case Credential.Password password -> verification.ofPassword(password);
          case Credential.Key key -> verification.ofKey(key);
          case Credential.SessionId session -> verification.ofSession(session);
          case Credential.Peer peer -> verification.ofPeer(peer);
          case Credential.Unusable _ -> verification.ofPassword(NOTHING);
        };
    metrics.attempt(attempt.gate(), verdict);
    return verdict;
  }

  private static boolean takesKeys(Gate gate) {
    return gate == Gate.SOAP || gate == Gate.REST || gate == Gate.CLI;
  }

  /** What is known of an attempt when all of it has been asked. */
  private sealed interface Finding {}

  /** Somebody who may come in. */
  private record Admission(Account account, Proof proof) implements Finding {}

  /** Nobody; the reason is for the audit alone. */
  private record Denial(String reason) implements Finding {}

  /** How one credential is verified, once its attempt has a place. */
  @FunctionalInterface
  private interface Check {
    Finding make() throws HostException;
  }

  /** One attempt on its way to its verdict. */
  private final class Verification {

    private final Attempt attempt;
    private final long began = nanoTime.getAsLong();

    /** Asked once, whichever way the attempt takes: the same statements on all of them. */
    private Optional<Boolean> allowed = Optional.empty();

    Verification(Attempt attempt) {
      this.attempt = attempt;
    }

    Verdict ofPassword(Credential.Password password) {
      boolean everyRequest = attempt.gate() != Gate.UI;
      if (everyRequest) {
        Optional<Instant> blocked = anvil.blockedUntil(attempt.address());
        if (blocked.isPresent()) {
          return new Verdict.Throttled(blocked.get());
        }
      }
      Optional<AccountName> name = AccountName.parse(password.name());
      Optional<Standing> standing = accounts.find(name);
      Optional<PasswordStamp> lately =
          everyRequest ? standing.flatMap(found -> remembered(found, password)) : Optional.empty();
      if (lately.isPresent() && mayComeIn(standing)) {
        return proved(
            new Admission(standing.get().account(), new Proof.Password(lately.get())),
            password.name());
      }
      return counted(
          password.name(),
          () -> {
            Optional<PasswordStamp> right =
                host.verify(
                    standing.map(found -> found.account().realm()),
                    name.map(AccountName::user).orElse(""),
                    password.password(),
                    () -> known.knows(password.name(), attempt.address()));
            // After the hash, which may have waited: a restriction made meanwhile holds already.
            boolean mayComeIn = mayComeIn(standing);
            if (right.isEmpty() || !mayComeIn) {
              return denial(standing, right.isPresent());
            }
            renew(standing.get().account(), password);
            return new Admission(standing.get().account(), new Proof.Password(right.get()));
          });
    }

    private Optional<PasswordStamp> remembered(Standing standing, Credential.Password password) {
      try {
        Account account = standing.account();
        return host.remembers(account.realm(), account.name().user(), password.password());
      } catch (HostException e) {
        throw away(e);
      }
    }

    /** A stronger hash is welcome, not needed: whatever goes wrong, the sign-in stands. */
    private void renew(Account account, Credential.Password password) {
      try {
        host.renew(account.realm(), account.name().user(), password.password());
      } catch (HostException | RuntimeException e) {
        LOG.log(Level.WARNING, "the hash of " + account.name() + " could not be renewed", e);
      }
    }

    Verdict ofKey(Credential.Key key) {
      if (keys.knownLately(key.key())) {
        Optional<Instant> blocked = anvil.blockedUntil(attempt.address());
        if (blocked.isPresent()) {
          return new Verdict.Throttled(blocked.get());
        }
        // Asked for once, good or not: a key that is good no more takes as many statements as
        // others.
        return switch (lookedUp(key)) {
          case Admission admission -> proved(admission, "");
          case Denial denial -> counted("", () -> denial);
        };
      }
      return counted("", () -> lookedUp(key));
    }

    private Finding lookedUp(Credential.Key key) {
      Optional<ApiKeys.Shown> shown = keys.find(key.key(), attempt.address());
      Optional<Standing> standing = shown.map(ApiKeys.Shown::standing);
      boolean taken = takesKeys(attempt.gate());
      boolean suspended = standing.filter(this::suspended).isPresent();
      // What is denied asks for restrictions even where there are none: the same statements.
      boolean mayComeIn =
          taken && !suspended && shown.filter(ApiKeys.Shown::unrestricted).isPresent()
              || mayComeIn(standing) && !suspended;
      if (!taken) {
        return new Denial("this gate takes no keys");
      }
      Optional<String> refusal = shown.flatMap(ApiKeys.Shown::refusal);
      if (!mayComeIn || refusal.isPresent()) {
        return refusal.map(Denial::new).orElseGet(() -> denial(standing, true));
      }
      keys.used(shown.get(), attempt.address());
      return new Admission(standing.get().account(), new Proof.Key(shown.get().hash()));
    }

    Verdict ofSession(Credential.SessionId session) {
      Gate startedAt = attempt.gate() == Gate.REST ? Gate.UI : attempt.gate();
      return sessions
          .find(session.id(), startedAt, attempt.address())
          .filter(found -> !found.restricted() || restrictionsAllow(found.live()))
          .map(Sessions.Found::live)
          .map(live -> admitted(new Admission(live.account(), live.proof()), Duration.ZERO))
          .orElseGet(() -> denied(Duration.ZERO));
    }

    /**
     * A session that another account asked for answers to that one's restrictions: find asks for
     * them at the gate of the session, which need not be the gate of the attempt.
     */
    private boolean restrictionsAllow(Live live) {
      Optional<Account> asker = live.asker();
      if (asker.isPresent() && live.gate() == attempt.gate()) {
        return true;
      }
      return restrictions.allow(
          asker.or(() -> Optional.of(live.account())), attempt.gate(), attempt.address());
    }

    /** The kernel vouches for the peer: it is root or Gatehouse itself, the way back in. */
    Verdict ofPeer(Credential.Peer peer) {
      return named(peer)
          .filter(this::exists)
          .map(
              standing ->
                  admitted(new Admission(standing.account(), new Proof.Socket()), Duration.ZERO))
          .orElseGet(() -> new Verdict.Denied(Duration.ZERO));
    }

    private Optional<Standing> named(Credential.Peer peer) {
      return peer.name().startsWith("@")
          ? AccountName.domain(peer.name().substring(1)).flatMap(accounts::findAdmin)
          : accounts.find(AccountName.parse(peer.name()));
    }

    private boolean exists(Standing standing) {
      try {
        return host.accounts(standing.account().realm()).stream()
            .anyMatch(unix -> unix.name().equals(standing.account().name().user()));
      } catch (HostException e) {
        throw away(e);
      }
    }

    private boolean mayComeIn(Optional<Standing> standing) {
      if (allowed.isEmpty()) {
        allowed =
            Optional.of(
                restrictions.allow(
                    standing.map(Standing::account), attempt.gate(), attempt.address()));
      }
      return allowed.get() && standing.filter(Standing::active).isPresent();
    }

    /** A password of such an account is nobody's, which verifying it finds. */
    private boolean suspended(Standing standing) {
      try {
        return host.isLocked(standing.account().realm(), standing.account().name().user());
      } catch (HostException e) {
        throw away(e);
      }
    }

    private Denial denial(Optional<Standing> standing, boolean right) {
      if (standing.isEmpty()) {
        return new Denial("no such account");
      }
      if (suspended(standing.get())) {
        return new Denial("the account is suspended");
      }
      if (!right) {
        return new Denial("wrong password, or no such account");
      }
      return new Denial(
          standing.get().active() ? "not from this address" : "its site is suspended");
    }

    /** An attempt whose credential was found right a moment ago: nothing is left to verify. */
    private Verdict proved(Admission admission, String name) {
      return switch (anvil.proved(attempt.address(), name, attempt.gate())) {
        case Entrance.Blocked blocked -> new Verdict.Throttled(blocked.until());
        case Passage.Proved proved -> admitted(admission, proved.hold());
      };
    }

    private Verdict counted(String name, Check check) {
      return switch (anvil.enter(attempt.address(), name, attempt.gate())) {
        case Entrance.Blocked blocked -> new Verdict.Throttled(blocked.until());
        case Entrance.Crowded _ -> new Verdict.Busy();
        case Entrance.Place place -> settle(place, check);
      };
    }

    private Verdict settle(Entrance.Place place, Check check) {
      Finding finding;
      try {
        finding = check.make();
      } catch (HostException.Crowded e) {
        anvil.undecided(place);
        return new Verdict.Busy();
      } catch (HostException | RuntimeException e) {
        RuntimeException failure = e instanceof RuntimeException own ? own : away(e);
        try {
          anvil.undecided(place);
        } catch (RuntimeException unsettled) {
          failure.addSuppressed(unsettled);
        }
        throw failure;
      }
      return switch (finding) {
        case Admission admission ->
            admitted(admission, anvil.admitted(place.of(admission.account().name())));
        case Denial denial -> denied(anvil.failed(place, denial.reason()));
      };
    }

    private Verdict admitted(Admission admission, Duration wait) {
      Caller caller =
          new Caller(admission.account(), attempt.gate(), attempt.address(), admission.proof());
      if (standsForSignIn(caller) && firstRequests.isFirst(caller)) {
        try {
          history.signedIn(caller, attempt.userAgent(), "first request from here for a while");
        } catch (RuntimeException e) {
          firstRequests.forget(caller);
          throw e;
        }
      }
      return new Verdict.Admitted(caller, DeniedQuantum.remaining(elapsed(), wait));
    }

    /** Where a session is started, that is the sign-in; the local socket is none. */
    private boolean standsForSignIn(Caller caller) {
      return switch (caller.proof()) {
        case Proof.Password _ -> attempt.gate() != Gate.UI && attempt.gate() != Gate.SOAP;
        case Proof.Key _ -> true;
        case Proof.Session _, Proof.Socket _ -> false;
      };
    }

    private Verdict denied(Duration wait) {
      return new Verdict.Denied(quantum.get().hold(elapsed(), wait));
    }

    private Duration elapsed() {
      return Duration.ofNanos(nanoTime.getAsLong() - began);
    }
  }

  private static IllegalStateException away(Exception e) {
    return new IllegalStateException("the host side cannot be asked", e);
  }
}
