package org.gatehouse.host.tree;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.gatehouse.host.linux.Descriptor;
import org.gatehouse.host.linux.Errno;
import org.gatehouse.host.linux.FileStatus;
import org.gatehouse.host.linux.SystemCalls;

/**
 * Finds places below a tree's root. Whatever is opened is opened by a path without links, below the
 * root, and the kernel sees to both (openat2(2)): a link that is put there meanwhile, or a renamed
 * directory, makes it fail. Links that were there before are resolved first, as they lead for who
 * has the realm's root as root directory; the way without them is then walked anew.
 */
final class Roots implements AutoCloseable {

  /** Below where it begins, and by no link. */
  static final long STRAIGHT =
      SystemCalls.RESOLVE_BENEATH
          | SystemCalls.RESOLVE_NO_SYMLINKS
          | SystemCalls.RESOLVE_NO_MAGICLINKS;

  private static final long AS_ROOT =
      SystemCalls.RESOLVE_IN_ROOT | SystemCalls.RESOLVE_NO_MAGICLINKS;

  /** The kernel gives up when somebody renames while it goes up; nobody always does. */
  private static final int MOST_ATTEMPTS = 32;

  /** What hard links could lead to. */
  private static final List<byte[]> SECRETS =
      List.of("etc/shadow", "etc/shadow-", "etc/gshadow", "etc/gshadow-").stream()
          .map(Names::bytes)
          .toList();

  private final SystemCalls calls;
  private final Places places;
  private final Descriptor realm;
  private final Descriptor root;

  private Roots(SystemCalls calls, Places places, Descriptor realm, Descriptor root) {
    this.calls = calls;
    this.places = places;
    this.realm = realm;
    this.root = root;
  }

  /**
   * Opens the roots.
   *
   * @param virtual where sites are; links on the way there are followed
   * @param site the realm's root below that
   * @return empty when there is no such site, or no such root in it
   */
  static Optional<Roots> open(SystemCalls calls, Places places, byte[] virtual, byte[] site)
      throws TreeException {
    int base =
        calls.open(
            SystemCalls.WORKING_DIRECTORY,
            virtual,
            SystemCalls.O_PATH | SystemCalls.O_DIRECTORY,
            0);
    if (base < 0) {
      return absent("open the sites", -base);
    }
    int realm;
    try {
      realm = directory(calls, base, site);
    } finally {
      SystemCalls.close(base);
    }
    if (realm < 0) {
      return absent("open the realm", -realm);
    }
    Descriptor realms = new Descriptor(realm);
    if (places.root().isRoot()) {
      return Optional.of(new Roots(calls, places, realms, realms));
    }
    int root = directory(calls, realm, Names.bytes(places.root()));
    if (root < 0) {
      realms.close();
      return absent("open the root", -root);
    }
    return Optional.of(new Roots(calls, places, realms, new Descriptor(root)));
  }

  private static <T> Optional<T> absent(String attempt, int errno) throws TreeException {
    return switch (errno) {
      case Errno.ENOENT, Errno.ENOTDIR, Errno.ELOOP -> Optional.empty();
      default -> throw Refusal.of(attempt, errno);
    };
  }

  private static int directory(SystemCalls calls, int start, byte[] path) {
    return calls.open(start, path, SystemCalls.O_PATH | SystemCalls.O_DIRECTORY, STRAIGHT);
  }

  /** The realm's root. */
  Descriptor realm() {
    return realm;
  }

  /** The tree's root, which may be the realm's. */
  Descriptor root() {
    return root;
  }

  /** Refers to what is at a path without links: a descriptor, or minus the errno. */
  private int straight(TreePath path, int flags) {
    return calls.open(root.number(), Names.bytes(path), SystemCalls.O_PATH | flags, STRAIGHT);
  }

  /** Holds what is there, where links lead; empty when nothing is that could be shown. */
  Optional<Held> hold(TreePath path) throws TreeException {
    if (places.hidden(path)) {
      return Optional.empty();
    }
    int found = straight(path, SystemCalls.O_NOFOLLOW);
    if (found >= 0) {
      Held held = held(found, path);
      if (!held.status().link()) {
        return shown(held);
      }
      held.close();
    } else if (found != -Errno.ELOOP) {
      return nothing("open", -found);
    }
    return switch (follow(path)) {
      case Way.To(TreePath target) -> holdStraight(target);
      case Way.Nowhere _, Way.Out _ -> Optional.empty();
    };
  }

  private Optional<Held> holdStraight(TreePath path) throws TreeException {
    int found = straight(path, SystemCalls.O_NOFOLLOW);
    if (found < 0) {
      return nothing("open", -found);
    }
    Held held = held(found, path);
    if (held.status().link()) {
      held.close();
      return Optional.empty();
    }
    return shown(held);
  }

  private static <T> Optional<T> nothing(String attempt, int errno) throws TreeException {
    return switch (errno) {
      case Errno.ENOENT, Errno.ENOTDIR, Errno.ELOOP, Errno.EAGAIN, Errno.ENAMETOOLONG ->
          Optional.empty();
      default -> throw Refusal.of(attempt, errno);
    };
  }

  private Held held(int found, TreePath path) throws TreeException {
    Descriptor descriptor = new Descriptor(found);
    int told = calls.stat(found);
    if (told < 0) {
      descriptor.close();
      throw Refusal.of("statx", -told);
    }
    return new Held(descriptor, calls.status(), path);
  }

  private Optional<Held> shown(Held held) {
    FileStatus status = held.status();
    if ((status.regular() || status.directory()) && !secret(status)) {
      return Optional.of(held);
    }
    held.close();
    return Optional.empty();
  }

  /** Whether a file is one of the hidden ones, by a hard link. */
  boolean secret(FileStatus status) {
    if (status.directory() || status.links() < 2) {
      return false;
    }
    for (byte[] secret : SECRETS) {
      int told = calls.stat(realm.number(), secret, SystemCalls.AT_SYMLINK_NOFOLLOW);
      if (told == 0 && calls.status().same(status)) {
        return true;
      }
    }
    return false;
  }

  /**
   * A place, in a directory that is there.
   *
   * @param last whether a link at the end is followed where it leads to something in the tree
   * @throws TreeException {@code NO_PARENT}; {@code NOT_FOUND} when it is in what is invisible
   */
  Spot spot(TreePath path, boolean last) throws TreeException {
    if (path.isRoot()) {
      return root(path);
    }
    TreePath parent = path.parent();
    if (places.hidden(parent)) {
      throw Refusal.notFound();
    }
    int directory = straight(parent, SystemCalls.O_DIRECTORY);
    if (directory == -Errno.ELOOP) {
      parent =
          switch (follow(parent)) {
            case Way.To(TreePath target) -> target;
            case Way.Nowhere _ -> throw Refusal.noParent();
            case Way.Out _ -> throw Refusal.notFound();
          };
      directory = straight(parent, SystemCalls.O_DIRECTORY);
    }
    if (directory < 0) {
      throw Refusal.making("open", -directory);
    }
    Spot spot = spot(new Descriptor(directory), parent, path.name());
    if (!last || spot.status().filter(FileStatus::link).isEmpty()) {
      return spot;
    }
    Way way;
    try {
      way = follow(spot.path());
    } catch (TreeException e) {
      spot.close();
      throw e;
    }
    if (way instanceof Way.To(TreePath target)) {
      spot.close();
      return spot(target, false);
    }
    return spot;
  }

  private Spot root(TreePath path) throws TreeException {
    int again = straight(path, SystemCalls.O_DIRECTORY);
    if (again < 0) {
      throw Refusal.of("open", -again);
    }
    Descriptor directory = new Descriptor(again);
    byte[] name = Names.bytes(".");
    try {
      return new Spot(directory, path, name, status(directory, name));
    } catch (TreeException e) {
      directory.close();
      throw e;
    }
  }

  private Spot spot(Descriptor directory, TreePath parent, String last) throws TreeException {
    try {
      TreePath path = child(parent, last);
      byte[] name = Names.bytes(last);
      return new Spot(
          directory, path, name, places.hidden(path) ? Optional.empty() : status(directory, name));
    } catch (TreeException e) {
      directory.close();
      throw e;
    }
  }

  /** What is of a name in a collection. */
  static TreePath child(TreePath parent, String name) throws TreeException {
    try {
      return parent.child(name);
    } catch (IllegalArgumentException e) {
      throw new TreeException(
          TreeException.Reason.NAME_TOO_LONG, "where the link leads, " + e.getMessage(), e);
    }
  }

  private Optional<FileStatus> status(Descriptor directory, byte[] name) throws TreeException {
    int told = calls.stat(directory.number(), name, SystemCalls.AT_SYMLINK_NOFOLLOW);
    if (told == 0) {
      return Optional.of(calls.status());
    }
    if (told == -Errno.ENOENT) {
      return Optional.empty();
    }
    throw Refusal.of("statx", -told);
  }

  /** Where a path with links leads. */
  private sealed interface Way {
    /** To something in the tree, by a path without links. */
    record To(TreePath path) implements Way {}

    /** To nothing, or in circles. */
    record Nowhere() implements Way {}

    /** To what is outside the tree, or hidden. */
    record Out() implements Way {}
  }

  private Way follow(TreePath path) throws TreeException {
    String start = places.root().isRoot() ? "" : places.root() + "/";
    byte[] way = path.isRoot() ? Names.bytes(start + ".") : Names.bytes(start + path);
    int found = -Errno.EAGAIN;
    for (int i = 0; i < MOST_ATTEMPTS && found == -Errno.EAGAIN; i++) {
      found = calls.open(realm.number(), way, SystemCalls.O_PATH, AS_ROOT);
    }
    if (found < 0) {
      return switch (-found) {
        case Errno.ENOENT, Errno.ENOTDIR, Errno.ELOOP, Errno.EAGAIN, Errno.ENAMETOOLONG ->
            new Way.Nowhere();
        default -> throw Refusal.of("open", -found);
      };
    }
    try (Descriptor descriptor = new Descriptor(found)) {
      return truePath(descriptor)
          .filter(there -> !places.hidden(there))
          .<Way>map(Way.To::new)
          .orElseGet(Way.Out::new);
    }
  }

  /** As the kernel tells it; of what was removed meanwhile, one that leads to nothing. */
  private Optional<TreePath> truePath(Descriptor found) throws TreeException {
    byte[] base = link(realm);
    byte[] whole = link(found);
    if (Arrays.equals(base, whole)) {
      return below(List.of());
    }
    if (whole.length <= base.length + 1
        || whole[base.length] != '/'
        || !Arrays.equals(base, 0, base.length, whole, 0, base.length)) {
      return Optional.empty();
    }
    List<byte[]> names = new ArrayList<>();
    int start = base.length + 1;
    for (int at = start; at <= whole.length; at++) {
      if (at == whole.length || whole[at] == '/') {
        names.add(Arrays.copyOfRange(whole, start, at));
        start = at + 1;
      }
    }
    return below(names);
  }

  /** What a path of the realm is in the tree, when it is in there. */
  private Optional<TreePath> below(List<byte[]> names) {
    List<String> start = places.root().names();
    if (names.size() < start.size()) {
      return Optional.empty();
    }
    for (int i = 0; i < start.size(); i++) {
      if (!Arrays.equals(names.get(i), Names.bytes(start.get(i)))) {
        return Optional.empty();
      }
    }
    return Names.path(TreePath.ROOT, names.subList(start.size(), names.size()));
  }

  private byte[] link(Descriptor descriptor) throws TreeException {
    int length =
        calls.readLink(SystemCalls.WORKING_DIRECTORY, SystemCalls.pathOf(descriptor.number()));
    if (length < 0) {
      throw Refusal.of("readlink", -length);
    }
    return calls.fetch(length);
  }

  @Override
  public void close() {
    root.close();
    realm.close();
  }
}
