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
import java.util.Map;
import java.util.Optional;
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
import org.gatehouse.session.Sessions;

/** The sites as SQL knows them; each call is a short transaction of its own. */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class SiteRecords {

  @PersistenceContext private EntityManager entities;
  @Inject private Sessions sessions;
  @Inject private ApiKeys keys;
  @Inject private LoginHistory history;
  @Inject private KnownAddresses known;
  @Inject private EmailAddresses emails;
  @Inject private Audit audit;
  @Inject private Clock clock;

  /**
   * Records a new site, suspended until its root is there.
   *
   * @throws CommandException when there is a site of that domain
   */
  public Site add(String domain, String admin, Map<String, String> options) {
    if (find(domain).isPresent()) {
      throw exists(domain);
    }
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
   */
  public void open(int siteId, Optional<Caller> by) {
    Site site = entities.find(Site.class, siteId);
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
  public void suspend(String domain, String reason, Caller by) {
    Site site = locked(domain);
    if (site.active()) {
      site.suspend();
      // Before the sessions are looked for: one that starts meanwhile finds its site suspended.
      entities.flush();
      String why = reason.isEmpty() ? "" : ": " + reason;
      record(Optional.of(by), "site " + domain + " suspended" + why);
    }
    sessions.endAt(site.id(), by, "its site was suspended");
  }

  /**
   * Lets the accounts of a suspended site sign in again; one that is not suspended stays so.
   *
   * @throws CommandException when there is no such site
   */
  public void activate(String domain, Caller by) {
    Site site = locked(domain);
    if (!site.active()) {
      // A sign-in that was under way when the site was suspended may have left a session since.
      sessions.endAt(site.id(), by, "its site was suspended");
      site.activate();
      record(Optional.of(by), "site " + domain + " activated");
    }
  }

  private Site locked(String domain) {
    Site site =
        find(domain)
            .orElseThrow(() -> new CommandException(Kind.NOT_FOUND, "there is no such site"));
    entities.refresh(site, LockModeType.PESSIMISTIC_WRITE);
    return site;
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
    sessions.endAt(siteId, "its site was deleted");
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
