package org.gatehouse.auth;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.util.Optional;
import org.gatehouse.persistence.site.Site;

/** Finds out which account a name means. */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class Accounts {

  @PersistenceContext private EntityManager entities;

  /**
   * The account of a name, whether or not the host side has such a user, or the site is active.
   *
   * @return empty when the name has a domain that is no site's
   */
  public Optional<Standing> find(AccountName name) {
    return name.domain()
        .map(domain -> site(domain).map(site -> standing(site, name.user())))
        .orElseGet(
            () ->
                Optional.of(
                    new Standing(new Account(name, Role.APPLIANCE, Optional.empty()), true)));
  }

  /**
   * The account of a user of a site.
   *
   * @param siteId the site; empty for the appliance
   * @param user the user's name
   * @return empty when there is no such site
   */
  public Optional<Standing> find(Optional<Integer> siteId, String user) {
    if (siteId.isEmpty()) {
      return find(new AccountName(user, Optional.empty()));
    }
    return Optional.ofNullable(entities.find(Site.class, siteId.get()))
        .map(site -> standing(site, user));
  }

  /**
   * The admin of the site of a domain.
   *
   * @return empty when the domain is no site's
   */
  public Optional<Standing> findAdmin(String domain) {
    return site(domain).map(site -> standing(site, site.admin()));
  }

  private Optional<Site> site(String domain) {
    return entities
        .createNamedQuery(Site.BY_DOMAIN, Site.class)
        .setParameter("domain", domain)
        .getResultStream()
        .findFirst();
  }

  private static Standing standing(Site site, String user) {
    Role role = site.admin().equals(user) ? Role.SITE : Role.USER;
    AccountName name = new AccountName(user, Optional.of(site.domain()));
    return new Standing(new Account(name, role, Optional.of(site.id())), site.active());
  }

  /**
   * An account and whether it may sign in at all.
   *
   * @param account the account
   * @param active whether its site is not suspended
   */
  public record Standing(Account account, boolean active) {}
}
