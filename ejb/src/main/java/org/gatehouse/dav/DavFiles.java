package org.gatehouse.dav;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.gatehouse.auth.Caller;
import org.gatehouse.auth.Role;
import org.gatehouse.host.Host;
import org.gatehouse.host.HostException;
import org.gatehouse.host.tree.AccountTree;
import org.gatehouse.site.SiteRoom;

/** Opens the files of accounts for the gate DAV. */
@ApplicationScoped
public class DavFiles {

  private final Turns turns = new Turns();

  /** Of locks, by site. */
  private final Turns takers = new Turns();

  private Host host;
  private Locks locks;
  private AccessModes modes;
  private SiteRoom room;

  /** For the container's proxy; what it makes is never used. */
  public DavFiles() {}

  @Inject
  DavFiles(Host host, Locks locks, AccessModes modes, SiteRoom room) {
    this.host = host;
    this.locks = locks;
    this.modes = modes;
    this.room = room;
  }

  /**
   * The files of who was admitted: a site's admin sees the site's root, a user their home.
   *
   * @return to be closed; for one thread
   * @throws FileRefusal {@code FORBIDDEN} when the account has no files here, or may not reach them
   * @throws IllegalStateException when the host side or the database is away
   */
  public AccountFiles open(Caller caller) throws FileRefusal {
    int site =
        caller
            .account()
            .siteId()
            .orElseThrow(
                () ->
                    new FileRefusal(
                        FileRefusal.Reason.FORBIDDEN,
                        "the server's admin has no files here; sign in as a site's admin"));
    Access access = modes.of(caller.account());
    if (access == Access.OFF) {
      throw new FileRefusal(
          FileRefusal.Reason.FORBIDDEN, "this account has no access to its files over DAV");
    }
    AccountTree tree = tree(caller, site);
    return new AccountFiles(
        tree,
        new AccountLocks(locks, takers, caller, site, tree.root()),
        turns,
        room,
        site,
        access == Access.READ_WRITE);
  }

  private AccountTree tree(Caller caller, int site) {
    String user = caller.account().name().user();
    try {
      return caller.account().role() == Role.SITE
          ? host.openSite(site, user)
          : host.openHome(site, user);
    } catch (HostException e) {
      throw new IllegalStateException("the account's files cannot be reached", e);
    }
  }
}
