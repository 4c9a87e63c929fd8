package org.gatehouse.host;

/**
 * A change of an account's password that took effect, and from which something has to follow
 * elsewhere: it is noted on the disk until {@link Host#settle} says that it did.
 *
 * @param id names the note
 * @param realm where the account is
 * @param user its name
 */
public record PasswordChange(String id, Realm realm, String user) {}
