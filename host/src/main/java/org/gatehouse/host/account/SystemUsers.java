package org.gatehouse.host.account;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The system's users and groups in every realm's root, a small set of Debian's base-passwd with its
 * numbers: who owns the system's files, runs the web server and gets mail. None of them can sign
 * in.
 */
final class SystemUsers {
  private record User(String name, int uid, int gid, String home) {
    String passwdLine() {
      return String.join(
          ":",
          name,
          "x",
          Integer.toString(uid),
          Integer.toString(gid),
          name,
          home,
          "/usr/sbin/nologin");
    }
  }

  private record Group(String name, int gid) {
    String line() {
      return name + ":x:" + gid + ":";
    }
  }

  private static final List<User> USERS =
      List.of(
          new User("root", 0, 0, "/root"),
          new User("daemon", 1, 1, "/usr/sbin"),
          new User("bin", 2, 2, "/bin"),
          new User("sys", 3, 3, "/dev"),
          new User("mail", 8, 8, "/var/mail"),
          new User("www-data", 33, 33, "/var/www"),
          new User("nobody", 65534, 65534, "/nonexistent"));

  private static final List<Group> GROUPS =
      List.of(
          new Group("root", 0),
          new Group("daemon", 1),
          new Group("bin", 2),
          new Group("sys", 3),
          new Group("adm", 4),
          new Group("tty", 5),
          new Group("mail", 8),
          new Group("www-data", 33),
          new Group("shadow", 42),
          new Group("users", 100),
          new Group("nogroup", 65534));

  /**
   * Names that no account may have: the users above, and those of Debian that a tool in the root
   * would take for the system's, or that mail and web conventions give to the site's operator (RFC
   * 2142 is the mail gate's to enforce).
   */
  private static final Set<String> RESERVED =
      Stream.concat(
              USERS.stream().map(User::name),
              Stream.of(
                  "adm",
                  "backup",
                  "games",
                  "gnats",
                  "irc",
                  "list",
                  "lp",
                  "man",
                  "messagebus",
                  "mysql",
                  "news",
                  "nogroup",
                  "operator",
                  "postfix",
                  "proxy",
                  "sshd",
                  "sync",
                  "toor",
                  "uucp"))
          .collect(Collectors.toUnmodifiableSet());

  private SystemUsers() {}

  /** Whether the name is the system's. */
  static boolean has(String name) {
    return RESERVED.contains(name);
  }

  /** A new root's {@code passwd}. */
  static ColonFile passwd() {
    return file(USERS.stream().map(User::passwdLine));
  }

  /**
   * A new root's {@code shadow}: nobody has a password.
   *
   * @param today days since 1970-01-01 UTC
   */
  static ColonFile shadow(long today) {
    return file(USERS.stream().map(user -> ShadowLine.of(user.name(), "*", today).text()));
  }

  /** A new root's {@code group}, with the realm's own group. */
  static ColonFile group(String name, long gid) {
    return file(GROUPS.stream().map(Group::line)).with(name + ":x:" + gid + ":");
  }

  private static ColonFile file(Stream<String> lines) {
    return new ColonFile(lines.map(line -> line + "\n").toList());
  }
}
