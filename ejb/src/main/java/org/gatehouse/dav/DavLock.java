package org.gatehouse.dav;

import java.time.Duration;

/**
 * One lock that is in force (RFC 4918, section 6).
 *
 * @param token what names it: {@code urn:uuid:} and a random UUID
 * @param path what it is on: the names from the site's root, with slashes between them, no link
 *     among them
 * @param exclusive whether it is the only one; shared otherwise
 * @param deep whether it is on all that is in a collection too ({@code Depth: infinity})
 * @param owner what its taker wrote about themselves, XML as it was sent; empty when nothing
 * @param account the user of the site who took it, and alone may use it
 * @param remaining how long it goes on when nobody refreshes it; more than nothing
 */
public record DavLock(
    String token,
    String path,
    boolean exclusive,
    boolean deep,
    String owner,
    String account,
    Duration remaining) {}
