package org.gatehouse.host;

/**
 * One line of {@code etc/passwd}, as passwd(5) has it. A value of this type may come from a file
 * that a person wrote, so it is checked where it is added ({@link Host#addAccount}), to these
 * rules:
 *
 * @param name 1 to 32 characters: a lower-case letter, then lower-case letters, digits, {@code .},
 *     {@code _} and {@code -}; not a system user's name. (Debian's adduser, narrowed so that no
 *     name reads as a number, an option or a path.)
 * @param uid numeric user, {@value #LOWEST_ID} to {@value #HIGHEST_ID}, not 65534 or 65535; unique
 *     in its realm, and by the caller's care on the server
 * @param gid numeric group, same range, present in the realm's {@code etc/group}
 * @param gecos full name: up to 256 characters of any script, no colon, no control character, no
 *     unpaired surrogate
 * @param home home directory inside the realm's root, {@code /home/<name>}
 * @param shell absolute path of the login shell inside the realm's root
 */
public record UnixAccount(
    String name, long uid, long gid, String gecos, String home, String shell) {
  /**
   * The lowest number of an account or its group; what is below belongs to the system (Debian
   * policy 9.2.2).
   */
  public static final long LOWEST_ID = 1_000;

  /** The highest number, as tools with a signed 32-bit integer understand it. */
  public static final long HIGHEST_ID = Integer.MAX_VALUE;
}
