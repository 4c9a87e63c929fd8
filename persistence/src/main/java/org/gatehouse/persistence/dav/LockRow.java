package org.gatehouse.persistence.dav;

import java.time.Instant;

/**
 * A lock as it is kept.
 *
 * @param token a random UUID
 * @param siteId the site it is at
 * @param user the name of the site's user who took it
 * @param path what it is on
 * @param exclusive whether it is the only one
 * @param deep whether it is on what is below too
 * @param owner what its taker wrote about themselves, at most {@value #LONGEST_OWNER} bytes of
 *     UTF-8
 * @param expiresAt when it ends
 */
public record LockRow(
    String token,
    int siteId,
    String user,
    LockPath path,
    boolean exclusive,
    boolean deep,
    String owner,
    Instant expiresAt) {

  /** The most bytes of what a taker writes about themselves. */
  public static final int LONGEST_OWNER = 2_048;

  /** The same, ending at another time. */
  public LockRow until(Instant other) {
    return new LockRow(token, siteId, user, path, exclusive, deep, owner, other);
  }

  /** Whether it is on a path: its own or, when it is deep, one below. */
  public boolean holdsFor(LockPath other) {
    return path.equals(other) || deep && other.isBelow(path);
  }
}
