package org.gatehouse.site;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.gatehouse.audit.Audit;
import org.gatehouse.audit.AuditEvent;
import org.gatehouse.auth.Account;
import org.gatehouse.auth.AccountName;
import org.gatehouse.auth.Caller;
import org.gatehouse.auth.NewPasswords;
import org.gatehouse.auth.PasswordChanges;
import org.gatehouse.auth.PasswordRecords;
import org.gatehouse.auth.Role;
import org.gatehouse.command.CommandException;
import org.gatehouse.command.CommandException.Kind;
import org.gatehouse.command.HostRefusal;
import org.gatehouse.host.Host;
import org.gatehouse.host.HostException;
import org.gatehouse.host.PasswordChange;
import org.gatehouse.host.Realm;
import org.gatehouse.host.UnixAccount;
import org.gatehouse.keyring.Keyring;
import org.gatehouse.persistence.site.Site;

/**
 * Makes, changes and removes sites and their users, in SQL and on the host. No transaction is open
 * while the host makes or removes something; a site is suspended until all of it is there, and what
 * was made of one that failed is taken back. A change is made on the host as the last before it
 * holds in SQL, so that it is whole or not at all.
 */
@ApplicationScoped
public class Sites {

  private static final String SHELL = "/bin/bash";
  private static final int UNKNOWN_PASSWORD_BYTES = 32;

  private static final Logger LOG = Logger.getLogger(Sites.class.getName());

  @Inject private SiteRecords records;
  @Inject private KnownSites known;
  @Inject private Plans plans;
  @Inject private PasswordChanges passwords;
  @Inject private PasswordRecords passwordRecords;
  @Inject private Audit audit;
  @Inject private Host host;
  @Inject private SecureRandom random;
  @Inject private Keyring keyring;
  @Inject private NewPasswords newPasswords;

  /**
   * Makes a site with its admin.
   *
   * @param domain the site's domain, as a person writes it
   * @param admin the user name of its admin
   * @param options by {@code service.parameter}; without {@code auth.tpasswd} or {@code
   *     auth.cpasswd} nobody can sign in until a password is set
   * @param by who makes it; empty when Gatehouse itself does
   * @return the site's id
   * @throws CommandException when an argument is unusable or the site exists
   */
  public int add(String domain, String admin, Map<String, Object> options, Optional<Caller> by) {
    NewSite asked = asked(domain, admin, options);
    Site site = records.add(asked.domain(), asked.admin(), asked.options().kept());
    try {
      host.createSite(site.id(), asked.domain(), site.gid());
    } catch (HostException e) {
      // Nothing was made; what stands under this id is not ours to take away.
      records.forget(site.id());
      throw HostRefusal.told(e);
    }
    try {
      addAdmin(site, asked.admin(), asked.options().password());
      records.open(site.id(), by);
      return site.id();
    } catch (HostException e) {
      throw takenBack(site, refusal(e, "admin"));
    } catch (RuntimeException e) {
      throw takenBack(site, e);
    }
  }

  /**
   * Checks all that {@link #add} checks before it makes a site, and makes none.
   *
   * @return the site that it would make
   * @throws CommandException as {@link #add} would throw
   */
  NewSite wouldAdd(String domain, String admin, Map<String, Object> options) {
    NewSite asked = asked(domain, admin, options);
    records.requireFree(asked.domain());
    try {
      host.check(account(asked.admin(), UnixAccount.LOWEST_ID, UnixAccount.LOWEST_ID, ""));
      checkPassword(asked.options().password());
    } catch (HostException e) {
      throw refusal(e, "admin");
    }
    return asked;
  }

  private void checkPassword(Optional<AdminPassword> password) throws HostException {
    switch (password.orElse(null)) {
      case AdminPassword.Plain(String text) -> host.checkPassword(text);
      case AdminPassword.Hashed(String hash) -> host.checkHash(hash);
      case null -> {
        // None is asked for.
      }
    }
  }

  private NewSite asked(String domain, String admin, Map<String, Object> options) {
    String ascii =
        AccountName.domain(domain)
            .orElseThrow(
                () ->
                    new CommandException(
                        Kind.ARGUMENT, "argument 'domain' must be a domain such as example.org"));
    String user = userName("admin", admin);
    SiteOptions chosen = SiteOptions.of(options).withPasswordOf(keyring);
    requireSame(Services.DOMAIN, "domain", chosen.domain(), ascii);
    requireSame(Services.ADMIN_USER, "admin", chosen.admin(), user);
    requirePermitted(chosen, new AccountName(user, Optional.of(ascii)));
    Plan plan = plans.require(chosen.plan().orElseGet(plans::usual));
    return new NewSite(ascii, user, chosen.withPlan(plan.name()), plan);
  }

  private void requirePermitted(SiteOptions options, AccountName admin) {
    if (options.password().orElse(null) instanceof AdminPassword.Plain(String text)) {
      newPasswords.require("option '" + Services.PASSWORD + "'", text, admin, options.email());
    }
  }

  private RuntimeException takenBack(Site site, RuntimeException failure) {
    try {
      removeFiles(site);
      records.forget(site.id());
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
    }
    return failure;
  }

  private static void requireSame(
      String option, String argument, Optional<String> given, String wanted) {
    if (given.filter(value -> !value.equals(wanted)).isPresent()) {
      throw new CommandException(
          Kind.ARGUMENT, "option '" + option + "' is not what argument '" + argument + "' says");
    }
  }

  private void addAdmin(Site site, String user, Optional<AdminPassword> password)
      throws HostException {
    String first =
        password.orElse(null) instanceof AdminPassword.Plain(String text)
            ? text
            : unknownPassword();
    addAccount(site, user, "", first, site.gid(), Integer.MAX_VALUE);
    if (password.orElse(null) instanceof AdminPassword.Hashed(String hash)) {
      // Nobody could sign in before.
      host.settle(host.setHash(new Realm.Site(site.id()), user, hash));
    }
  }

  private static CommandException refusal(HostException e, String userArgument) {
    return switch (e) {
      case HostException.PasswordRefused refused ->
          new CommandException(
              Kind.ARGUMENT, "option '" + Services.PASSWORD + "': " + refused.getMessage());
      case HostException.InvalidArgument refused when refused.argument().equals("hash") ->
          new CommandException(
              Kind.ARGUMENT, "option '" + Services.PASSWORD_HASH + "': " + refused.getMessage());
      default -> HostRefusal.told(e, userArgument);
    };
  }

  /**
   * Changes a site, wholly or not at all.
   *
   * @param site its domain, {@code siteN} or number
   * @param options by {@code service.parameter}
   * @param reset whether what else was said of the site alone is as its plan says again
   * @throws CommandException when there is no such site, or an option is unusable
   */
  public void edit(String site, Map<String, Object> options, boolean reset, Caller by) {
    SiteName name = SiteName.require(site);
    SiteOptions chosen = chosen(options);
    passwords.whole(done -> edit(name, planned(chosen), reset, by, done));
  }

  private void edit(
      SiteName name,
      SiteOptions options,
      boolean reset,
      Caller by,
      Consumer<PasswordChange> passwordDone) {
    AtomicReference<SiteChange> renamed = new AtomicReference<>();
    try {
      records.edit(
          name,
          options,
          reset,
          by,
          change -> {
            requirePermitted(options, admin(change).name());
            try {
              if (change.renamed()) {
                renamed.set(change);
                host.renameSite(change.siteId(), change.domain().after());
              }
              if (options.password().isPresent()) {
                passwordDone.accept(setPassword(change, options.password().get()));
                passwordRecords.changed(by, admin(change));
              }
            } catch (HostException e) {
              throw refusal(e, "admin");
            }
          });
    } catch (RuntimeException e) {
      if (renamed.get() != null) {
        noteFormerDomain(renamed.get().siteId(), e);
      }
      throw e;
    }
  }

  /**
   * Checks all that {@link #edit} checks, and changes nothing.
   *
   * @return what it would change, but for the password
   * @throws CommandException as {@link #edit} would throw
   */
  SiteChange wouldEdit(String site, Map<String, Object> options, boolean reset) {
    SiteName name = SiteName.require(site);
    SiteOptions chosen = chosen(options);
    SiteChange change = records.wouldEdit(name, planned(chosen), reset);
    requirePermitted(chosen, admin(change).name());
    try {
      checkPassword(chosen.password());
    } catch (HostException e) {
      throw refusal(e, "admin");
    }
    return change;
  }

  private SiteOptions chosen(Map<String, Object> options) {
    SiteOptions chosen = SiteOptions.of(options).withPasswordOf(keyring);
    chosen.plan().ifPresent(plans::require);
    return chosen;
  }

  /** A plan that is unset is the usual one. */
  private SiteOptions planned(SiteOptions chosen) {
    boolean unset = chosen.values().containsKey(Services.require(Services.PLAN));
    return unset && chosen.plan().isEmpty() ? chosen.withPlan(plans.usual()) : chosen;
  }

  /** The host has the domain that SQL has. */
  private void noteFormerDomain(int siteId, RuntimeException failure) {
    try {
      records.domain(
          siteId,
          domain -> {
            try {
              host.renameSite(siteId, domain);
            } catch (HostException e) {
              throw HostRefusal.told(e);
            }
          });
    } catch (RuntimeException e) {
      LOG.log(Level.SEVERE, "the host may have another domain noted for site" + siteId, e);
      failure.addSuppressed(e);
    }
  }

  private PasswordChange setPassword(SiteChange change, AdminPassword password)
      throws HostException {
    Realm realm = new Realm.Site(change.siteId());
    return switch (password) {
      case AdminPassword.Plain(String text) -> host.setPassword(realm, change.admin(), text);
      case AdminPassword.Hashed(String hash) -> host.setHash(realm, change.admin(), hash);
    };
  }

  private static Account admin(SiteChange change) {
    return new Account(
        new AccountName(change.admin(), Optional.of(change.domain().after())),
        Role.SITE,
        Optional.of(change.siteId()));
  }

  /**
   * Removes a site with its root, users, sessions and keys.
   *
   * @param site its domain, {@code siteN} or number
   * @throws CommandException when there is no such site
   */
  public void delete(String site, Caller by) {
    Site found = records.find(SiteName.require(site)).orElseThrow(SiteName::noSuchSite);
    removeFiles(found);
    records.delete(found, by);
  }

  /**
   * Suspends a site: all of its sessions end at once, and its passwords and keys are refused like
   * wrong ones until it is activated.
   *
   * @param site its domain, {@code siteN} or number
   * @param reason for the audit; may be empty
   * @throws CommandException when there is no such site
   */
  public void deactivate(String site, String reason, Caller by) {
    records.suspend(SiteName.require(site), reason, by);
  }

  /**
   * Ends the suspension of a site.
   *
   * @param site its domain, {@code siteN} or number
   * @throws CommandException when there is no such site
   */
  public void activate(String site, Caller by) {
    records.activate(SiteName.require(site), by);
  }

  /**
   * Adds a user to the caller's site.
   *
   * @throws CommandException when an argument is unusable, the user exists, or the site has as many
   *     as it may have
   */
  public void addUser(Caller by, String user, String password, String gecos) {
    Site site = by.account().siteId().flatMap(records::find).orElseThrow(SiteName::noSuchSite);
    int most = known.ofItsOwn(site.id()).orElseThrow(SiteName::noSuchSite).mostUsers();
    String name = userName("user", user);
    newPasswords.require(
        "argument 'password'",
        password,
        new AccountName(name, Optional.of(site.domain())),
        Optional.empty());
    try {
      addAccount(site, name, gecos, password, records.nextUnixId(), most);
    } catch (HostException.TooManyAccounts e) {
      throw new CommandException(
          Kind.FORBIDDEN, "the site may have no more than " + most + " users with its admin");
    } catch (HostException e) {
      throw HostRefusal.told(e, "user");
    }
    audit.record(
        AuditEvent.by(
            by,
            AuditEvent.What.SITE,
            "user " + name + "@" + site.domain() + " added",
            AuditEvent.Result.DONE));
  }

  private void addAccount(Site site, String user, String gecos, String password, long uid, int most)
      throws HostException {
    host.addAccount(
        new Realm.Site(site.id()), account(user, uid, site.gid(), gecos), password, most);
  }

  private static UnixAccount account(String user, long uid, long gid, String gecos) {
    return new UnixAccount(user, uid, gid, gecos, "/home/" + user, SHELL);
  }

  /** Files first: a record without files can be removed again, files without a record cannot. */
  private void removeFiles(Site site) {
    try {
      host.deleteSite(site.id());
    } catch (HostException e) {
      throw HostRefusal.told(e);
    }
  }

  private static String userName(String argument, String text) {
    return AccountName.parse(text)
        .filter(name -> name.domain().isEmpty())
        .map(AccountName::user)
        .orElseThrow(
            () ->
                new CommandException(
                    Kind.ARGUMENT,
                    "argument '"
                        + argument
                        + "' must be a user name: a letter, then at most 31 letters, digits,"
                        + " dots, hyphens or underscores"));
  }

  /** A password that nobody knows, for an account whose owner has not set one yet. */
  private String unknownPassword() {
    byte[] bytes = new byte[UNKNOWN_PASSWORD_BYTES];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
