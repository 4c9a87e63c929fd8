package org.gatehouse.dav;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.gatehouse.dav.FileRefusal.Reason;
import org.gatehouse.host.tree.AccountTree;
import org.gatehouse.host.tree.Failure;
import org.gatehouse.host.tree.Node;
import org.gatehouse.host.tree.OpenFile;
import org.gatehouse.host.tree.StagedFile;
import org.gatehouse.host.tree.TreeException;
import org.gatehouse.host.tree.TreePath;
import org.gatehouse.site.SiteRoom;

/**
 * The files of one account as WebDAV has them (RFC 4918): resources, their properties, and locks
 * that are respected whoever took them. For the one thread of one request.
 *
 * <p>Paths are texts, names with a slash between them, empty for the root. Whatever changes
 * something takes the tokens that the request submitted, and a check of what the request named as
 * its conditions; that is made again at the last moment, while no other request of this node
 * changes the same path.
 */
public final class AccountFiles implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(AccountFiles.class.getName());

  private final AccountTree tree;
  private final AccountLocks locks;
  private final Turns turns;
  private final SiteRoom room;
  private final int site;
  private final boolean mayChange;
  private final List<OpenFile> open = new ArrayList<>();

  AccountFiles(
      AccountTree tree,
      AccountLocks locks,
      Turns turns,
      SiteRoom room,
      int site,
      boolean mayChange) {
    this.tree = tree;
    this.locks = locks;
    this.turns = turns;
    this.room = room;
    this.site = site;
    this.mayChange = mayChange;
  }

  /** What a request demands before anything is changed. */
  @FunctionalInterface
  public interface Check {
    /**
     * Returns when it holds.
     *
     * @throws FileRefusal {@code CONDITION} when not
     */
    void make() throws IOException;

    /** That it does not hold. */
    static FileRefusal failed() {
      return new FileRefusal(Reason.CONDITION, "a condition of the request does not hold");
    }
  }

  /** Takes the members of a collection one by one. */
  @FunctionalInterface
  public interface Members {
    /**
     * The next one.
     *
     * @param properties to be asked, if at all, before this returns
     */
    void next(String name, Resource resource, MemberProperties properties) throws IOException;
  }

  /** Tells what {@link #properties} would of a member that is being told of, for less. */
  @FunctionalInterface
  public interface MemberProperties {
    /** Reads them. */
    DeadProperties read() throws IOException;
  }

  /** Gives the content of a file. */
  @FunctionalInterface
  public interface Content {
    /** Writes it. */
    void writeTo(OutputStream target) throws IOException;
  }

  /** A file that is open for reading. */
  public interface Reading {
    /** What is known of it. */
    Resource resource();

    /** Writes a part of it, of bytes from the first, counted from 0. */
    void writeTo(OutputStream target, long from, long length) throws IOException;

    /** The same file for the kernel to send from; for what is large. */
    FileChannel channel() throws IOException;
  }

  /**
   * What a change led to.
   *
   * @param created whether there was nothing before
   * @param stayed what could not be done of it, by path; empty when all was
   */
  public record Outcome(boolean created, Map<String, Reason> stayed) {}

  /**
   * A file that was written.
   *
   * @param resource as it is now
   * @param created whether there was none
   */
  public record Written(Resource resource, boolean created) {}

  /**
   * How much room there is.
   *
   * @param used bytes that are stored; empty when that is not known
   * @param available bytes that may be stored still
   */
  public record Quota(Optional<Long> used, long available) {}

  /**
   * A lock that is wanted.
   *
   * @param exclusive whether nobody else may have one
   * @param deep whether it is on all that a collection holds too
   * @param owner what the taker says of themselves, XML
   * @param timeout for how long, when it is not refreshed; empty for the usual time
   */
  public record LockWish(
      boolean exclusive, boolean deep, String owner, Optional<Duration> timeout) {}

  /**
   * A lock that was taken.
   *
   * @param created whether that made an empty file, since there was nothing
   */
  public record Locked(DavLock lock, boolean created) {}

  @FunctionalInterface
  private interface TreeCall<T> {
    T made() throws IOException;
  }

  private static <T> T told(TreeCall<T> call) throws IOException {
    try {
      return call.made();
    } catch (TreeException e) {
      if (e.reason() == TreeException.Reason.FAILED) {
        LOG.log(Level.SEVERE, "files could not be reached", e);
      }
      throw FileRefusal.of(e);
    }
  }

  private static TreePath path(String text) throws FileRefusal {
    try {
      return TreePath.of(text);
    } catch (IllegalArgumentException e) {
      throw new FileRefusal(Reason.NAME_TOO_LONG, e.getMessage());
    }
  }

  /** What is there; empty when the account sees nothing there. */
  public Optional<Resource> find(String path) throws IOException {
    TreePath asked = path(path);
    return told(() -> tree.find(asked)).map(Resource::of);
  }

  /** Whether the account may change what is there, or make it. */
  public boolean writable(String path) throws IOException {
    TreePath asked = path(path);
    return mayChange && told(() -> tree.writable(asked));
  }

  /** Tells the members of a collection, in no order. */
  public void list(String collection, Members members) throws IOException {
    TreePath asked = path(collection);
    told(
        () -> {
          tree.list(
              asked,
              (name, node, kept) ->
                  members.next(name, Resource.of(node), () -> read(told(kept::read))));
          return null;
        });
  }

  /** Opens a file, until all of this is closed. */
  public Reading open(String path) throws IOException {
    TreePath asked = path(path);
    OpenFile file = told(() -> tree.open(asked));
    open.add(file);
    Resource resource = Resource.of(file.node());
    return new Reading() {
      @Override
      public Resource resource() {
        return resource;
      }

      @Override
      public void writeTo(OutputStream target, long from, long length) throws IOException {
        file.writeTo(target, from, length);
      }

      @Override
      public FileChannel channel() throws IOException {
        return told(file::channel);
      }
    };
  }

  /** How much room there is for more. */
  public Quota quota() throws IOException {
    long disk = told(tree::space).available();
    SiteRoom.Room known = room.of(site);
    long most = known.most().orElse(Long.MAX_VALUE);
    return new Quota(known.used(), Math.min(disk, Math.max(0, most - known.used().orElse(0L))));
  }

  /**
   * Writes a file: who reads it meanwhile sees the old content or the new one, never a part.
   *
   * @param length how many bytes it will have, as far as that is known; less than 0 otherwise
   * @throws FileRefusal {@code OTHER_KIND} when there is a collection, {@code NO_PARENT} and
   *     others; {@code NO_SPACE} when the site may not store so much more: before anything is
   *     written as far as the length is known, else as soon as more came than could be stored
   */
  public Written write(String path, long length, Content content, Check check, Set<String> tokens)
      throws IOException {
    requireWriteAccess();
    long most = requireRoom(length);
    TreePath place = canonical(path, true);
    check.make();
    locks.respect(place, told(() -> tree.find(place)).isEmpty(), tokens);
    try (StagedFile staged = told(() -> tree.stage(place))) {
      content.writeTo(new Staging(staged, most));
      try (Turns.Held _ = hold(place)) {
        boolean created = told(() -> tree.find(place)).isEmpty();
        check.make();
        locks.respect(place, created, tokens);
        return new Written(Resource.of(told(staged::commit)), created);
      }
    }
  }

  /**
   * Before anything is stored; what a site stores is measured now and then.
   *
   * @return how many bytes may be
   */
  private long requireRoom(long length) throws IOException {
    long available = quota().available();
    if (available <= 0 || available < length) {
      throw noRoom();
    }
    return available;
  }

  private static FileRefusal noRoom() {
    return new FileRefusal(Reason.NO_SPACE, "there is no room for so much more");
  }

  /** What is written goes to the staged file, while there is room; refusals are told as ours. */
  private static final class Staging extends OutputStream {

    private final StagedFile staged;
    private long left;

    Staging(StagedFile staged, long most) {
      this.staged = staged;
      this.left = most;
    }

    @Override
    public void write(int octet) throws IOException {
      write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      if (length > left) {
        throw noRoom();
      }
      left -= length;
      told(
          () -> {
            staged.write(bytes, from, length);
            return null;
          });
    }
  }

  /** Makes a collection, which has these properties from the beginning. */
  public void makeCollection(
      String path, DeadProperties properties, Check check, Set<String> tokens) throws IOException {
    requireWriteAccess();
    TreePath place = canonical(path, true);
    byte[] kept = properties.bytes();
    try (Turns.Held _ = hold(place)) {
      check.make();
      if (told(() -> tree.find(place)).isPresent()) {
        throw new FileRefusal(Reason.EXISTS, "there is something of this name already");
      }
      locks.respect(place, true, tokens);
      told(
          () -> {
            tree.makeCollection(place);
            return null;
          });
      if (kept.length > 0) {
        setOrUndo(place, kept);
      }
    }
  }

  private void setOrUndo(TreePath collection, byte[] properties) throws IOException {
    try {
      told(
          () -> {
            tree.setProperties(collection, properties);
            return null;
          });
    } catch (FileRefusal e) {
      told(() -> tree.remove(collection, _ -> false));
      throw e;
    }
  }

  /**
   * Removes a file, or a collection with all that is in it, but for what may not go.
   *
   * @return what stayed; never that something was created
   */
  public Outcome remove(String path, Check check, Set<String> tokens) throws IOException {
    requireWriteAccess();
    TreePath place = existing(path, false);
    try (Turns.Held _ = hold(place)) {
      check.make();
      // A link that leads nowhere is a member too.
      locks.respect(place, true, tokens);
      return new Outcome(false, removeWithin(place, locks.below(place, tokens)));
    }
  }

  private Map<String, Reason> removeWithin(TreePath place, AccountLocks.Below locked)
      throws IOException {
    List<Failure> failures = told(() -> tree.remove(place, locked.closed()::contains));
    if (failures.isEmpty()) {
      forget(place);
    } else {
      forgetGone(locked);
    }
    return stayed(failures);
  }

  /** What is locked and not open stays; of the rest, some is gone and some stays. */
  private void forgetGone(AccountLocks.Below locked) throws IOException {
    for (TreePath member : locked.open()) {
      // Greater than the collection's path, which is held: still in one order.
      try (Turns.Held _ = hold(member)) {
        if (told(() -> tree.find(member)).isEmpty()) {
          forget(member);
        }
      }
    }
  }

  private Map<String, Reason> stayed(List<Failure> failures) {
    Map<String, Reason> stayed = new LinkedHashMap<>();
    failures.forEach(one -> stayed.put(one.path().toString(), FileRefusal.reason(one.reason())));
    return stayed;
  }

  /**
   * Copies a file or a collection.
   *
   * @param members whether what is in a collection is copied too
   * @param overwrite whether what is at the destination may be replaced
   */
  public Outcome copy(
      String from, String to, boolean members, boolean overwrite, Check check, Set<String> tokens)
      throws IOException {
    requireWriteAccess();
    TreePath source = existing(from, true);
    TreePath target = canonical(to, false);
    requireApart(source, target);
    requireRoom(0);
    try (Turns.Held _ = hold(target)) {
      check.make();
      Node copied = found(source);
      Optional<Node> there = destination(target, overwrite, tokens);
      if (there.isEmpty()) {
        return new Outcome(true, stayed(told(() -> tree.copy(source, target, members))));
      }
      if (!copied.collection() && !there.get().collection()) {
        told(
            () -> {
              tree.copyOver(source, target);
              return null;
            });
        return new Outcome(false, Map.of());
      }
      Map<String, Reason> stayed = stayed(told(() -> tree.copyInstead(source, target, members)));
      forget(target);
      return new Outcome(false, stayed);
    }
  }

  /**
   * Moves a file or a collection.
   *
   * @param overwrite whether what is at the destination may be replaced
   */
  public Outcome move(String from, String to, boolean overwrite, Check check, Set<String> tokens)
      throws IOException {
    requireWriteAccess();
    TreePath source = existing(from, false);
    TreePath target = canonical(to, false);
    requireApart(source, target);
    try (Turns.Held _ = hold(source, target)) {
      check.make();
      Node moved = found(source);
      locks.respect(source, true, tokens);
      locks.requireOpenBelow(source, tokens);
      Optional<Node> there = destination(target, overwrite, tokens);
      if (there.isEmpty()) {
        told(
            () -> {
              tree.move(source, target);
              return null;
            });
      } else if (moved.collection() || there.get().collection()) {
        moveInstead(source, target);
      } else {
        told(
            () -> {
              tree.moveOver(source, target);
              return null;
            });
      }
      // Locks stay where they were taken (RFC 4918, section 7.7), and there is nothing now.
      forget(source);
      return new Outcome(there.isEmpty(), Map.of());
    }
  }

  /**
   * What was there is where the other came from for a moment, and nowhere else it could be lost.
   */
  private void moveInstead(TreePath source, TreePath target) throws IOException {
    told(
        () -> {
          tree.exchange(source, target);
          if (!tree.remove(source, _ -> false).isEmpty()) {
            tree.exchange(source, target);
            throw new FileRefusal(
                Reason.FORBIDDEN, "something at the destination could not be removed");
          }
          return null;
        });
    forget(target);
  }

  /** What was done is done, whether its locks can be forgotten now or end by themselves. */
  private void forget(TreePath place) {
    try {
      locks.gone(place);
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "locks of what is gone stay until they end", e);
    }
  }

  private Node found(TreePath source) throws IOException {
    return told(() -> tree.find(source))
        .orElseThrow(() -> new FileRefusal(Reason.NOT_FOUND, "there is nothing here"));
  }

  /** What is to be replaced, if it may be. */
  private Optional<Node> destination(TreePath target, boolean overwrite, Set<String> tokens)
      throws IOException {
    Optional<Node> there = told(() -> tree.find(target));
    if (there.isPresent() && !overwrite) {
      throw new FileRefusal(
          Reason.CONDITION, "there is something at the destination, which was not to be replaced");
    }
    locks.respect(target, there.isEmpty(), tokens);
    if (there.filter(Node::collection).isPresent()) {
      locks.requireOpenBelow(target, tokens);
    }
    return there;
  }

  private static void requireApart(TreePath source, TreePath target) throws FileRefusal {
    if (source.startsWith(target) || target.startsWith(source)) {
      throw new FileRefusal(
          Reason.FORBIDDEN, "source and destination are the same, or one is within the other");
    }
  }

  /** The properties that clients gave a resource. */
  public DeadProperties properties(String path) throws IOException {
    TreePath asked = path(path);
    return read(told(() -> tree.properties(asked)));
  }

  private DeadProperties read(byte[] kept) {
    return DeadProperties.read(kept)
        .orElseGet(
            () -> {
              LOG.warning("properties of a file of site" + site + " cannot be read");
              return DeadProperties.NONE;
            });
  }

  /** Changes properties of a resource. */
  @FunctionalInterface
  public interface PropertyChange {
    /** The properties as they are to be. */
    DeadProperties of(DeadProperties before) throws IOException;
  }

  /**
   * Changes properties: all as they are to be, or, when there is no room, none.
   *
   * @throws FileRefusal {@code NO_SPACE} and others
   */
  public void changeProperties(String path, PropertyChange change, Check check, Set<String> tokens)
      throws IOException {
    requireWriteAccess();
    TreePath place = existing(path, true);
    try (Turns.Held _ = hold(place)) {
      check.make();
      found(place);
      locks.respect(place, false, tokens);
      byte[] kept = change.of(properties(place.toString())).bytes();
      told(
          () -> {
            tree.setProperties(place, kept);
            return null;
          });
    }
  }

  /** The locks that hold for a path, with their paths as the account sees them. */
  public List<DavLock> locksOn(String path) throws IOException {
    return locks.on(existing(path, true));
  }

  /**
   * The locks of a collection and of its members.
   *
   * @param own those that hold for the collection
   * @param members those that were taken on a member, by its name
   */
  public record CollectionLocks(List<DavLock> own, Map<String, List<DavLock>> members) {
    /** Those that hold for a member. */
    public List<DavLock> of(String name) {
      if (own.isEmpty() && members.isEmpty()) {
        return List.of();
      }
      List<DavLock> all = new ArrayList<>(own.stream().filter(DavLock::deep).toList());
      all.addAll(members.getOrDefault(name, List.of()));
      return all;
    }
  }

  /** The locks that hold for a collection or one of its members: one question for all of them. */
  public CollectionLocks locksOnMembers(String collection) throws IOException {
    return locks.onMembers(existing(collection, true));
  }

  /**
   * Locks a resource, or, where there is none, an empty file that is made.
   *
   * @throws FileRefusal {@code LOCKED} when another lock is in the way, {@code NO_SPACE} when the
   *     account has as many as it may have
   */
  public Locked lock(String path, LockWish wish, Check check, Set<String> tokens)
      throws IOException {
    requireWriteAccess();
    TreePath place = canonical(path, true);
    try (Turns.Held _ = hold(place)) {
      check.make();
      boolean created = told(() -> tree.find(place)).isEmpty();
      if (created) {
        locks.respect(place.parent(), false, tokens);
      }
      if (!told(() -> tree.writable(place))) {
        throw new FileRefusal(Reason.FORBIDDEN, "what cannot be changed cannot be locked");
      }
      DavLock lock = locks.take(place, wish);
      return new Locked(lock, created && makeEmptyOrRelease(place, lock));
    }
  }

  /**
   * Makes the file that is locked; what another node, or a program, put there meanwhile stays, and
   * is what the lock is on.
   *
   * @return whether there was nothing
   */
  private boolean makeEmptyOrRelease(TreePath place, DavLock lock) throws IOException {
    boolean locked = false;
    try (StagedFile staged = told(() -> tree.stage(place))) {
      told(staged::commitNew);
      locked = true;
      return true;
    } catch (FileRefusal e) {
      boolean appeared = e.reason() == Reason.EXISTS || e.reason() == Reason.OTHER_KIND;
      if (!appeared || !told(() -> tree.writable(place))) {
        throw e;
      }
      locked = true;
      return false;
    } finally {
      if (!locked) {
        locks.release(place, lock.token());
      }
    }
  }

  /**
   * Lets a lock go on.
   *
   * @return empty when the account has no lock of this token that holds for the path
   */
  public Optional<DavLock> refresh(
      String path, String token, Optional<Duration> timeout, Check check) throws IOException {
    check.make();
    return locks.refresh(existing(path, true), token, timeout);
  }

  /**
   * Ends a lock.
   *
   * @return false when the account has no lock of this token that holds for the path
   */
  public boolean unlock(String path, String token) throws IOException {
    return locks.release(existing(path, true), token);
  }

  private void requireWriteAccess() throws FileRefusal {
    if (!mayChange) {
      throw new FileRefusal(Reason.FORBIDDEN, "this account may read its files here, no more");
    }
  }

  /** Where something is to be made or replaced. */
  private TreePath canonical(String path, boolean last) throws IOException {
    TreePath asked = path(path);
    TreePath place = told(() -> tree.canonical(asked, last));
    try {
      locks.sitePath(place);
      return place;
    } catch (IllegalArgumentException e) {
      // From the site's root it is longer.
      throw new FileRefusal(Reason.NAME_TOO_LONG, e.getMessage());
    }
  }

  /** Where something is; where it would be, there is nothing for who looks for it. */
  private TreePath existing(String path, boolean last) throws IOException {
    try {
      return canonical(path, last);
    } catch (FileRefusal e) {
      throw e.reason() == Reason.NO_PARENT
          ? new FileRefusal(Reason.NOT_FOUND, "there is nothing here")
          : e;
    }
  }

  private Turns.Held hold(TreePath... paths) {
    String[] names = new String[paths.length];
    for (int i = 0; i < paths.length; i++) {
      names[i] = site + "/" + locks.sitePath(paths[i]);
    }
    return turns.hold(names);
  }

  @Override
  public void close() {
    open.forEach(OpenFile::close);
    tree.close();
  }
}
