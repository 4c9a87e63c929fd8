package org.gatehouse.auth;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gatehouse.apikey.ApiKeys;
import org.gatehouse.command.Command;
import org.gatehouse.command.CommandException;
import org.gatehouse.command.CommandException.Kind;
import org.gatehouse.command.Default;
import org.gatehouse.command.Effect;
import org.gatehouse.command.HostRefusal;
import org.gatehouse.command.Module;
import org.gatehouse.host.Host;
import org.gatehouse.host.HostException;
import org.gatehouse.host.PasswordChange;
import org.gatehouse.scope.Configuration;
import org.gatehouse.scope.Settings;

/**
 * Changes passwords: everybody their own, a site's admin those of the site, the appliance admin
 * anybody's. No transaction is open while a password is hashed or a file is written; {@link
 * PasswordChanges} keeps both together.
 */
@ApplicationScoped
@Module("auth")
public class PasswordCommands {

  private Host host;
  private Accounts accounts;
  private PasswordRecords records;
  private PasswordChanges changes;
  private ApiKeys keys;
  private Configuration configuration;
  private NewPasswords newPasswords;
  private EmailAddresses emails;
  private SecureRandom random;

  /** For the container's proxy; what it makes is never used. */
  public PasswordCommands() {}

  @Inject
  PasswordCommands(
      Host host,
      Accounts accounts,
      PasswordRecords records,
      PasswordChanges changes,
      ApiKeys keys,
      Configuration configuration,
      NewPasswords newPasswords,
      EmailAddresses emails,
      SecureRandom random) {
    this.host = host;
    this.accounts = accounts;
    this.records = records;
    this.changes = changes;
    this.keys = keys;
    this.configuration = configuration;
    this.newPasswords = newPasswords;
    this.emails = emails;
    this.random = random;
  }

  /**
   * Whether a new password would be accepted: long enough, none of the 100,000 most common and
   * breached ones, and hard to guess for who knows whose it is. Of a long one the first 50
   * characters tell how hard that is. Nothing is asked of anybody else, or kept.
   *
   * @param password the password
   * @param user the user of the caller's site, or with a domain of that one, whose it is to be;
   *     there need be none. Left out, the caller's own
   * @param domain the site of the user, when it is not the caller's
   * @return by name: permitted, whether it would be; score, from 0, guessed at once, to 4, hard to
   *     guess; reasons, why it would be refused, and suggestions for a better one, lists of
   *     sentences
   */
  @Command(
      roles = {Role.APPLIANCE, Role.SITE, Role.USER},
      effect = Effect.READS)
  public Map<String, Object> passwordPermitted(
      Caller caller, String password, @Default("") String user, @Default("") String domain) {
    Account own = caller.account();
    boolean other = !user.isEmpty() || !domain.isEmpty();
    NewPasswords.Assessment found =
        other
            ? newPasswords.assess(password, named(own, user, domain), Optional.empty())
            : newPasswords.assess(password, own.name(), emails.of(own));
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("permitted", found.permitted());
    told.put("score", found.score());
    told.put(
        "reasons",
        found.reasons().stream().<Object>map(reason -> "the password " + reason).toList());
    told.put("suggestions", List.<Object>copyOf(found.suggestions()));
    return told;
  }

  private static AccountName named(Account own, String user, String domain) {
    Optional<String> site = domain.isEmpty() ? own.name().domain() : Optional.of(site(domain));
    return user.isEmpty()
        ? new AccountName(own.name().user(), site)
        : new AccountName(
            AccountName.parse(user)
                .filter(name -> name.domain().isEmpty())
                .orElseThrow(
                    () ->
                        new CommandException(
                            Kind.ARGUMENT, "argument 'user' must be the name of a user"))
                .user(),
            site);
  }

  /** Gives an account another password or hash. */
  @FunctionalInterface
  private interface Change {
    PasswordChange of(Account account) throws HostException;
  }

  /**
   * Changes a password, wholly or not at all. The account's other sessions end at once.
   *
   * @param password the new one, such that auth:password-permitted permits it
   * @param user whose; left out, the caller's own, or with a domain that of the site's admin
   * @param domain the site of the user; for the appliance admin alone
   * @param force changes it even in a session that somebody else was handed
   * @return true
   */
  @Command(
      roles = {Role.APPLIANCE, Role.SITE, Role.USER},
      effect = Effect.CHANGES)
  public boolean changePassword(
      Caller caller,
      String password,
      @Default("") String user,
      @Default("") String domain,
      @Default("false") boolean force) {
    return change(
        caller,
        user,
        domain,
        force,
        account -> {
          newPasswords.require("argument 'password'", password, account.name(), emails.of(account));
          return host.setPassword(account.realm(), account.name().user(), password);
        });
  }

  /**
   * Gives an account the password hash that it had elsewhere. Its other sessions end at once.
   *
   * @param cpassword the hash: $6$ or $5$ with 5000 to 100000 rounds, $2y$ or $2b$ of cost 5 to 12,
   *     or $y$ up to j9T
   * @param user whose; left out, the caller's own, or with a domain that of the site's admin
   * @param domain the site of the user; for the appliance admin alone
   * @param force changes it even in a session that somebody else was handed
   * @return true
   */
  @Command(
      roles = {Role.APPLIANCE, Role.SITE},
      effect = Effect.CHANGES)
  public boolean changeCpassword(
      Caller caller,
      String cpassword,
      @Default("") String user,
      @Default("") String domain,
      @Default("false") boolean force) {
    return change(
        caller,
        user,
        domain,
        force,
        account -> host.setHash(account.realm(), account.name().user(), cpassword));
  }

  private boolean change(Caller caller, String user, String domain, boolean force, Change change) {
    HandOverGuard.check(caller, force);
    Account account = target(caller, user, domain);
    whole(account, change, () -> records.changed(caller, account));
    return true;
  }

  private void whole(Account account, Change change, Runnable record) {
    changes.whole(
        done -> {
          try {
            done.accept(change.of(account));
          } catch (HostException e) {
            throw HostRefusal.told(e);
          }
          record.run();
        });
  }

  /**
   * Gives somebody else's account a new password that is made here: of 96 random bits, in syllables
   * that can be read out. Its sessions end at once; its keys stay. It may change that password
   * itself afterwards.
   *
   * @param user whose; empty with a domain, that of the site's admin
   * @param domain the site of the user; for the appliance admin alone
   * @param force does it even in a session that somebody else was handed
   * @return the password, shown this once; a call that is repeated because its answer did not
   *     arrive makes another
   */
  @Command(
      roles = {Role.APPLIANCE, Role.SITE},
      effect = Effect.REVEALS)
  public String resetPassword(
      Caller caller, String user, @Default("") String domain, @Default("false") boolean force) {
    HandOverGuard.check(caller, force);
    Account account = target(caller, user, domain);
    if (account.equals(caller.account())) {
      throw new CommandException(
          Kind.FORBIDDEN, "your own password is changed by auth:change-password");
    }
    String password = SpokenPassword.of(random);
    whole(
        account,
        found -> host.setPassword(found.realm(), found.name().user(), password),
        () -> records.reset(caller, account));
    return password;
  }

  private Account target(Caller caller, String user, String domain) {
    Account own = caller.account();
    Optional<String> site = domain.isEmpty() ? own.name().domain() : Optional.of(site(domain));
    boolean ownSite = site.equals(own.name().domain());
    if (!ownSite && own.role() != Role.APPLIANCE) {
      throw new CommandException(Kind.FORBIDDEN, "only the appliance admin may name another site");
    }
    if (!ownSite
        && !(caller.proof() instanceof Proof.Socket)
        && !configuration.value(Settings.ADMIN_API)) {
      throw new CommandException(
          Kind.FORBIDDEN, "another site is named on the server itself only, as root by cpcmd");
    }
    if (ownSite && (user.isEmpty() || user.equals(own.name().user()))) {
      keys.requireUnlimited(caller);
      return own;
    }
    if (own.role() == Role.USER) {
      throw new CommandException(Kind.FORBIDDEN, "you may change your own password only");
    }
    Optional<Accounts.Standing> standing =
        user.isEmpty()
            ? accounts.findAdmin(site.orElseThrow())
            : accounts.find(new AccountName(userName(user), site));
    return standing
        .map(Accounts.Standing::account)
        .orElseThrow(() -> new CommandException(Kind.NOT_FOUND, "there is no such site"));
  }

  private static String site(String domain) {
    return AccountName.domain(domain)
        .orElseThrow(
            () ->
                new CommandException(
                    Kind.ARGUMENT, "argument 'domain' must be a domain such as example.org"));
  }

  private static String userName(String user) {
    return AccountName.parse(user)
        .filter(name -> name.domain().isEmpty())
        .map(AccountName::user)
        .orElseThrow(() -> new CommandException(Kind.NOT_FOUND, "there is no such account"));
  }
}
