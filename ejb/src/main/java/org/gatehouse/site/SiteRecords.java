package org.gatehouse.site;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.PersistenceException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.gatehouse.anvil.KnownAddresses;
import org.gatehouse.apikey.ApiKeys;
import org.gatehouse.audit.Audit;
import org.gatehouse.audit.AuditEvent;
import org.gatehouse.audit.AuditEvent.Result;
import org.gatehouse.audit.AuditEvent.What;
import org.gatehouse.auth.Caller;
import org.gatehouse.auth.EmailAddresses;
import org.gatehouse.auth.LoginHistory;
import org.gatehouse.command.CommandException;
import org.gatehouse.command.CommandException.Kind;
import org.gatehouse.persistence.SqlState;
import org.gatehouse.persistence.restriction.RestrictionTable;
import org.gatehouse.persistence.site.Counter;
import org.gatehouse.persistence.site.Site;
import org.gatehouse.session.SessionEnds;
import org.gatehouse.site.SiteChange.Turn;

/**
 * The sites as SQL knows them; each call is a short transaction of its own. What is called here
 * from outside is public with all of its types, for an enterprise bean has no other methods.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class SiteRecords {

  /** What an audit record takes. */
  private static final int LONGEST_LIST = AuditEvent.LONGEST_TEXT - 2;

  @PersistenceContext private EntityManager entities;
  @Inject private SessionEnds ends;
  @Inject private ApiKeys keys;
  @Inject private LoginHistory history;
  @Inject private KnownAddresses known;
  @Inject private Plans plans;
  @Inject private EmailAddresses emails;
  @Inject private Audit audit;
  @Inject private Clock clock;

  /**
   * Records a new site, suspended until its root is there.
   *
   * @throws CommandException when there is a site of that domain
   */
  public Site add(String domain, String admin, Map<String, String> options) {
    requireFree(domain);
    Site site =
        new Site((int) next(Counter.SITE), domain, admin, next(Counter.UNIX_ID), clock.instant());
    site.suspend();
    site.options().putAll(options);
    try {
      entities.persist(site);
      entities.flush();
    } catch (PersistenceException e) {
      // Somebody may have recorded it since the question above: its domain is unique.
      throw SqlState.of(e).filter(SqlState::duplicate).isPresent() ? exists(domain) : e;
    }
    return site;
  }

  private static CommandException exists(String domain) {
    return new CommandException(Kind.EXISTS, "site " + domain + " exists already");
  }

  /**
   * Lets the accounts of a site that was made sign in.
   *
   * @param by who made it; empty when Gatehouse itself did
   * @throws CommandException when it was deleted since it was recorded
   */
  public void open(int siteId, Optional<Caller> by) {
    Site site = entities.find(Site.class, siteId, LockModeType.PESSIMISTIC_WRITE);
    if (site == null) {
      throw new CommandException(
          Kind.NOT_FOUND, "the site was deleted by somebody else while it was added");
    }
    site.activate();
    record(by, "site " + site.domain() + " added as site" + siteId);
  }

  /**
   * Suspends a site: its accounts cannot sign in any more, and their sessions end. One that is
   * suspended stays so.
   *
   * @param reason for the audit; may be empty
   * @throws CommandException when there is no such site
   */
  public void suspend(SiteName name, String reason, Caller by) {
    Site site = locked(name);
    if (site.active()) {
      site.suspend();
      // Before the sessions are looked for: one that starts meanwhile finds its site suspended.
      entities.flush();
      String why = reason.isEmpty() ? "" : ": " + reason;
      record(Optional.of(by), "site " + site.domain() + " suspended" + why);
    }
    ends.endAt(site.id(), by, "its site was suspended");
  }

  /**
   * Lets the accounts of a suspended site sign in again; one that is not suspended stays so.
   *
   * @throws CommandException when there is no such site
   */
  public void activate(SiteName name, Caller by) {
    Site site = locked(name);
    if (!site.active()) {
      // A sign-in that was under way when the site was suspended may have left a session since.
      ends.endAt(site.id(), by, "its site was suspended");
      site.activate();
      record(Optional.of(by), "site " + site.domain() + " activated");
    }
  }

  /**
   * Changes what is said of a site, in one piece. A site that gets another domain loses its
   * sessions, which are its accounts' by their old names.
   *
   * @param options what to change
   * @param reset whether what else was said of the site alone is as its plan says again, but for
   *     what is each site's own
   * @param host is told what changed, as the last before it holds; what it throws takes all of it
   *     back
   * @throws CommandException when there is no such site, the domain is another's, or it has another
   *     admin
   */
  public void edit(
      SiteName name, SiteOptions options, boolean reset, Caller by, Consumer<SiteChange> host) {
    Site site = locked(name);
    SiteChange change = change(site, options, reset);
    apply(site, change, by);
    told(change, by);
    // What SQL refuses, it refuses now.
    entities.flush();
    host.accept(change);
  }

  /**
   * What {@link #edit} would change now.
   *
   * @throws CommandException as it would throw
   */
  public SiteChange wouldEdit(SiteName name, SiteOptions options, boolean reset) {
    return change(find(name).orElseThrow(SiteName::noSuchSite), options, reset);
  }

  /**
   * Whether {@link #add} would take a domain now.
   *
   * @throws CommandException when there is a site of that domain
   */
  public void requireFree(String domain) {
    if (find(domain).isPresent()) {
      throw exists(domain);
    }
  }

  private SiteChange change(Site site, SiteOptions options, boolean reset) {
    options
        .admin()
        .filter(admin -> !admin.equals(site.admin()))
        .ifPresent(
            ignored -> {
              throw new CommandException(
                  Kind.ARGUMENT,
                  "option 'siteinfo.admin_user' cannot be changed; the admin of "
                      + site.domain()
                      + " is "
                      + site.admin());
            });
    Map<String, Optional<String>> wanted = new TreeMap<>();
    options.kept().forEach((option, kept) -> wanted.put(option, Optional.of(kept)));
    if (reset) {
      resets(site, options).forEach(option -> wanted.putIfAbsent(option, Optional.empty()));
    }
    SiteChange change =
        new SiteChange(
            site.id(),
            site.admin(),
            new Turn<>(site.domain(), options.domain().orElse(site.domain())),
            turns(site, wanted));
    if (change.renamed()) {
      requireFree(change.domain().after());
    }
    return change;
  }

  private List<String> resets(Site site, SiteOptions options) {
    String named = options.plan().orElse(site.options().get(Services.PLAN));
    Plan plan = plans.of(named == null ? plans.usual() : named);
    return site.options().keySet().stream()
        .filter(
            option -> Services.find(option).filter(parameter -> plan.resets(parameter)).isPresent())
        .toList();
  }

  private static Map<String, Turn<Optional<String>>> turns(
      Site site, Map<String, Optional<String>> wanted) {
    Map<String, Turn<Optional<String>>> turns = new TreeMap<>();
    wanted.forEach(
        (option, after) -> {
          Optional<String> before = Optional.ofNullable(site.options().get(option));
          if (!before.equals(after)) {
            turns.put(option, new Turn<>(before, after));
          }
        });
    return turns;
  }

  private void apply(Site site, SiteChange change, Caller by) {
    change
        .options()
        .forEach(
            (option, turn) ->
                turn.after()
                    .ifPresentOrElse(
                        setting -> site.options().put(option, setting),
                        () -> site.options().remove(option)));
    if (change.renamed()) {
      rename(site, change.domain().after(), by);
    }
  }

  private void rename(Site site, String domain, Caller by) {
    String before = site.domain();
    site.rename(domain);
    try {
      entities.flush();
    } catch (PersistenceException e) {
      throw SqlState.of(e).filter(SqlState::duplicate).isPresent() ? exists(domain) : e;
    }
    ends.endAt(site.id(), by, "its site has another domain");
    known.rename(before, domain);
  }

  /** As many records as it takes to name what changed. */
  private void told(SiteChange change, Caller by) {
    if (change.renamed()) {
      record(
          Optional.of(by),
          "site " + change.domain().before() + " renamed to " + change.domain().after());
    }
    String beginning = "site " + change.domain().after() + " changed: ";
    StringBuilder names = new StringBuilder();
    for (String option : change.options().keySet()) {
      if (beginning.length() + names.length() + option.length() > LONGEST_LIST) {
        record(Optional.of(by), beginning + names);
        names.setLength(0);
      }
      names.append(names.isEmpty() ? "" : ", ").append(option);
    }
    if (!names.isEmpty()) {
      record(Optional.of(by), beginning + names);
    }
  }

  /**
   * Tells of a site's domain while nobody else changes it; a site that is gone has none.
   *
   * @param told is told the domain
   */
  public void domain(int siteId, Consumer<String> told) {
    Optional.ofNullable(entities.find(Site.class, siteId, LockModeType.PESSIMISTIC_WRITE))
        .map(Site::domain)
        .ifPresent(told);
  }

  /**
   * The site, held until the transaction ends. Asked for before anything else, so that what is read
   * after that is what others left.
   */
  private Site locked(SiteName name) {
    Optional<Site> site =
        switch (name) {
          case SiteName.Domain(String domain) ->
              entities
                  .createNamedQuery(Site.BY_DOMAIN, Site.class)
                  .setParameter("domain", domain)
                  .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                  .getResultStream()
                  .findFirst();
          case SiteName.Id(int id) ->
              Optional.ofNullable(entities.find(Site.class, id, LockModeType.PESSIMISTIC_WRITE));
        };
    return site.orElseThrow(SiteName::noSuchSite);
  }

  private void record(Optional<Caller> by, String detail) {
    audit.record(
        by.map(caller -> AuditEvent.by(caller, What.SITE, detail, Result.DONE))
            .orElseGet(
                () ->
                    new AuditEvent(
                        What.SITE,
                        "gatehouse",
                        Optional.empty(),
                        Optional.empty(),
                        detail,
                        Result.DONE)));
  }

  /** The site of a domain. */
  public Optional<Site> find(String domain) {
    return entities
        .createNamedQuery(Site.BY_DOMAIN, Site.class)
        .setParameter("domain", domain)
        .getResultStream()
        .findFirst();
  }

  /** The site of a name. */
  public Optional<Site> find(SiteName name) {
    return switch (name) {
      case SiteName.Domain(String domain) -> find(domain);
      case SiteName.Id(int id) -> find(id);
    };
  }

  /** The site of an id. */
  public Optional<Site> find(int siteId) {
    return Optional.ofNullable(entities.find(Site.class, siteId));
  }

  /** Forgets a site with its sessions, keys and restrictions, and tells the audit who did it. */
  public void delete(Site site, Caller by) {
    forget(site.id());
    record(Optional.of(by), "site " + site.domain() + " deleted, which was site" + site.id());
  }

  /** Forgets all of a site that there is; one that is not there is nothing to do. */
  public void forget(int siteId) {
    RestrictionTable restrictions = new RestrictionTable(entities.unwrap(Connection.class));
    try {
      restrictions.lock(siteId);
      restrictions.deleteOfSite(siteId);
    } catch (SQLException e) {
      throw new IllegalStateException("the restrictions cannot be deleted", e);
    }
    keys.deleteOfSite(siteId);
    history.deleteOfSite(siteId);
    emails.deleteOfSite(siteId);
    ends.endAt(siteId, "its site was deleted");
    find(siteId)
        .ifPresent(
            site -> {
              known.forget(site.domain());
              entities.remove(site);
            });
  }

  /** A user or group id that was never given before. */
  public long nextUnixId() {
    return next(Counter.UNIX_ID);
  }

  private long next(String counter) {
    return entities.find(Counter.class, counter, LockModeType.PESSIMISTIC_WRITE).take();
  }
}
