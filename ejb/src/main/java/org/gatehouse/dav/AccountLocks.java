package org.gatehouse.dav;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.gatehouse.auth.Caller;
import org.gatehouse.command.CommandException;
import org.gatehouse.dav.FileRefusal.Reason;
import org.gatehouse.host.tree.TreePath;

/**
 * The locks of a site as one account meets them: by paths as the account sees them, canonical ones,
 * and with its rights, which are to use the locks that it took itself, and no others.
 */
final class AccountLocks {

  private final Locks locks;
  private final Turns takers;
  private final Caller caller;
  private final int site;
  private final TreePath root;

  /**
   * Of an account.
   *
   * @param takers in which those who take locks at one site wait for each other
   * @param root what the account sees, from the site's root
   */
  AccountLocks(Locks locks, Turns takers, Caller caller, int site, TreePath root) {
    this.locks = locks;
    this.takers = takers;
    this.caller = caller;
    this.site = site;
    this.root = root;
  }

  /**
   * What a path is from the site's root.
   *
   * @throws IllegalArgumentException when it is longer than a path may be
   */
  String sitePath(TreePath place) {
    return root.resolve(place).toString();
  }

  /** As the account sees it; what is above all that it sees is its root. */
  private TreePath seen(String sitePath) {
    TreePath ofSite = TreePath.of(sitePath);
    return ofSite.startsWith(root)
        ? new TreePath(ofSite.names().subList(root.names().size(), ofSite.names().size()))
        : TreePath.ROOT;
  }

  private DavLock seen(DavLock lock) {
    return new DavLock(
        lock.token(),
        seen(lock.path()).toString(),
        lock.exclusive(),
        lock.deep(),
        lock.owner(),
        lock.account(),
        lock.remaining());
  }

  private List<DavLock> seen(Collection<DavLock> all) {
    return all.stream().map(this::seen).toList();
  }

  private static boolean isBelow(String path, String collection) {
    return path.length() > collection.length() && path.startsWith(collection);
  }

  /** Those that hold for a path. */
  List<DavLock> on(TreePath place) {
    return seen(locks.on(site, sitePath(place)));
  }

  /** Those that hold for a collection or one of its members: one question for all of them. */
  AccountFiles.CollectionLocks onMembers(TreePath collection) {
    String own = sitePath(collection);
    Map<Boolean, List<DavLock>> parted =
        locks.onMembers(site, own).stream()
            .collect(Collectors.partitioningBy(lock -> isBelow(lock.path(), own)));
    return new AccountFiles.CollectionLocks(
        seen(parted.get(false)),
        seen(parted.get(true)).stream()
            .collect(
                Collectors.groupingBy(
                    lock -> lock.path().substring(lock.path().lastIndexOf('/') + 1))));
  }

  /**
   * Takes a lock.
   *
   * @throws FileRefusal {@code LOCKED} when others are in the way, {@code NO_SPACE} when the
   *     account has as many as it may have
   */
  DavLock take(TreePath place, AccountFiles.LockWish wish) throws FileRefusal {
    // Of one site they wait for each other anyway: here, not with a connection each.
    try (Turns.Held _ = takers.hold(Integer.toString(site))) {
      return seen(
          locks.take(
              caller,
              sitePath(place),
              wish.exclusive(),
              wish.deep(),
              wish.owner(),
              wish.timeout()));
    } catch (LockedException e) {
      throw FileRefusal.locked(seen(e.locks()).stream().map(DavLock::path).toList());
    } catch (TooManyLocksException e) {
      throw new FileRefusal(Reason.NO_SPACE, e.getMessage());
    } catch (CommandException e) {
      // Its site was deleted meanwhile.
      throw new FileRefusal(Reason.FORBIDDEN, e.getMessage());
    }
  }

  /** Lets a lock go on; empty when the account has none of this token that holds for the path. */
  Optional<DavLock> refresh(TreePath place, String token, Optional<Duration> timeout) {
    return locks.refresh(caller, sitePath(place), token, timeout).map(this::seen);
  }

  /** Ends a lock; false when the account has none of this token that holds for the path. */
  boolean release(TreePath place, String token) {
    return locks.release(caller, sitePath(place), token);
  }

  /** Forgets those at a path and below it, which is not there any more. */
  void gone(TreePath place) {
    locks.gone(site, sitePath(place));
  }

  /**
   * Refuses what a lock protects whose taker did not submit it: at the path and above, and, when
   * its collection gets or loses a member by it, at that (RFC 4918, section 7.4).
   *
   * @throws FileRefusal {@code LOCKED}
   */
  void respect(TreePath place, boolean membership, Set<String> tokens) throws FileRefusal {
    Set<TreePath> closed = new LinkedHashSet<>(closed(place, tokens));
    if (membership && !place.isRoot()) {
      closed.addAll(closed(place.parent(), tokens));
    }
    refuse(closed);
  }

  /** Where the locks on a resource are: of several shared ones any opens it (section 6.2). */
  private Set<TreePath> closed(TreePath place, Set<String> tokens) {
    Below holding = parted(locks.on(site, sitePath(place)), tokens);
    return holding.open().isEmpty() ? holding.closed() : Set.of();
  }

  /**
   * Refuses what holds something that is locked and may not be touched.
   *
   * @throws FileRefusal {@code LOCKED}
   */
  void requireOpenBelow(TreePath place, Set<String> tokens) throws FileRefusal {
    refuse(below(place, tokens).closed());
  }

  private static void refuse(Set<TreePath> closed) throws FileRefusal {
    if (!closed.isEmpty()) {
      throw FileRefusal.locked(closed.stream().map(TreePath::toString).toList());
    }
  }

  /**
   * What is locked, in order of the paths.
   *
   * @param closed what may not be touched: for none of its locks a token was submitted by who took
   *     that
   * @param open the rest
   */
  record Below(Set<TreePath> closed, Set<TreePath> open) {}

  /** What is locked below a path. */
  Below below(TreePath place, Set<String> tokens) {
    String own = sitePath(place);
    return parted(
        locks.within(site, own).stream().filter(lock -> isBelow(lock.path(), own)).toList(),
        tokens);
  }

  private Below parted(Collection<DavLock> holding, Set<String> tokens) {
    Set<String> closed = new LinkedHashSet<>();
    Set<String> open = new LinkedHashSet<>();
    String user = caller.account().name().user();
    for (DavLock lock : holding) {
      boolean submitted = tokens.contains(lock.token()) && lock.account().equals(user);
      (submitted ? open : closed).add(lock.path());
    }
    closed.removeAll(open);
    return new Below(seenPaths(closed), seenPaths(open));
  }

  private Set<TreePath> seenPaths(Set<String> paths) {
    return paths.stream().map(this::seen).collect(Collectors.toCollection(LinkedHashSet::new));
  }
}
