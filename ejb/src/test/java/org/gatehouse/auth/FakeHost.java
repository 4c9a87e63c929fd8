package org.gatehouse.auth;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.gatehouse.host.Host;
import org.gatehouse.host.HostException;
import org.gatehouse.host.PasswordChange;
import org.gatehouse.host.PasswordStamp;
import org.gatehouse.host.Realm;
import org.gatehouse.host.UnixAccount;
import org.gatehouse.host.Usage;
import org.gatehouse.host.crypt.Password;
import org.gatehouse.host.tree.AccountTree;

/** A host side in memory, that notes what it is asked. */
final class FakeHost implements Host {

  private record Login(Realm realm, String user) {}

  private final Map<Login, String> passwords = new HashMap<>();
  private final Map<PasswordChange, String> unsettled = new LinkedHashMap<>();
  private final Set<Login> remembered = new HashSet<>();
  private final Set<Login> locked = new HashSet<>();

  /** What was asked, in order. */
  final List<String> asked = new ArrayList<>();

  /** What every verification ends with instead of an answer. */
  Optional<HostException> failure = Optional.empty();

  /** What happens elsewhere while a password is being verified. */
  Runnable meanwhile = () -> {};

  /** What every renewal ends with instead of an answer. */
  Optional<RuntimeException> renewalFailure = Optional.empty();

  FakeHost with(Realm realm, String user, String password) {
    passwords.put(new Login(realm, user), password);
    return this;
  }

  void remember(Realm realm, String user) {
    remembered.add(new Login(realm, user));
  }

  String password(Realm realm, String user) {
    return passwords.get(new Login(realm, user));
  }

  private boolean right(Realm realm, String user, CharSequence password) {
    return !isLocked(realm, user)
        && password.toString().equals(passwords.get(new Login(realm, user)));
  }

  @Override
  public Optional<PasswordStamp> verify(
      Optional<Realm> realm, String user, CharSequence password, BooleanSupplier first)
      throws HostException {
    asked.add("verify, known " + first.getAsBoolean());
    if (failure.isPresent()) {
      throw failure.get();
    }
    meanwhile.run();
    return realm.filter(found -> right(found, user, password)).map(found -> stamp(password));
  }

  @Override
  public Optional<PasswordStamp> remembers(Realm realm, String user, CharSequence password)
      throws HostException {
    asked.add("remembers");
    if (failure.isPresent()) {
      throw failure.get();
    }
    return remembered.contains(new Login(realm, user)) && right(realm, user, password)
        ? Optional.of(stamp(password))
        : Optional.empty();
  }

  private static PasswordStamp stamp(CharSequence password) {
    return PasswordStamp.of(password.toString());
  }

  @Override
  public boolean stands(Realm realm, String user, PasswordStamp stamp) {
    return Optional.ofNullable(passwords.get(new Login(realm, user)))
        .filter(password -> stamp(password).equals(stamp))
        .isPresent();
  }

  @Override
  public boolean renew(Realm realm, String user, CharSequence password) {
    asked.add("renew");
    renewalFailure.ifPresent(
        e -> {
          throw e;
        });
    return true;
  }

  @Override
  public long hashes() {
    return asked.stream().filter(question -> question.startsWith("verify")).count();
  }

  @Override
  public List<UnixAccount> accounts(Realm realm) throws HostException {
    if (failure.isPresent()) {
      throw failure.get();
    }
    return passwords.keySet().stream()
        .filter(login -> login.realm().equals(realm))
        .map(login -> new UnixAccount(login.user(), 20_000, 20_000, "", "/home", "/bin/sh"))
        .toList();
  }

  @Override
  public PasswordChange setPassword(Realm realm, String user, CharSequence password)
      throws HostException {
    String before = passwords.replace(new Login(realm, user), password.toString());
    if (before == null) {
      throw new HostException.UnknownAccount();
    }
    PasswordChange change = new PasswordChange("change " + unsettled.size(), realm, user);
    unsettled.put(change, before);
    return change;
  }

  @Override
  public boolean lock(Realm realm, String user) {
    return locked.add(new Login(realm, user));
  }

  @Override
  public boolean unlock(Realm realm, String user) {
    return locked.remove(new Login(realm, user));
  }

  @Override
  public boolean isLocked(Realm realm, String user) {
    return locked.contains(new Login(realm, user));
  }

  @Override
  public void settle(PasswordChange change) {
    unsettled.remove(change);
  }

  @Override
  public void undo(PasswordChange change) throws HostException {
    if (failure.isPresent()) {
      throw failure.get();
    }
    passwords.put(new Login(change.realm(), change.user()), unsettled.remove(change));
  }

  @Override
  public List<PasswordChange> unsettled(Duration age) {
    return List.copyOf(unsettled.keySet());
  }

  @Override
  public PasswordChange setHash(Realm realm, String user, String hash) throws HostException {
    return setPassword(realm, user, "hash " + hash);
  }

  @Override
  public void check(UnixAccount account) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void checkPassword(CharSequence password) throws HostException {
    Password.of(password).close();
  }

  @Override
  public void checkHash(String hash) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void createSite(int siteId, String domain, long gid) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void renameSite(int siteId, String domain) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Usage usage(int siteId) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void deleteSite(int siteId) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void addAccount(Realm realm, UnixAccount account, CharSequence password, int most) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void completeRemovals() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void removeAccount(Realm realm, String user) {
    throw new UnsupportedOperationException();
  }

  @Override
  public AccountTree openSite(int siteId, String admin) {
    throw new UnsupportedOperationException();
  }

  @Override
  public AccountTree openHome(int siteId, String user) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void emptyStaging() {
    throw new UnsupportedOperationException();
  }
}
