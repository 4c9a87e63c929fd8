package org.gatehouse.site;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.PersistenceException;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.gatehouse.apikey.ApiKeys;
import org.gatehouse.auth.LoginHistory;
import org.gatehouse.command.CommandException;
import org.gatehouse.command.CommandException.Kind;
import org.gatehouse.persistence.SqlState;
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

  /** Lets a site's accounts sign in. */
  public void activate(int siteId) {
    entities.find(Site.class, siteId).activate();
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

  /** Forgets a site with its sessions and keys; one that is not there is nothing to do. */
  public void delete(int siteId) {
    keys.deleteOfSite(siteId);
    history.deleteOfSite(siteId);
    sessions.endAt(siteId, "its site was deleted");
    find(siteId).ifPresent(entities::remove);
  }

  /** A user or group id that was never given before. */
  public long nextUnixId() {
    return next(Counter.UNIX_ID);
  }

  private long next(String counter) {
    return entities.find(Counter.class, counter, LockModeType.PESSIMISTIC_WRITE).take();
  }
}
