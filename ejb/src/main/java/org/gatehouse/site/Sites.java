package org.gatehouse.site;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.gatehouse.audit.Audit;
import org.gatehouse.audit.AuditEvent;
import org.gatehouse.auth.AccountName;
import org.gatehouse.auth.Caller;
import org.gatehouse.auth.NewPassword;
import org.gatehouse.command.CommandException;
import org.gatehouse.command.CommandException.Kind;
import org.gatehouse.command.HostRefusal;
import org.gatehouse.host.Host;
import org.gatehouse.host.HostException;
import org.gatehouse.host.Realm;
import org.gatehouse.host.UnixAccount;
import org.gatehouse.persistence.site.Site;

/**
 * Makes and removes sites and their users, in SQL and on the host. No transaction is open while the
 * host works; a site is suspended until all of it is there, and what was made of one that failed is
 * taken back.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class Sites {

  private static final String SHELL = "/bin/bash";
  private static final int UNKNOWN_PASSWORD_BYTES = 32;

  @Inject private SiteRecords records;
  @Inject private Audit audit;
  @Inject private Host host;
  @Inject private SecureRandom random;

  /**
   * Makes a site with its admin.
   *
   * @param domain the site's domain, as a person writes it
   * @param admin the user name of its admin
   * @param options by {@code service.parameter}; without {@code auth.tpasswd} nobody can sign in
   *     until a password is set
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
    SiteOptions chosen = SiteOptions.of(options);
    Site site = records.add(ascii, user, chosen.kept());
    try {
      host.createSite(site.id(), ascii, site.gid());
    } catch (HostException e) {
      // Nothing was made; what stands under this id is not ours to take away.
      records.forget(site.id());
      throw HostRefusal.told(e);
    }
    try {
      addAccount(site, user, "", chosen.password().orElseGet(this::unknownPassword), site.gid());
      records.open(site.id(), by);
      return site.id();
    } catch (HostException e) {
      throw takenBack(site, HostRefusal.told(e, "admin"));
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

  /**
   * Removes a site with its root, users, sessions and keys.
   *
   * @throws CommandException when there is no such site
   */
  public void delete(String domain, Caller by) {
    Site site = AccountName.domain(domain).flatMap(records::find).orElseThrow(Sites::noSuchSite);
    removeFiles(site);
    records.delete(site, by);
  }

  private static CommandException noSuchSite() {
    return new CommandException(Kind.NOT_FOUND, "there is no such site");
  }

  /**
   * Suspends a site: all of its sessions end at once, and its passwords and keys are refused like
   * wrong ones until it is activated.
   *
   * @param reason for the audit; may be empty
   * @throws CommandException when there is no such site
   */
  public void deactivate(String domain, String reason, Caller by) {
    records.suspend(AccountName.domain(domain).orElseThrow(Sites::noSuchSite), reason, by);
  }

  /**
   * Ends the suspension of a site.
   *
   * @throws CommandException when there is no such site
   */
  public void activate(String domain, Caller by) {
    records.activate(AccountName.domain(domain).orElseThrow(Sites::noSuchSite), by);
  }

  /**
   * Adds a user to the caller's site.
   *
   * @throws CommandException when an argument is unusable or the user exists
   */
  public void addUser(Caller by, String user, String password, String gecos) {
    Site site = by.account().siteId().flatMap(records::find).orElseThrow(Sites::noSuchSite);
    String name = userName("user", user);
    NewPassword.check("password", password);
    try {
      addAccount(site, name, gecos, password, records.nextUnixId());
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

  private void addAccount(Site site, String user, String gecos, String password, long uid)
      throws HostException {
    UnixAccount account = new UnixAccount(user, uid, site.gid(), gecos, "/home/" + user, SHELL);
    host.addAccount(new Realm.Site(site.id()), account, password);
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
