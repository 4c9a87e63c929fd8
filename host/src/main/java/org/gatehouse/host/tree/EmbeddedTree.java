package org.gatehouse.host.tree;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.gatehouse.host.linux.Descriptor;
import org.gatehouse.host.linux.Errno;
import org.gatehouse.host.linux.FileStatus;
import org.gatehouse.host.linux.SystemCalls;

/** The files of an account, with this process's rights. */
final class EmbeddedTree implements AccountTree {

  private static final byte[] PROPERTIES = Writing.PROPERTIES;
  private static final byte[] REMOVED = Names.bytes("removed");

  private static final int NEW_DIRECTORY = 0755;
  private static final int OWNERS = 0600;

  private final SystemCalls calls;
  private final Places places;
  private final Roots roots;
  private final Owners owners;
  private final Staging staging;
  private final Writing writing;

  EmbeddedTree(SystemCalls calls, Places places, Roots roots, Owners owners, Staging staging) {
    this.calls = calls;
    this.places = places;
    this.roots = roots;
    this.owners = owners;
    this.staging = staging;
    this.writing = new Writing(calls, places, roots, owners);
  }

  @Override
  public TreePath root() {
    return places.root();
  }

  @Override
  public TreePath canonical(TreePath path, boolean last) throws TreeException {
    try (Spot spot = roots.spot(path, last)) {
      return spot.path();
    }
  }

  @Override
  public Optional<Node> find(TreePath path) throws TreeException {
    try (Held held = roots.hold(path).orElse(null)) {
      return held == null ? Optional.empty() : Optional.of(node(held.status()));
    }
  }

  static Node node(FileStatus status) {
    boolean collection = status.directory();
    return new Node(
        collection,
        collection ? 0 : status.size(),
        status.modified(),
        status.created().orElse(status.modified()),
        collection ? "" : version(status));
  }

  private static String version(FileStatus status) {
    long nanos = status.modified().getEpochSecond() * 1_000_000_000 + status.modified().getNano();
    return Long.toHexString(status.inode())
        + '-'
        + Long.toHexString(status.size())
        + '-'
        + Long.toHexString(nanos);
  }

  @Override
  public boolean writable(TreePath path) throws TreeException {
    try (Spot spot = roots.spot(path, true)) {
      if (places.readOnly(spot.path()) || places.hidden(spot.path())) {
        return false;
      }
      return spot.status().filter(status -> !status.link()).isPresent()
          ? owners.owns(spot)
          : !places.fixed(spot.path()) && owners.ownsDirectory(spot);
    }
  }

  @Override
  public void list(TreePath collection, Members members) throws IOException {
    try (Held held = held(collection);
        Descriptor directory = opened(held, SystemCalls.O_DIRECTORY)) {
      TreePath path = held.path();
      Reach reach = Reach.of(path);
      int here = directory.number();
      for (List<byte[]> names = next(here); !names.isEmpty(); names = next(here)) {
        for (byte[] name : names) {
          Optional<String> text = Names.text(name);
          if (text.isPresent()
              && name.length <= TreePath.LONGEST_NAME
              && reach.plus(name).fits()
              && !places.hides(path, text.get())) {
            tell(here, path, name, text.get(), members);
          }
        }
      }
    }
  }

  /** The next names in an open directory; none at its end. */
  private List<byte[]> next(int directory) throws TreeException {
    while (true) {
      int size = calls.readDirectory(directory);
      // ENOENT: it was removed meanwhile
      if (size < 0 && size != -Errno.ENOENT) {
        throw Refusal.of("getdents64", -size);
      }
      List<byte[]> names = size <= 0 ? List.of() : calls.names(size);
      if (size <= 0 || !names.isEmpty()) {
        return names;
      }
    }
  }

  private void tell(int directory, TreePath path, byte[] name, String text, Members members)
      throws IOException {
    int told = calls.stat(directory, name, SystemCalls.AT_SYMLINK_NOFOLLOW);
    if (told < 0) {
      // It is gone, or this process may not look.
      return;
    }
    FileStatus status = calls.status();
    if (status.link()) {
      TreePath link = path.child(text);
      Optional<Node> node = find(link);
      if (node.isPresent()) {
        members.next(text, node.get(), () -> properties(link));
      }
    } else if ((status.directory() || status.regular()) && !roots.secret(status)) {
      members.next(text, node(status), () -> properties(directory, name));
    }
  }

  private Held held(TreePath path) throws TreeException {
    return roots.hold(path).orElseThrow(Refusal::notFound);
  }

  /**
   * Opens what is held, and nothing else, whatever has its name now. Does not wait for who has a
   * lease on it (fcntl(2)).
   */
  private Descriptor opened(Held held, int flags) throws TreeException {
    boolean collection = (flags & SystemCalls.O_DIRECTORY) != 0;
    if (held.status().directory() != collection) {
      throw collection ? Refusal.noCollection() : Refusal.collection();
    }
    int opened =
        calls.open(
            SystemCalls.WORKING_DIRECTORY,
            SystemCalls.pathOf(held.descriptor().number()),
            SystemCalls.O_NONBLOCK | SystemCalls.O_NOCTTY | flags,
            0);
    if (opened < 0) {
      throw Refusal.of("open", -opened);
    }
    return new Descriptor(opened);
  }

  @Override
  public OpenFile open(TreePath path) throws TreeException {
    try (Held held = held(path)) {
      return new ReadFile(opened(held, 0), node(held.status()));
    }
  }

  @Override
  public StagedFile stage(TreePath path) throws TreeException {
    try (Spot spot = roots.spot(path, true)) {
      writing.requireReplaceable(spot);
      return staged(spot);
    }
  }

  private StagedContent staged(Spot spot) throws TreeException {
    return new StagedContent(
        writing, staging, staging.file(writing.device(spot), spot.path()), spot.path());
  }

  @Override
  public void makeCollection(TreePath path) throws TreeException {
    try (Spot spot = roots.spot(path, true)) {
      writing.requireFree(spot);
      owners
          .makeDirectory(spot.directory().number(), spot.name(), NEW_DIRECTORY, spot.path())
          .close();
    }
  }

  @Override
  public List<Failure> remove(TreePath path, Predicate<TreePath> locked) throws TreeException {
    try (Spot spot = existing(path)) {
      FileStatus status = writing.requireMovable(spot);
      if (!status.directory()) {
        unlink(spot, 0);
        return List.of();
      }
      Removal removal = new Removal(calls, owners, locked);
      if (removal.mayGo(spot.path(), status, directory(spot, status))
          && vanish(spot, status, removal)) {
        return List.of();
      }
      if (removal.members(spot.path(), status, directory(spot, status))) {
        unlink(spot, SystemCalls.AT_REMOVEDIR);
        return List.of();
      }
      List<Failure> failures = removal.failures();
      return failures.isEmpty()
          ? List.of(new Failure(spot.path(), TreeException.Reason.FAILED))
          : failures;
    }
  }

  /** The place of something that is to be there: where it would be in nothing it is not. */
  private Spot existing(TreePath path) throws TreeException {
    try {
      return roots.spot(path, false);
    } catch (TreeException e) {
      throw e.reason() == TreeException.Reason.NO_PARENT ? Refusal.notFound() : e;
    }
  }

  private void unlink(Spot spot, int flags) throws TreeException {
    int removed = calls.unlink(spot.directory().number(), spot.name(), flags);
    if (removed < 0) {
      throw Refusal.of("unlink", -removed);
    }
  }

  /** Opens a collection that was found there, and no other one. */
  private Descriptor directory(Spot spot, FileStatus found) throws TreeException {
    return directory(spot.directory().number(), spot.name(), found);
  }

  private Descriptor directory(int parent, byte[] name, FileStatus found) throws TreeException {
    int opened = calls.open(parent, name, SystemCalls.O_DIRECTORY | SystemCalls.O_NOFOLLOW, 0);
    if (opened < 0) {
      throw Refusal.of("open", -opened);
    }
    Descriptor directory = new Descriptor(opened);
    if (calls.stat(opened) < 0 || !calls.status().same(found)) {
      directory.close();
      throw Refusal.notFound();
    }
    return directory;
  }

  /** Takes a whole collection from its place at once; false where that cannot be. */
  private boolean vanish(Spot spot, FileStatus status, Removal removal) throws TreeException {
    Staging.Entry grave;
    try {
      grave = staging.directory(writing.device(spot));
    } catch (TreeException e) {
      // Then one by one.
      return false;
    }
    int there = grave.content().number();
    boolean removed = false;
    try {
      writing.rename(spot.directory().number(), spot.name(), there, REMOVED, 0);
      // Where others work with the rights of their own, what they put there meanwhile may be
      // somebody else's. In the grave they cannot any more.
      removed =
          !owners.givesAway()
              || removal.mayGo(spot.path(), status, directory(there, REMOVED, status));
      return removed;
    } finally {
      if (removed) {
        staging.discard(grave);
      } else {
        calls.rename(
            there, REMOVED, spot.directory().number(), spot.name(), SystemCalls.RENAME_NOREPLACE);
        calls.unlink(grave.directory().number(), grave.name(), SystemCalls.AT_REMOVEDIR);
        grave.close();
      }
    }
  }

  @Override
  public List<Failure> copy(TreePath from, TreePath to, boolean members) throws TreeException {
    try (Held source = held(from);
        Spot target = roots.spot(to, false)) {
      writing.requireFree(target);
      if (source.status().directory()) {
        if (target.path().startsWith(source.path())) {
          throw Refusal.forbidden("nothing can be copied into itself");
        }
        return new Copying(calls, places, roots, owners, writing, staging)
            .copy(source, target, members);
      }
      copy(source, target, SystemCalls.RENAME_NOREPLACE);
      return List.of();
    }
  }

  private void copy(Held source, Spot target, int flags) throws TreeException {
    Optional<FileStatus> replaced = target.status().filter(FileStatus::regular);
    try (Descriptor content = opened(source, 0);
        StagedContent staged = staged(target)) {
      writing.content(content.number(), staged.descriptor(), source.status().size());
      writing.carry(content.number(), staged.descriptor());
      int mode = replaced.orElse(source.status()).permissions();
      staged.commit(target, replaced, mode | OWNERS, flags);
    }
  }

  @Override
  public void copyOver(TreePath from, TreePath to) throws TreeException {
    try (Held source = held(from);
        Spot target = roots.spot(to, false)) {
      writing.requireReplaceable(target);
      if (target.path().equals(source.path())) {
        throw Refusal.forbidden("nothing can be copied over itself");
      }
      copy(source, target, 0);
    }
  }

  @Override
  public List<Failure> copyInstead(TreePath from, TreePath to, boolean members)
      throws TreeException {
    try (Held source = held(from);
        Spot target = existing(to)) {
      requireApart(source.path(), target.path());
      requireWholeMovable(target);
      return new Copying(calls, places, roots, owners, writing, staging)
          .copyInstead(source, target, members);
    }
  }

  @Override
  public void exchange(TreePath one, TreePath other) throws TreeException {
    try (Spot first = existing(one);
        Spot second = existing(other)) {
      requireApart(first.path(), second.path());
      requireWholeMovable(first, second.path());
      requireWholeMovable(second);
      writing.exchange(
          first.directory().number(), first.name(), second.directory().number(), second.name());
    }
  }

  private static void requireApart(TreePath one, TreePath other) throws TreeException {
    if (one.startsWith(other) || other.startsWith(one)) {
      throw Refusal.forbidden("one of the two is within the other");
    }
  }

  /** Refuses what may not go from its place, with all that is in it. */
  private void requireWholeMovable(Spot spot) throws TreeException {
    requireWhole(spot, writing.requireMovable(spot), member -> {});
  }

  private void requireWhole(Spot spot, FileStatus status, Removal.Look look) throws TreeException {
    if (status.directory()
        && !new Removal(calls, owners, member -> false)
            .mayGo(spot.path(), status, directory(spot, status), look)) {
      throw Refusal.forbidden("something in it belongs to somebody else");
    }
  }

  /**
   * Refuses what may not go to another place, with all that is in it: nothing that is seen where it
   * is would be too deep to be seen there.
   */
  private void requireWholeMovable(Spot spot, TreePath target) throws TreeException {
    Reach here = Reach.of(places.root()).plus(Reach.of(spot.path()));
    // From the realm's root, as the site's admin sees it.
    Reach there = Reach.of(places.root()).plus(Reach.of(target));
    boolean deeper = there.names() > here.names() || there.bytes() > here.bytes();
    requireWhole(
        spot,
        writing.requireMovable(spot),
        member -> {
          if (deeper && !there.plus(member.reach()).fits() && member.path().isPresent()) {
            throw Refusal.tooDeep();
          }
        });
  }

  @Override
  public void move(TreePath from, TreePath to) throws TreeException {
    try (Spot source = existing(from)) {
      writing.requireMovable(source);
      try (Spot target = roots.spot(to, false)) {
        writing.requireFree(target);
        if (target.path().startsWith(source.path())) {
          throw Refusal.forbidden("nothing can be moved into itself");
        }
        requireWholeMovable(source, target.path());
        rename(source, target, SystemCalls.RENAME_NOREPLACE);
      }
    }
  }

  private void rename(Spot source, Spot target, int flags) throws TreeException {
    writing.rename(
        source.directory().number(),
        source.name(),
        target.directory().number(),
        target.name(),
        flags);
  }

  @Override
  public void moveOver(TreePath from, TreePath to) throws TreeException {
    try (Spot source = existing(from)) {
      FileStatus status = writing.requireMovable(source);
      if (status.directory()) {
        throw Refusal.collection();
      }
      try (Spot target = roots.spot(to, false)) {
        writing.requireReplaceable(target);
        if (target.path().equals(source.path())) {
          throw Refusal.forbidden("nothing can be moved over itself");
        }
        boolean sameFile = target.status().filter(status::same).isPresent();
        rename(source, target, 0);
        if (sameFile) {
          // Of two names of one file rename(2) leaves both.
          unlink(source, 0);
        }
      }
    }
  }

  @Override
  public byte[] properties(TreePath path) throws TreeException {
    try (Held held = held(path)) {
      return properties(
          calls.attribute(SystemCalls.pathOf(held.descriptor().number()), PROPERTIES));
    }
  }

  /** Of a member of an open directory. */
  private byte[] properties(int directory, byte[] name) throws TreeException {
    return properties(calls.attribute(directory, name, PROPERTIES));
  }

  private byte[] properties(int length) throws TreeException {
    return switch (-length) {
      case Errno.ENODATA, Errno.ENOTSUP -> new byte[0];
      default -> {
        if (length < 0) {
          throw Refusal.of("getxattr", -length);
        }
        yield calls.fetch(length);
      }
    };
  }

  @Override
  public void setProperties(TreePath path, byte[] properties) throws TreeException {
    try (Held held = held(path)) {
      writing.requireNotTheSystems(held.path());
      if (!owners.owns(held)) {
        throw Refusal.forbidden("it belongs to somebody else");
      }
      byte[] file = SystemCalls.pathOf(held.descriptor().number());
      int set =
          properties.length == 0
              ? calls.removeAttribute(file, PROPERTIES)
              : calls.setAttribute(file, PROPERTIES, properties);
      switch (-set) {
        case 0, Errno.ENODATA -> {}
        case Errno.E2BIG, Errno.ERANGE, Errno.ENOTSUP, Errno.ENOSPC, Errno.EDQUOT ->
            throw new TreeException(
                TreeException.Reason.NO_SPACE, "there is no room for so many properties");
        default -> throw Refusal.of("setxattr", -set);
      }
    }
  }

  @Override
  public Space space() throws TreeException {
    int told = calls.statFileSystem(roots.root().number());
    if (told < 0) {
      throw Refusal.of("statvfs", -told);
    }
    return new Space(calls.availableBytes());
  }

  @Override
  public void close() {
    roots.close();
    calls.close();
  }
}
