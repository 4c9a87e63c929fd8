package org.gatehouse.host.account;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import org.gatehouse.host.UnixAccount;

/** A line of passwd(5) as {@link ColonFile} has it, seven fields. */
final class PasswdLine {
  private PasswdLine() {}

  /**
   * The line that stands for an account; its password field says that the hash is in {@code
   * shadow}.
   */
  static String of(UnixAccount account) {
    return String.join(
        ":",
        account.name(),
        "x",
        Long.toString(account.uid()),
        Long.toString(account.gid()),
        utf8AsLatin1(account.gecos()),
        account.home(),
        account.shell());
  }

  /** The account that a line stands for; empty when it is none. */
  static Optional<UnixAccount> parse(String line) {
    String[] fields = line.split(":", -1);
    if (fields.length != 7) {
      return Optional.empty();
    }
    OptionalLong uid = id(fields[2]);
    OptionalLong gid = id(fields[3]);
    if (uid.isEmpty() || gid.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new UnixAccount(
            fields[0],
            uid.getAsLong(),
            gid.getAsLong(),
            latin1AsUtf8(fields[4]),
            fields[5],
            fields[6]));
  }

  /** A numeric user or group. */
  static OptionalLong id(String field) {
    return field.matches("[0-9]{1,10}")
        ? OptionalLong.of(Long.parseLong(field))
        : OptionalLong.empty();
  }

  private static String utf8AsLatin1(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  private static String latin1AsUtf8(String text) {
    return new String(text.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }
}
