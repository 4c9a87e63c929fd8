package org.gatehouse.host.tree;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The files that an account sees: of a site's admin the site's root, of a user their home.
 *
 * <p>Guarantees, whoever renames or links what meanwhile: nothing outside the root is ever read or
 * written. A symbolic link in the account's own files may lead to another place inside; whatever is
 * asked of it is decided by where it leads, so a {@link #canonical canonical} path has none. What a
 * site has under {@code info}, {@code etc/shadow*} and {@code etc/gshadow*} (and what the host
 * keeps for itself: staging directories, homes on their way out) is not there, neither by its own
 * name nor by a link. {@code etc}, {@code usr}, {@code bin} and the other directories of the
 * system, and whatever belongs to another owner than the account, can be read and not changed.
 * Devices, sockets and FIFOs are never opened; links that lead nowhere or out of the root are not
 * there, but may be removed and renamed.
 *
 * <p>Paths are below the root; every method takes one with links and follows them. For one thread.
 */
public interface AccountTree extends AutoCloseable {
  /** Takes the members of a collection. */
  @FunctionalInterface
  interface Members {
    /**
     * The next one.
     *
     * @param properties to be asked, if at all, before this returns
     */
    void next(String name, Node node, MemberProperties properties) throws IOException;
  }

  /** Tells what {@link #properties} would of a member that is being told of, for less. */
  @FunctionalInterface
  interface MemberProperties {
    /** Reads them. */
    byte[] read() throws TreeException;
  }

  /** Where this tree's root is below its realm's root: {@code home/jane}, or the root itself. */
  TreePath root();

  /**
   * The path without links on the way, also for what is not there yet (of which as much is followed
   * as is there).
   *
   * @param last whether a link that the path ends with is followed too, where it leads to something
   *     in this tree; false for what renames or removes a link itself
   * @throws TreeException {@code NO_PARENT} when what it would be in is not there or is no
   *     collection, {@code NOT_FOUND} when it is in what is invisible
   */
  TreePath canonical(TreePath path, boolean last) throws TreeException;

  /** What is there; empty when nothing is, or it is invisible, or neither file nor directory. */
  Optional<Node> find(TreePath path) throws TreeException;

  /** Whether the account may change what is there, or make it where nothing is. */
  boolean writable(TreePath path) throws TreeException;

  /**
   * Tells the members of a collection one by one, in no order, while they are read; those whose
   * names are no UTF-8 are left out.
   *
   * @throws TreeException {@code NOT_FOUND}, {@code OTHER_KIND}
   * @throws IOException what {@code members} throws
   */
  void list(TreePath collection, Members members) throws IOException;

  /**
   * Opens a file for reading.
   *
   * @throws TreeException {@code NOT_FOUND}, {@code OTHER_KIND}, {@code FORBIDDEN}
   */
  OpenFile open(TreePath path) throws TreeException;

  /**
   * Begins a file that is to be at this path; the file that is there stays until it is committed.
   * It is to be closed before this tree is.
   *
   * @throws TreeException {@code NO_PARENT}, {@code OTHER_KIND}, {@code FORBIDDEN}, {@code
   *     NAME_TOO_LONG}, {@code NO_SPACE}
   */
  StagedFile stage(TreePath path) throws TreeException;

  /**
   * Makes a collection.
   *
   * @throws TreeException {@code EXISTS}, {@code NO_PARENT}, {@code FORBIDDEN}, {@code
   *     NAME_TOO_LONG}, {@code NO_SPACE}
   */
  void makeCollection(TreePath path) throws TreeException;

  /**
   * Removes a file or link, or a collection with all that is in it. When nothing in it has to stay
   * it vanishes at once; otherwise what may go goes, and nothing goes that something is in that
   * stays (RFC 4918, section 9.6.1).
   *
   * @param locked which members (by their canonical path) somebody else has locked; they stay
   * @return what stayed and why, without the collections above it; empty when all is gone. Of very
   *     many the first ones
   * @throws TreeException {@code NOT_FOUND}, {@code FORBIDDEN}
   */
  List<Failure> remove(TreePath path, Predicate<TreePath> locked) throws TreeException;

  /**
   * Copies a file, or a collection, with properties; the place is free. A whole copy appears at
   * once. Links are copied as links.
   *
   * @param members whether what is in a collection is copied too (Depth: infinity)
   * @return what could not be copied (devices and their kin are left out silently), by where it was
   *     copied from; of very many the first ones
   * @throws TreeException {@code NOT_FOUND}, {@code EXISTS}, {@code NO_PARENT}, {@code FORBIDDEN}
   *     (into itself too), {@code NAME_TOO_LONG} (of something in it too, whose path from the
   *     realm's root would be longer than a {@link TreePath}), {@code NO_SPACE}
   */
  List<Failure> copy(TreePath from, TreePath to, boolean members) throws TreeException;

  /**
   * Copies a file over another one, which readers see as it was or as it becomes.
   *
   * @throws TreeException as {@link #copy}; {@code OTHER_KIND} when either is a collection
   */
  void copyOver(TreePath from, TreePath to) throws TreeException;

  /**
   * Copies a file, or a collection, to where something else is, and takes that away: whoever looks
   * sees the one or the other, and when it fails nothing has changed.
   *
   * @param members whether what is in a collection is copied too (Depth: infinity)
   * @return what could not be copied, as {@link #copy}
   * @throws TreeException as {@link #copy}; {@code FORBIDDEN} too when something of what is there
   *     has to stay, or the file system cannot do it
   */
  List<Failure> copyInstead(TreePath from, TreePath to, boolean members) throws TreeException;

  /**
   * Puts each of two things in the place of the other, at once.
   *
   * @throws TreeException {@code NOT_FOUND}, {@code FORBIDDEN} (of one within the other too, when
   *     something in either is not the account's, and when the file system cannot do it), {@code
   *     NAME_TOO_LONG} for something in {@code one}
   */
  void exchange(TreePath one, TreePath other) throws TreeException;

  /**
   * Renames; the place is free. Properties go along.
   *
   * @throws TreeException {@code NOT_FOUND}, {@code EXISTS}, {@code NO_PARENT}, {@code FORBIDDEN}
   *     (into itself too, and of a collection with something in it that is not the account's),
   *     {@code NAME_TOO_LONG} (of something in it too, as {@link #copy})
   */
  void move(TreePath from, TreePath to) throws TreeException;

  /**
   * Renames a file over another one, which readers see as it was or as it becomes.
   *
   * @throws TreeException as {@link #move}; {@code OTHER_KIND} when either is a collection
   */
  void moveOver(TreePath from, TreePath to) throws TreeException;

  /**
   * What was kept with a resource by {@link #setProperties}; empty when nothing was.
   *
   * @throws TreeException {@code NOT_FOUND}
   */
  byte[] properties(TreePath path) throws TreeException;

  /**
   * Keeps something with a resource (in one extended attribute), all of it or, when it does not
   * fit, nothing; empty removes what is there. It goes along with a rename and a copy, and stays
   * when the content is replaced. The content's version stays too.
   *
   * @throws TreeException {@code NO_SPACE}, {@code FORBIDDEN}, {@code NOT_FOUND}
   */
  void setProperties(TreePath path, byte[] properties) throws TreeException;

  /** The file system that the root is on. */
  Space space() throws TreeException;

  @Override
  void close();
}
