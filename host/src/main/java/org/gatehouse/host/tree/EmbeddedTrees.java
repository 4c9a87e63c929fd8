package org.gatehouse.host.tree;

import java.nio.file.Path;
import java.util.function.IntFunction;
import org.gatehouse.host.HostException;
import org.gatehouse.host.account.AccountBook;
import org.gatehouse.host.site.SiteDirectories;

/** Opens the files of accounts in this very process. Safe for any number of threads. */
public final class EmbeddedTrees {

  private final Path virtual;
  private final SiteDirectories sites;
  private final IntFunction<AccountBook> books;

  /**
   * Of the sites below a directory.
   *
   * @param virtual a directory that only this server's owner can write to
   * @param books the accounts of a site, which need not be there
   */
  public EmbeddedTrees(Path virtual, SiteDirectories sites, IntFunction<AccountBook> books) {
    this.virtual = virtual;
    this.sites = sites;
    this.books = books;
  }

  /** As the host tells. */
  public AccountTree openSite(int siteId, String admin) throws HostException {
    throw new UnsupportedOperationException("site" + siteId + " of " + admin + " in " + virtual);
  }

  /** As the host tells. */
  public AccountTree openHome(int siteId, String user) throws HostException {
    throw new UnsupportedOperationException(user + ": " + books.apply(siteId));
  }

  /** As the host tells. */
  public void emptyStaging() throws HostException {
    throw new UnsupportedOperationException("staging of " + sites);
  }
}
