package org.gatehouse.host.account;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.gatehouse.host.HostException.InvalidArgument;
import org.gatehouse.host.UnixAccount;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccountRulesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"demo", "a", "a1", "first.last", "a-b_c", "abcdefghijklmnopqrstuvwxyz012345"})
  void namesThatAnyUnixToolTakesAreTaken(String name) {
    assertThatCode(() -> AccountRules.check(named(name))).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1",
        "1a",
        "-rf",
        ".",
        "..",
        "_a",
        "Demo",
        "a b",
        "a:b",
        "a/b",
        "a\nb",
        "a@b",
        "ä",
        "a$",
        "abcdefghijklmnopqrstuvwxyz0123456",
        "root",
        "www-data",
        "nobody",
        "daemon",
        "mail",
        "sshd"
      })
  void otherNamesAndTheSystemsAreRefused(String name) {
    assertRefused("name", named(name));
  }

  @ParameterizedTest
  @ValueSource(
      longs = {-1, 0, 33, 999, 65_534, 65_535, 2_147_483_648L, 4_294_967_295L, Long.MIN_VALUE})
  void theSystemsNumbersAreRefused(long id) {
    assertRefused("uid", new UnixAccount("demo", id, 5_000, "", "/home/demo", "/bin/bash"));
    assertRefused("gid", new UnixAccount("demo", 5_000, id, "", "/home/demo", "/bin/bash"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Jörg Müller, 2nd floor", "日本語 😀", "a=b;$(x)'\""})
  void aFullNameIsAnyText(String gecos) {
    assertThatCode(() -> AccountRules.check(called(gecos))).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a:b",
        "a\nroot::0:0:::",
        "a\r",
        "a\0",
        "a\u001b[2J",
        "a\u0085",
        "a\u2028",
        "a\u202e",
        "a\ud83d"
      })
  void aFullNameNeverBreaksOrDisguisesItsLine(String gecos) {
    assertRefused("gecos", called(gecos));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "/home",
        "/home/other",
        "/home/demo/",
        "/home/demo/../x",
        "home/demo",
        "/root"
      })
  void aHomeIsTheAccountsOwn(String home) {
    assertRefused("home", new UnixAccount("demo", 5_000, 5_000, "", home, "/bin/bash"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "bash",
        "/",
        "/bin/../bash",
        "/bin/ba sh",
        "/bin/bash:",
        "/bin/bash\n",
        "//bash"
      })
  void aShellIsAnAbsolutePath(String shell) {
    assertRefused("shell", new UnixAccount("demo", 5_000, 5_000, "", "/home/demo", shell));
  }

  private static UnixAccount named(String name) {
    return new UnixAccount(name, 5_000, 5_000, "", "/home/" + name, "/bin/bash");
  }

  private static UnixAccount called(String gecos) {
    return new UnixAccount("demo", 5_000, 5_000, gecos, "/home/demo", "/usr/sbin/nologin");
  }

  private static void assertRefused(String argument, UnixAccount account) {
    assertThatThrownBy(() -> AccountRules.check(account))
        .isInstanceOf(InvalidArgument.class)
        .extracting(e -> ((InvalidArgument) e).argument())
        .isEqualTo(argument);
  }
}
