package org.gatehouse.site;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.gatehouse.auth.Caller;
import org.gatehouse.auth.Role;
import org.gatehouse.command.Command;
import org.gatehouse.command.Default;
import org.gatehouse.command.Effect;
import org.gatehouse.command.HostRefusal;
import org.gatehouse.command.Module;
import org.gatehouse.host.Host;
import org.gatehouse.host.HostException;
import org.gatehouse.host.Realm;
import org.gatehouse.host.UnixAccount;
import org.gatehouse.session.SessionEnds;

/** What the appliance admin may ask before changing a site: what would it do? */
@ApplicationScoped
@Module("admin")
public class PreviewCommands {

  private static final String SITE = "site";
  private static final String DOMAIN = "domain";
  private static final String ADMIN = "admin";
  private static final String OPTIONS = "options";
  private static final String CHANGES = "changes";
  private static final String BEFORE = "before";
  private static final String AFTER = "after";
  private static final String PASSWORD = "password";
  private static final String ACTIVE = "active";
  private static final String SESSIONS = "sessions";
  private static final String USERS = "users";

  private Sites sites;
  private KnownSites known;
  private Plans plans;
  private SessionEnds ends;
  private Host host;

  /** For the container's proxy; what it makes is never used. */
  public PreviewCommands() {}

  @Inject
  PreviewCommands(Sites sites, KnownSites known, Plans plans, SessionEnds ends, Host host) {
    this.sites = sites;
    this.known = known;
    this.plans = plans;
    this.ends = ends;
    this.host = host;
  }

  /**
   * Checks what admin:add-site would check, and tells which site it would make; makes none.
   *
   * @param domain as admin:add-site takes it
   * @param admin as admin:add-site takes it
   * @param options as admin:add-site takes them
   * @return domain, admin, password, whether one is given, and options, by service.parameter, what
   *     would be said of the site alone
   */
  @Command(roles = Role.APPLIANCE, effect = Effect.READS)
  public Map<String, Object> previewAddSite(
      Caller caller, String domain, String admin, @Default("") Map<String, Object> options) {
    NewSite site = sites.wouldAdd(domain, admin, options);
    Map<String, Object> said = new TreeMap<>();
    site.options()
        .values()
        .forEach((parameter, value) -> said.put(parameter.fullName(), value.orElse(null)));
    Map<String, Object> told = new LinkedHashMap<>();
    told.put(DOMAIN, site.domain());
    told.put(ADMIN, site.admin());
    told.put(PASSWORD, site.options().password().isPresent());
    told.put(OPTIONS, said);
    return told;
  }

  /**
   * Checks what admin:edit-site would check, and tells what it would change; changes nothing.
   *
   * @param domain the site's domain, siteN or number
   * @param options as admin:edit-site takes them
   * @param extra as admin:edit-site takes it
   * @return site, siteN; domain, as it is; changes, by service.parameter the value before and
   *     after, null where it is unset, of all that would be another, by the plan too; password,
   *     whether the admin's would be another one; sessions, how many would end
   */
  @Command(roles = Role.APPLIANCE, effect = Effect.READS)
  public Map<String, Object> previewEditSite(
      Caller caller,
      String domain,
      @Default("") Map<String, Object> options,
      @Default("") Map<String, Object> extra) {
    boolean reset = AdminCommands.resets(extra);
    SiteChange change = sites.wouldEdit(domain, options, reset);
    KnownSite site = require(Integer.toString(change.siteId()));
    boolean password = SiteOptions.of(options).password().isPresent();
    Map<String, Object> told = named(site);
    told.put(CHANGES, changes(site, change));
    told.put(PASSWORD, password);
    told.put(SESSIONS, sessions(site, change, password));
    return told;
  }

  /** Another domain ends all sessions of a site, another password those of its admin. */
  private int sessions(KnownSite site, SiteChange change, boolean password) {
    if (change.renamed()) {
      return ends.wouldEndAt(site.state().id());
    }
    return password ? ends.wouldEndOf(site.state().admin() + "@" + site.state().domain()) : 0;
  }

  private Map<String, Object> changes(KnownSite site, SiteChange change) {
    Map<String, String> own = new HashMap<>(site.own());
    change
        .options()
        .forEach(
            (name, turn) ->
                turn.after()
                    .ifPresentOrElse(after -> own.put(name, after), () -> own.remove(name)));
    KnownSite after =
        new KnownSite(site.state(), own, plans.of(own.getOrDefault(Services.PLAN, plans.usual())));
    Map<String, Object> changes = changes(site, after);
    if (change.renamed()) {
      changes.put(Services.DOMAIN, turn(change.domain().before(), change.domain().after()));
    }
    return changes;
  }

  /** Of the whole catalog: another plan says more than what was named. */
  static Map<String, Object> changes(KnownSite before, KnownSite after) {
    Map<String, Object> changes = new TreeMap<>();
    for (ServiceParameter parameter : Services.all()) {
      Optional<Object> was = before.value(parameter);
      Optional<Object> is = after.value(parameter);
      if (!was.equals(is)) {
        changes.put(parameter.fullName(), turn(was.orElse(null), is.orElse(null)));
      }
    }
    return changes;
  }

  private static Map<String, Object> turn(Object before, Object after) {
    Map<String, Object> turn = new LinkedHashMap<>();
    turn.put(BEFORE, before);
    turn.put(AFTER, after);
    return turn;
  }

  /**
   * Checks what admin:delete-site would check, and tells what would be gone; deletes nothing.
   *
   * @param domain the site's domain, siteN or number
   * @param options as admin:delete-site takes them
   * @return site, siteN; domain; users, their names; sessions, how many would end
   */
  @Command(roles = Role.APPLIANCE, effect = Effect.READS)
  public Map<String, Object> previewDeleteSite(
      Caller caller, String domain, @Default("") Map<String, Object> options) {
    AdminCommands.forced(options);
    KnownSite site = require(domain);
    Map<String, Object> told = named(site);
    told.put(USERS, users(site));
    told.put(SESSIONS, ends.wouldEndAt(site.state().id()));
    return told;
  }

  private List<String> users(KnownSite site) {
    try {
      return host.accounts(new Realm.Site(site.state().id())).stream()
          .map(UnixAccount::name)
          .sorted()
          .toList();
    } catch (HostException.UnknownSite e) {
      // Its files are gone already, which does not keep it from being deleted.
      return List.of();
    } catch (HostException e) {
      throw HostRefusal.told(e);
    }
  }

  /**
   * Checks what admin:deactivate-site would check, and tells what it would do; does nothing.
   *
   * @param domain the site's domain, siteN or number
   * @param options as admin:deactivate-site takes them
   * @return site, siteN; domain; active, whether it is before and would be after; sessions, how
   *     many would end
   */
  @Command(roles = Role.APPLIANCE, effect = Effect.READS)
  public Map<String, Object> previewDeactivateSite(
      Caller caller, String domain, @Default("") Map<String, Object> options) {
    AdminCommands.reason(options);
    KnownSite site = require(domain);
    Map<String, Object> told = named(site);
    told.put(ACTIVE, turn(site.state().active(), false));
    told.put(SESSIONS, ends.wouldEndAt(site.state().id()));
    return told;
  }

  /**
   * Checks what admin:activate-site would check, and tells what it would do; does nothing.
   *
   * @param domain the site's domain, siteN or number
   * @return site, siteN; domain; active, whether it is before and would be after
   */
  @Command(roles = Role.APPLIANCE, effect = Effect.READS)
  public Map<String, Object> previewActivateSite(Caller caller, String domain) {
    KnownSite site = require(domain);
    Map<String, Object> told = named(site);
    told.put(ACTIVE, turn(site.state().active(), true));
    return told;
  }

  private static Map<String, Object> named(KnownSite site) {
    Map<String, Object> told = new LinkedHashMap<>();
    told.put(SITE, SiteName.of(site.state().id()));
    told.put(DOMAIN, site.state().domain());
    return told;
  }

  private KnownSite require(String written) {
    return known.those(List.of(SiteName.require(written))).stream()
        .findFirst()
        .orElseThrow(SiteName::noSuchSite);
  }
}
