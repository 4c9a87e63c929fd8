package org.gatehouse.dav;

import java.io.IOException;
import java.util.List;
import org.gatehouse.host.tree.TreeException;

/** Why something was not done with an account's files. Messages are for the person who asked. */
public final class FileRefusal extends IOException {

  private static final long serialVersionUID = 1L;

  /** The kinds of refusal. */
  public enum Reason {
    /** It is not there, as far as the account can see. */
    NOT_FOUND,
    /** What it would be in is not there, or is no collection. */
    NO_PARENT,
    /** There is something already. */
    EXISTS,
    /** A collection where a file is wanted, or the other way round. */
    OTHER_KIND,
    /** The account may not do this. */
    FORBIDDEN,
    /** It is locked, and no token of the lock was shown by who took it. */
    LOCKED,
    /** A condition that the request named does not hold. */
    CONDITION,
    /** There is no room for it. */
    NO_SPACE,
    /** The name is too long, or what is in it would be too deep. */
    NAME_TOO_LONG,
    /** It could not be done; the log says why. */
    FAILED
  }

  private final Reason reason;
  private final transient List<String> locked;

  FileRefusal(Reason reason, String message) {
    this(reason, message, List.of());
  }

  private FileRefusal(Reason reason, String message, List<String> locked) {
    super(message);
    this.reason = reason;
    this.locked = locked;
  }

  private FileRefusal(Reason reason, TreeException cause) {
    super(cause.getMessage(), cause);
    this.reason = reason;
    this.locked = List.of();
  }

  static FileRefusal locked(List<String> paths) {
    return new FileRefusal(Reason.LOCKED, "this is locked", List.copyOf(paths));
  }

  static FileRefusal of(TreeException e) {
    return new FileRefusal(reason(e.reason()), e);
  }

  static Reason reason(TreeException.Reason reason) {
    return switch (reason) {
      case NOT_FOUND -> Reason.NOT_FOUND;
      case NO_PARENT -> Reason.NO_PARENT;
      case EXISTS -> Reason.EXISTS;
      case OTHER_KIND -> Reason.OTHER_KIND;
      case FORBIDDEN -> Reason.FORBIDDEN;
      case LOCKED -> Reason.LOCKED;
      case NO_SPACE -> Reason.NO_SPACE;
      case NAME_TOO_LONG -> Reason.NAME_TOO_LONG;
      case FAILED -> Reason.FAILED;
    };
  }

  /** What kind of refusal it is. */
  public Reason reason() {
    return reason;
  }

  /** The paths, as the account sees them, of the locks that are in the way. */
  public List<String> locked() {
    return locked;
  }
}
