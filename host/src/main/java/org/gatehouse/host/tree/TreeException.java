package org.gatehouse.host.tree;

import java.io.IOException;

/** Why something in a tree could not be done. Messages hold no path of this machine. */
public final class TreeException extends IOException {
  private static final long serialVersionUID = 1L;

  /** The kinds of refusal. */
  public enum Reason {
    /** It is not there, or is invisible to the account. */
    NOT_FOUND,
    /** What it would be in is not there, or is no collection. */
    NO_PARENT,
    /** There is something of that name. */
    EXISTS,
    /** A collection where a file is wanted, or the other way round. */
    OTHER_KIND,
    /** It is not the account's to change, or the name is not to be had, or its kind not served. */
    FORBIDDEN,
    /** Somebody else has locked it. */
    LOCKED,
    /** The disk, the quota, or the room for properties is full. */
    NO_SPACE,
    /** The name is longer than the file system takes, or a path than one may be. */
    NAME_TOO_LONG,
    /** The host could not do it. The cause says why, and is for the log. */
    FAILED
  }

  private final transient Reason reason;

  /** With a message for the person who asked. */
  public TreeException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** With the cause, which is for the log. */
  public TreeException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** What kind of refusal it is. */
  public Reason reason() {
    return reason;
  }
}
