package org.gatehouse.host.tree;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.gatehouse.host.linux.Descriptor;
import org.gatehouse.host.linux.Errno;
import org.gatehouse.host.linux.FileStatus;
import org.gatehouse.host.linux.SystemCalls;

/** The files of an account, with this process's rights. */
final class EmbeddedTree implements AccountTree {

  private static final byte[] PROPERTIES =
      "user.gatehouse.properties".getBytes(StandardCharsets.US_ASCII);

  private static final int NEW_DIRECTORY = 0755;

  private final SystemCalls calls;
  private final Places places;
  private final Roots roots;
  private final Owners owners;
  private final Staging staging;

  EmbeddedTree(SystemCalls calls, Places places, Roots roots, Owners owners, Staging staging) {
    this.calls = calls;
    this.places = places;
    this.roots = roots;
    this.owners = owners;
    this.staging = staging;
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
          : owners.ownsDirectory(spot);
    }
  }

  @Override
  public void list(TreePath collection, Members members) throws IOException {
    try (Held held = held(collection);
        Descriptor directory = opened(held, SystemCalls.O_DIRECTORY)) {
      TreePath path = held.path();
      int here = directory.number();
      for (List<byte[]> names = next(here); !names.isEmpty(); names = next(here)) {
        for (byte[] name : names) {
          Optional<TreePath> child = Names.path(path, List.of(name));
          if (child.isPresent() && !places.hidden(child.get())) {
            Optional<Node> node = member(here, name, child.get());
            if (node.isPresent()) {
              members.next(child.get().name(), node.get());
            }
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

  private Optional<Node> member(int directory, byte[] name, TreePath path) throws TreeException {
    int told = calls.stat(directory, name, SystemCalls.AT_SYMLINK_NOFOLLOW);
    if (told < 0) {
      // It is gone, or this process may not look.
      return Optional.empty();
    }
    FileStatus status = calls.status();
    if (status.link()) {
      return find(path);
    }
    return (status.directory() || status.regular()) && !roots.secret(status)
        ? Optional.of(node(status))
        : Optional.empty();
  }

  private Held held(TreePath path) throws TreeException {
    return roots.hold(path).orElseThrow(Refusal::notFound);
  }

  /** Opens what is held, and nothing else, whatever has its name now. */
  private Descriptor opened(Held held, int flags) throws TreeException {
    boolean collection = (flags & SystemCalls.O_DIRECTORY) != 0;
    if (held.status().directory() != collection) {
      throw collection ? Refusal.noCollection() : Refusal.collection();
    }
    int opened =
        calls.open(
            SystemCalls.WORKING_DIRECTORY,
            SystemCalls.pathOf(held.descriptor().number()),
            SystemCalls.O_RDONLY | SystemCalls.O_NOCTTY | flags,
            0);
    if (opened < 0) {
      throw Refusal.of("open", -opened);
    }
    return new Descriptor(opened);
  }

  @Override
  public OpenFile open(TreePath path) throws TreeException {
    try (Held held = held(path)) {
      Descriptor descriptor = opened(held, 0);
      int told = calls.stat(descriptor.number());
      if (told < 0) {
        descriptor.close();
        throw Refusal.of("statx", -told);
      }
      return new ReadFile(descriptor, node(calls.status()));
    }
  }

  @Override
  public StagedFile stage(TreePath path) throws TreeException {
    throw new UnsupportedOperationException();
  }

  @Override
  public void makeCollection(TreePath path) throws TreeException {
    try (Spot spot = roots.spot(path, true)) {
      requireFree(spot);
      owners
          .makeDirectory(spot.directory().number(), spot.name(), NEW_DIRECTORY, spot.path())
          .close();
    }
  }

  /** Whether something may be made there. */
  private void requireFree(Spot spot) throws TreeException {
    if (spot.status().isPresent()) {
      throw Refusal.exists();
    }
    if (places.hidden(spot.path())) {
      throw Refusal.forbidden("this name is kept for the server");
    }
    if (places.readOnly(spot.path())) {
      throw Refusal.forbidden("this is the system's, and can only be read");
    }
    if (!owners.ownsDirectory(spot)) {
      throw Refusal.forbidden("the collection belongs to somebody else");
    }
  }

  @Override
  public List<Failure> remove(TreePath path, Predicate<TreePath> locked) throws TreeException {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<Failure> copy(TreePath from, TreePath to, boolean members) throws TreeException {
    throw new UnsupportedOperationException();
  }

  @Override
  public void copyOver(TreePath from, TreePath to) throws TreeException {
    throw new UnsupportedOperationException();
  }

  @Override
  public void move(TreePath from, TreePath to) throws TreeException {
    throw new UnsupportedOperationException();
  }

  @Override
  public void moveOver(TreePath from, TreePath to) throws TreeException {
    throw new UnsupportedOperationException();
  }

  @Override
  public byte[] properties(TreePath path) throws TreeException {
    try (Held held = held(path)) {
      int length = calls.attribute(SystemCalls.pathOf(held.descriptor().number()), PROPERTIES);
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
  }

  @Override
  public void setProperties(TreePath path, byte[] properties) throws TreeException {
    try (Held held = held(path)) {
      if (places.readOnly(held.path())) {
        throw Refusal.forbidden("this is the system's, and can only be read");
      }
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
