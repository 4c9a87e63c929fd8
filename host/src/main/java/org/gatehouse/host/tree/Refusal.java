package org.gatehouse.host.tree;

import org.gatehouse.host.linux.Errno;
import org.gatehouse.host.linux.SystemCalls;
import org.gatehouse.host.tree.TreeException.Reason;

/** Tells in words what a call of the system failed with. */
final class Refusal {
  private Refusal() {}

  static TreeException notFound() {
    return new TreeException(Reason.NOT_FOUND, "it is not there");
  }

  static TreeException noParent() {
    return new TreeException(Reason.NO_PARENT, "the collection that it would be in is not there");
  }

  static TreeException exists() {
    return new TreeException(Reason.EXISTS, "there is something of that name");
  }

  static TreeException collection() {
    return new TreeException(Reason.OTHER_KIND, "it is a collection");
  }

  static TreeException noCollection() {
    return new TreeException(Reason.OTHER_KIND, "it is no collection");
  }

  static TreeException forbidden(String message) {
    return new TreeException(Reason.FORBIDDEN, message);
  }

  static TreeException tooDeep() {
    return new TreeException(
        Reason.NAME_TOO_LONG,
        "something in it would be at a path of more than "
            + TreePath.MOST_NAMES
            + " names or "
            + TreePath.LONGEST
            + " bytes");
  }

  /**
   * For a call that failed.
   *
   * @param attempt the call, for the log
   * @param errno what it failed with
   */
  static TreeException of(String attempt, int errno) {
    return switch (errno) {
      // ELOOP and EAGAIN: somebody put a link there, or renamed, between two looks at it.
      case Errno.ENOENT, Errno.ENOTDIR, Errno.ELOOP, Errno.EAGAIN -> notFound();
      case Errno.EEXIST, Errno.ENOTEMPTY -> exists();
      case Errno.EISDIR -> collection();
      case Errno.EACCES, Errno.EPERM, Errno.EROFS ->
          forbidden("the system does not let the server do that");
      case Errno.EXDEV -> forbidden("it is on another file system");
      case Errno.ENOSPC, Errno.EDQUOT, Errno.EFBIG ->
          new TreeException(Reason.NO_SPACE, "there is no room for it");
      case Errno.ENAMETOOLONG ->
          new TreeException(Reason.NAME_TOO_LONG, "the name is longer than the file system takes");
      case Errno.EILSEQ -> forbidden("the file system does not take that name");
      default ->
          new TreeException(
              Reason.FAILED,
              "the server could not do it; its log says why",
              SystemCalls.failure(attempt, errno));
    };
  }

  /** The same of what makes something in a collection, which may be gone. */
  static TreeException making(String attempt, int errno) {
    return switch (errno) {
      case Errno.ENOENT, Errno.ENOTDIR, Errno.ELOOP, Errno.EAGAIN -> noParent();
      default -> of(attempt, errno);
    };
  }
}
