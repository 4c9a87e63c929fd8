package org.gatehouse.host.tree;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.IntFunction;
import org.gatehouse.host.HostException;
import org.gatehouse.host.HostException.Failed;
import org.gatehouse.host.HostException.UnknownAccount;
import org.gatehouse.host.HostException.UnknownSite;
import org.gatehouse.host.UnixAccount;
import org.gatehouse.host.account.AccountBook;
import org.gatehouse.host.account.AccountRules;
import org.gatehouse.host.linux.SystemCalls;
import org.gatehouse.host.site.SiteDirectories;

/** Opens the files of accounts in this very process. Safe for any number of threads. */
public final class EmbeddedTrees {

  private static final System.Logger LOG = System.getLogger(EmbeddedTrees.class.getName());

  /** How long one call goes on removing what were collections. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final byte[] virtual;
  private final SiteDirectories sites;
  private final IntFunction<AccountBook> books;

  /**
   * Of the sites below a directory.
   *
   * @param virtual a directory that only this server's owner can write to
   * @param books the accounts of a site, which need not be there
   */
  public EmbeddedTrees(Path virtual, SiteDirectories sites, IntFunction<AccountBook> books) {
    this.virtual = Names.bytes(virtual.toString());
    this.sites = sites;
    this.books = books;
  }

  /** As the host tells. */
  public AccountTree openSite(int siteId, String admin) throws HostException {
    return open(siteId, admin, TreePath.ROOT);
  }

  /** As the host tells. */
  public AccountTree openHome(int siteId, String user) throws HostException {
    if (!AccountRules.isAccountName(user)) {
      throw new UnknownAccount();
    }
    return open(siteId, user, TreePath.of("home/" + user));
  }

  private AccountTree open(int siteId, String user, TreePath root) throws HostException {
    UnixAccount account = account(siteId, user);
    Places places = new Places(root);
    SystemCalls calls = new SystemCalls();
    boolean opened = false;
    try {
      Optional<Roots> roots = Roots.open(calls, places, virtual, realm(siteId));
      if (roots.isEmpty()) {
        throw sites.exists(siteId) ? new UnknownAccount() : new UnknownSite(siteId);
      }
      Owners owners = new Owners(calls, places, account, name -> uid(siteId, name));
      AccountTree tree =
          new EmbeddedTree(
              calls, places, roots.get(), owners, new Staging(calls, roots.get(), owners, account));
      opened = true;
      return tree;
    } catch (TreeException e) {
      throw new Failed("open the files of an account", e);
    } finally {
      if (!opened) {
        calls.close();
      }
    }
  }

  private UnixAccount account(int siteId, String user) throws HostException {
    if (!AccountRules.isAccountName(user)) {
      throw new UnknownAccount();
    }
    try {
      return books.apply(siteId).account(user).orElseThrow(UnknownAccount::new);
    } catch (NoSuchFileException e) {
      throw sites.exists(siteId) ? new Failed("read the accounts", e) : new UnknownSite(siteId);
    } catch (IOException e) {
      throw new Failed("read the accounts", e);
    }
  }

  /** Empty when there is no such account, or nobody can say. */
  private OptionalLong uid(int siteId, String user) {
    try {
      return books.apply(siteId).account(user).stream().mapToLong(UnixAccount::uid).findFirst();
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }

  /** As the host tells. */
  public void emptyStaging() throws HostException {
    try (SystemCalls calls = new SystemCalls()) {
      Sweep sweep = new Sweep(calls, PATIENCE);
      for (int siteId : sites.all()) {
        emptyStaging(calls, sweep, siteId);
      }
    } catch (IOException e) {
      throw new Failed("empty the staging directories", e);
    }
  }

  private void emptyStaging(SystemCalls calls, Sweep sweep, int siteId) {
    try (Roots roots =
        Roots.open(calls, new Places(TreePath.ROOT), virtual, realm(siteId)).orElse(null)) {
      if (roots == null) {
        return;
      }
      int realm = roots.realm().number();
      sweep.empty(realm, TreePath.ROOT);
      for (UnixAccount account : books.apply(siteId).accounts()) {
        sweep.empty(realm, TreePath.of("home/" + account.name()));
      }
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "staging of site" + siteId + " is not emptied yet", e);
    }
  }

  private static byte[] realm(int siteId) {
    return Names.bytes("site" + siteId + "/fst");
  }
}
