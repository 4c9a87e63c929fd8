package org.gatehouse.dav;

import java.util.List;

/** Other locks are in the way of a lock (RFC 4918, section 6.1). */
public final class LockedException extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient List<DavLock> locks;

  LockedException(List<DavLock> locks) {
    super("another lock is in the way");
    this.locks = locks;
  }

  /**
   * The locks in the way, in order of their paths: at the path, above it, or, of a deep lock, below
   * it. At least one; of very many the first {@value Locks#MOST_CONFLICTS}.
   */
  public List<DavLock> locks() {
    return locks;
  }
}
