package org.gatehouse.host.account;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.gatehouse.host.HostException.InvalidArgument;
import org.gatehouse.host.UnixAccount;

/** What an account that is added must keep; {@link UnixAccount} tells the rules to the caller. */
public final class AccountRules {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_.-]{0,31}");
  private static final Pattern SHELL = Pattern.compile("(?:/[A-Za-z0-9_][A-Za-z0-9_.+-]*){1,16}");
  private static final int MOST_GECOS = 256;

  /** The numbers of nobody, and of (uid_t) -1 where it had 16 bits. */
  private static final long NOBODY = 65_534;

  private static final long NO_ID = 65_535;

  private AccountRules() {}

  /** Whether a name can be an account's. */
  public static boolean isAccountName(String name) {
    return NAME.matcher(name).matches() && !SystemUsers.has(name);
  }

  /** Whether a number can be an account's or its group's. */
  public static boolean isAccountId(long id) {
    return id >= UnixAccount.LOWEST_ID
        && id <= UnixAccount.HIGHEST_ID
        && id != NOBODY
        && id != NO_ID;
  }

  /**
   * Checks each field.
   *
   * @throws InvalidArgument naming the first that breaks its rule
   */
  public static void check(UnixAccount account) throws InvalidArgument {
    if (!NAME.matcher(account.name()).matches()) {
      throw new InvalidArgument(
          "name",
          "1 to 32 characters, a lower-case letter first, then lower-case letters, digits, '.', '_', '-'");
    }
    if (SystemUsers.has(account.name())) {
      throw new InvalidArgument("name", "belongs to the system");
    }
    checkId("uid", account.uid());
    checkId("gid", account.gid());
    checkGecos(account.gecos());
    if (!account.home().equals("/home/" + account.name())) {
      throw new InvalidArgument("home", "must be /home/ and the account's name");
    }
    if (account.shell().length() > 128 || !SHELL.matcher(account.shell()).matches()) {
      throw new InvalidArgument("shell", "must be an absolute path such as /bin/bash");
    }
  }

  /**
   * Checks a numeric user or group.
   *
   * @param argument its name, for the message
   */
  public static void checkId(String argument, long id) throws InvalidArgument {
    if (!isAccountId(id)) {
      throw new InvalidArgument(
          argument,
          "must be between "
              + UnixAccount.LOWEST_ID
              + " and "
              + UnixAccount.HIGHEST_ID
              + ", and neither 65534 nor 65535");
    }
  }

  private static void checkGecos(String gecos) throws InvalidArgument {
    if (gecos.length() > MOST_GECOS) {
      throw new InvalidArgument("gecos", "must have at most " + MOST_GECOS + " characters");
    }
    if (gecos.codePoints().anyMatch(c -> c == ':' || !isText(c))
        || !StandardCharsets.UTF_8.newEncoder().canEncode(gecos)) {
      throw new InvalidArgument("gecos", "must not contain colons or control characters");
    }
  }

  /**
   * Also no line or paragraph separators and no direction overrides, which would disguise a line in
   * a terminal.
   */
  private static boolean isText(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}
