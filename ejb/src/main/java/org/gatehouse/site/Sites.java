package org.gatehouse.site;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.gatehouse.audit.Audit;
import org.gatehouse.audit.AuditEvent;
import org.gatehouse.auth.Account;
import org.gatehouse.auth.AccountName;
import org.gatehouse.auth.Caller;
import org.gatehouse.auth.NewPassword;
import org.gatehouse.auth.PasswordRecords;
import org.gatehouse.auth.Role;
import org.gatehouse.command.CommandException;
import org.gatehouse.command.CommandException.Kind;
import org.gatehouse.command.HostRefusal;
import org.gatehouse.host.Host;
import org.gatehouse.host.HostException;
import org.gatehouse.host.Realm;
import org.gatehouse.host.UnixAccount;
import org.gatehouse.keyring.Keyring;
import org.gatehouse.persistence.Again;
import org.gatehouse.persistence.site.Site;

/**
 * Makes and removes sites and their users, in SQL and on the host. No transaction is open while the
 * host works; a site is suspended until all of it is there, and what was made of one that failed is
 * taken back.
 */
@ApplicationScoped
public class Sites {

  private static final String SHELL = "/bin/bash";
  private static final int UNKNOWN_PASSWORD_BYTES = 32;

  private static final Logger LOG = Logger.getLogger(Sites.class.getName());

  @Inject private SiteRecords records;
  @Inject private KnownSites known;
  @Inject private Plans plans;
  @Inject private PasswordRecords passwords;
  @Inject private Audit audit;
  @Inject private Host host;
  @Inject private SecureRandom random;
  @Inject private Keyring keyring;

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
    String plan = plans.require(chosen.plan().orElseGet(plans::usual)).name();
    Site site = records.add(ascii, user, chosen.withPlan(plan).kept());
    try {
      host.createSite(site.id(), ascii, site.gid());
    } catch (HostException e) {
      // Nothing was made; what stands under this id is not ours to take away.
      records.forget(site.id());
      throw HostRefusal.told(e);
    }
    try {
      addAdmin(site, user, chosen.password());
      records.open(site.id(), by);
      return site.id();
    } catch (HostException e) {
      throw takenBack(site, refusal(e, "admin"));
    } catch (RuntimeException e) {
      throw takenBack(site, e);
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
      host.setHash(new Realm.Site(site.id()), user, hash);
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
    SiteOptions chosen = SiteOptions.of(options).withPasswordOf(keyring);
    chosen.plan().ifPresent(plans::require);
    SiteChange change = Again.whenInTheWay(() -> records.edit(name, planned(chosen), reset, by));
    try {
      if (change.renamed()) {
        noteDomain(change.siteId());
      }
      if (chosen.password().isPresent()) {
        setPassword(change, chosen.password().get());
      }
    } catch (HostException e) {
      throw takenBack(change, refusal(e, "admin"), by);
    } catch (RuntimeException e) {
      throw takenBack(change, e, by);
    }
    if (chosen.password().isPresent()) {
      // The password is another one already: what follows from that must not fail for a sign-in.
      Again.whenInTheWay(
          () -> {
            passwords.changed(by, admin(change));
            return true;
          });
    }
  }

  /** A plan that is unset is the usual one. */
  private SiteOptions planned(SiteOptions chosen) {
    boolean unset = chosen.values().containsKey(Services.require(Services.PLAN));
    return unset && chosen.plan().isEmpty() ? chosen.withPlan(plans.usual()) : chosen;
  }

  /** Until it is the one that SQL has: two may be renaming the site at once. */
  private void noteDomain(int siteId) throws HostException {
    Optional<String> noted = Optional.empty();
    Optional<String> domain = domain(siteId);
    while (domain.isPresent() && !domain.equals(noted)) {
      host.renameSite(siteId, domain.get());
      noted = domain;
      domain = domain(siteId);
    }
  }

  private Optional<String> domain(int siteId) {
    return records.find(siteId).map(Site::domain);
  }

  private void setPassword(SiteChange change, AdminPassword password) throws HostException {
    Realm realm = new Realm.Site(change.siteId());
    switch (password) {
      case AdminPassword.Plain(String text) -> host.setPassword(realm, change.admin(), text);
      case AdminPassword.Hashed(String hash) -> host.setHash(realm, change.admin(), hash);
    }
  }

  private static Account admin(SiteChange change) {
    return new Account(
        new AccountName(change.admin(), Optional.of(change.domain().after())),
        Role.SITE,
        Optional.of(change.siteId()));
  }

  private RuntimeException takenBack(SiteChange change, RuntimeException failure, Caller by) {
    if (change.nothing()) {
      return failure;
    }
    try {
      Again.whenInTheWay(
          () -> {
            records.takeBack(change, by);
            return true;
          });
      if (change.renamed()) {
        noteDomain(change.siteId());
      }
    } catch (RuntimeException | HostException e) {
      LOG.log(Level.SEVERE, "site" + change.siteId() + " was changed by half", e);
      failure.addSuppressed(e);
    }
    return failure;
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
    NewPassword.check("password", password);
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
    UnixAccount account = new UnixAccount(user, uid, site.gid(), gecos, "/home/" + user, SHELL);
    host.addAccount(new Realm.Site(site.id()), account, password, most);
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
