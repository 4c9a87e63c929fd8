package org.gatehouse.auth;

import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Optional;
import org.gatehouse.anvil.Anvil;
import org.gatehouse.anvil.Entrance;
import org.gatehouse.apikey.ApiKeys;
import org.gatehouse.auth.Accounts.Standing;
import org.gatehouse.host.Host;
import org.gatehouse.host.HostException;
import org.gatehouse.host.Realm;
import org.gatehouse.metrics.Metrics;
import org.gatehouse.session.Sessions;

/**
 * The one place that verifies a credential, for every gate.
 *
 * <p>Guarantees: the anvil is asked before anything is verified; unknown account, wrong password
 * and suspended site are denied alike, after exactly one hash; no transaction or connection is held
 * while a hash is computed.
 */
@Singleton
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class Gatekeeper {

  @Inject private Anvil anvil;
  @Inject private Accounts accounts;
  @Inject private ApiKeys keys;
  @Inject private Sessions sessions;
  @Inject private Host host;
  @Inject private Metrics metrics;

  /**
   * Decides whether an attempt may come in.
   *
   * @return the verdict; never null
   * @throws RuntimeException when a part of Gatehouse is away: nobody is admitted then, and the
   *     attempt does not count
   */
  public Verdict admit(Attempt attempt) {
    Verdict verdict =
        switch (attempt.credential()) {
          case Credential.SessionId session -> admitSession(attempt, session);
          case Credential.Peer peer -> admitPeer(attempt, peer);
          case Credential.Password password -> admitCounted(attempt, password.name());
          case Credential.Key _, Credential.Unusable _ -> admitCounted(attempt, "");
        };
    metrics.attempt(attempt.gate(), verdict);
    return verdict;
  }

  private Verdict admitCounted(Attempt attempt, String name) {
    return switch (anvil.enter(attempt.address(), name, attempt.gate())) {
      case Entrance.Blocked blocked -> new Verdict.Throttled(blocked.until());
      case Entrance.Crowded _ -> new Verdict.Busy();
      case Entrance.Place place -> settle(attempt, place);
    };
  }

  private Verdict settle(Attempt attempt, Entrance.Place place) {
    Optional<Admission> admission;
    try {
      admission = verify(attempt);
    } catch (RuntimeException e) {
      try {
        anvil.undecided(place);
      } catch (RuntimeException unsettled) {
        e.addSuppressed(unsettled);
      }
      throw e;
    }
    if (admission.isEmpty()) {
      return new Verdict.Denied(anvil.failed(place));
    }
    Duration wait = anvil.admitted(place);
    return admission.get().verdict(attempt, wait);
  }

  private Optional<Admission> verify(Attempt attempt) {
    return switch (attempt.credential()) {
      case Credential.Password password -> verifyPassword(password);
      case Credential.Key key when takesKeys(attempt.gate()) -> verifyKey(key);
      default -> {
        matches(Optional.empty(), "", "");
        yield Optional.empty();
      }
    };
  }

  private Optional<Admission> verifyPassword(Credential.Password password) {
    Optional<AccountName> name = AccountName.parse(password.name());
    Optional<Standing> standing = name.flatMap(accounts::find);
    Optional<Realm> realm = standing.map(found -> found.account().realm());
    String user = name.map(AccountName::user).orElse("");
    boolean matches = matches(realm, user, password.password());
    return standing
        .filter(found -> matches && found.active())
        .map(found -> new Admission(found.account(), new Proof.Password()));
  }

  private boolean matches(Optional<Realm> realm, String user, String password) {
    try {
      return host.verify(realm, user, password);
    } catch (HostException e) {
      throw new IllegalStateException("the host side cannot be asked", e);
    }
  }

  private Optional<Admission> verifyKey(Credential.Key key) {
    return keys.find(key.key())
        .flatMap(
            found ->
                accounts
                    .find(found.siteId(), found.user())
                    .filter(Standing::active)
                    .map(
                        standing ->
                            new Admission(standing.account(), new Proof.Key(found.hash()))));
  }

  private static boolean takesKeys(Gate gate) {
    return gate == Gate.SOAP || gate == Gate.REST || gate == Gate.CLI;
  }

  private Verdict admitSession(Attempt attempt, Credential.SessionId session) {
    return sessions
        .find(session.id(), home(attempt.gate()), attempt.address())
        .map(live -> new Admission(live.account(), live.proof()))
        .map(admission -> admission.verdict(attempt, Duration.ZERO))
        .orElseGet(() -> new Verdict.Denied(Duration.ZERO));
  }

  /** REST takes the panel's sessions; that a page of ours sent the call, the edge has seen. */
  private static Gate home(Gate gate) {
    return gate == Gate.REST ? Gate.UI : gate;
  }

  /** The kernel vouches for the peer: it is root or Gatehouse itself, the way back in. */
  private Verdict admitPeer(Attempt attempt, Credential.Peer peer) {
    return named(peer)
        .filter(this::exists)
        .map(
            standing ->
                new Admission(standing.account(), new Proof.Socket())
                    .verdict(attempt, Duration.ZERO))
        .orElseGet(() -> new Verdict.Denied(Duration.ZERO));
  }

  private Optional<Standing> named(Credential.Peer peer) {
    return peer.name().startsWith("@")
        ? AccountName.domain(peer.name().substring(1)).flatMap(accounts::findAdmin)
        : AccountName.parse(peer.name()).flatMap(accounts::find);
  }

  private boolean exists(Standing standing) {
    try {
      return host.accounts(standing.account().realm()).stream()
          .anyMatch(unix -> unix.name().equals(standing.account().name().user()));
    } catch (HostException e) {
      throw new IllegalStateException("the host side cannot be asked", e);
    }
  }

  /** Whom a credential lets in, and what it was. */
  private record Admission(Account account, Proof proof) {

    Verdict verdict(Attempt attempt, Duration hold) {
      return new Verdict.Admitted(
          new Caller(account, attempt.gate(), attempt.address(), proof), hold);
    }
  }
}
