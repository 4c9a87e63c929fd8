package org.gatehouse.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.gatehouse.host.tool.Needs;
import org.gatehouse.host.tool.Tool;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stands in a site's {@code etc}, and how it is written. */
class AccountFilesTest {
  private static final String HASH =
      "$6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/O817G3uBnIFNjnQJuesI68u4OTLiBFdcbYEdFCoEOfaS35inz1";

  @TempDir Path data;
  private Site site;
  private EmbeddedHost host;

  @BeforeEach
  void aSiteWithAnAccount() throws Exception {
    site = new Site(data, 12);
    host = new EmbeddedHost(data, new SecureRandom(), InstantSource.system(), HashSettings.usual());
    host.createSite(12, "example.test", Site.GID);
    host.addAccount(site.realm(), Site.account("demo", 5_001), "s3cret");
  }

  private boolean verify(String user, String password) throws HostException {
    return host.verify(Optional.of(site.realm()), user, password, () -> false).isPresent();
  }

  private static String mode(Path file) throws Exception {
    return PosixFilePermissions.toString(
        Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS));
  }

  @Test
  void aNewRootHasTheSystemsUsersAndTheSitesOwn() throws Exception {
    assertThat(site.text("passwd").lines().map(line -> line.split(":")[0]))
        .containsExactly("root", "daemon", "bin", "sys", "mail", "www-data", "nobody", "demo");
    assertThat(site.text("group")).endsWith("site12:x:5012:\n");
    assertThat(site.line("shadow", "root")).startsWith("root:*:");
    assertThat(host.accounts(site.realm())).containsExactly(Site.account("demo", 5_001));
    assertThat(mode(site.etc("shadow"))).isEqualTo("rw-------");
    assertThat(mode(site.etc("passwd"))).isEqualTo("rw-r--r--");
    assertThat(mode(site.etc("group"))).isEqualTo("rw-r--r--");
    assertThat(mode(site.root().resolve("home/demo"))).isEqualTo("rwx------");
    assertThat(mode(data.resolve("virtual/site12/info"))).isEqualTo("rwx------");
  }

  @Test
  @Needs(command = "pwck", debianPackage = "passwd", rights = Needs.Rights.CHROOT)
  void pwckAndGrpckAcceptTheSitesRoot() throws Exception {
    host.addAccount(site.realm(), Site.account("first.last", 6_000), "s3cret");
    host.addAccount(site.realm(), Site.account("with-dash", 6_001), "s3cret");
    host.addAccount(site.realm(), Site.account("gone", 6_002), "s3cret");
    host.setHash(site.realm(), "demo", HASH);
    host.removeAccount(site.realm(), "gone");
    String root = site.root().toString();

    assertThat(Tool.runChroot("", "pwck", "-r", "-q", "-R", root))
        .isEqualTo(new Tool.Result(0, ""));
    assertThat(Tool.runChroot("", "grpck", "-r", "-R", root)).isEqualTo(new Tool.Result(0, ""));
    assertThat(Tool.runChroot("", "pwck", "-r", "-R", root).output().lines())
        .allMatch(
            line ->
                line.matches("user '.*': (directory|program) '.*' does not exist")
                    || line.equals("pwck: no changes"));
  }

  @Test
  @Needs(command = "chpasswd", debianPackage = "passwd", rights = Needs.Rights.CHROOT)
  void aPasswordThatAToolChangedCountsAtOnce() throws Exception {
    assertThat(verify("demo", "s3cret")).isTrue();

    assertThat(
            Tool.runChroot("demo:" + HASH + "\n", "chpasswd", "-e", "-R", site.root().toString())
                .status())
        .isZero();

    assertThat(verify("demo", "s3cret")).isFalse();
    assertThat(verify("demo", "Hello world!")).isTrue();
  }

  @Test
  void aNewPasswordReplacesTheOldOne() throws Exception {
    host.setPassword(site.realm(), "demo", "another: ö");

    assertThat(verify("demo", "another: ö")).isTrue();
    assertThat(verify("demo", "s3cret")).isFalse();
    assertThat(site.line("shadow", "demo")).startsWith("demo:$6$rounds=5000$");
  }

  @Test
  void aMigratedHashIsTakenAsItIs() throws Exception {
    host.setHash(site.realm(), "demo", HASH);

    assertThat(site.line("shadow", "demo")).startsWith("demo:" + HASH + ":");
    assertThat(verify("demo", "Hello world!")).isTrue();
  }

  @Test
  void aHashThatIsNotAcceptedIsRefusedAndChangesNothing() throws Exception {
    String before = site.text("shadow");
    for (String hash :
        new String[] {
          "", "!", "*", "x", "$1$salt$qJH7.N4xYta3aEG/dfqo/0", HASH + ":", HASH + "\nroot::"
        }) {
      assertThatThrownBy(() -> host.setHash(site.realm(), "demo", hash))
          .isInstanceOf(HostException.InvalidArgument.class)
          .message()
          .doesNotContain("qJH7", "svn8");
    }
    assertThat(site.text("shadow")).isEqualTo(before);
  }

  @Test
  void anAccountIsAddedOnce() {
    assertThatThrownBy(() -> host.addAccount(site.realm(), Site.account("demo", 5_009), "x"))
        .isInstanceOf(HostException.AccountExists.class);
    assertThatThrownBy(() -> host.addAccount(site.realm(), Site.account("next", 5_001), "x"))
        .isInstanceOf(HostException.InvalidArgument.class)
        .hasMessage("uid: belongs to another account");
    assertThatThrownBy(
            () ->
                host.addAccount(
                    site.realm(),
                    new UnixAccount("next", 5_002, 7_777, "", "/home/next", "/bin/bash"),
                    "x"))
        .isInstanceOf(HostException.InvalidArgument.class)
        .hasMessage("gid: is not a group of this realm");
  }

  @Test
  void aRefusedPasswordAddsNoAccount() throws Exception {
    assertThatThrownBy(() -> host.addAccount(site.realm(), Site.account("next", 5_002), "a\nb"))
        .isInstanceOf(HostException.PasswordRefused.class);
    assertThat(host.accounts(site.realm())).hasSize(1);
    assertThat(site.root().resolve("home/next")).doesNotExist();
  }

  @Test
  void aRemovedAccountIsGoneWithItsHome() throws Exception {
    host.removeAccount(site.realm(), "demo");

    assertThat(host.accounts(site.realm())).isEmpty();
    assertThat(verify("demo", "s3cret")).isFalse();
    assertThat(site.text("passwd") + site.text("shadow")).doesNotContain("demo");
    assertThat(site.root().resolve("home")).isEmptyDirectory();
    assertThatThrownBy(() -> host.removeAccount(site.realm(), "demo"))
        .isInstanceOf(HostException.UnknownAccount.class);
  }

  @Test
  void theSystemsUsersAreNotOurs() {
    for (String user : new String[] {"root", "nobody", "", "demo:x", "dem"}) {
      assertThatThrownBy(() -> host.removeAccount(site.realm(), user))
          .isInstanceOf(HostException.UnknownAccount.class);
      assertThatThrownBy(() -> host.setPassword(site.realm(), user, "x"))
          .isInstanceOf(HostException.UnknownAccount.class);
      assertThatThrownBy(() -> host.setHash(site.realm(), user, HASH))
          .isInstanceOf(HostException.UnknownAccount.class);
    }
  }

  @Test
  void aSiteThatIsNotThereIsUnknown() {
    Realm unknown = new Realm.Site(99);
    assertThatThrownBy(() -> host.accounts(unknown)).isInstanceOf(HostException.UnknownSite.class);
    assertThatThrownBy(() -> host.addAccount(unknown, Site.account("demo", 5_001), "x"))
        .isInstanceOf(HostException.UnknownSite.class);
    assertThatThrownBy(() -> host.setPassword(unknown, "demo", "x"))
        .isInstanceOf(HostException.UnknownSite.class);
  }

  @Test
  void theAppliancesRealmIsMadeWithItsFirstAccount() throws Exception {
    Realm appliance = new Realm.Appliance();
    UnixAccount admin = new UnixAccount("admin", 2_000, 2_000, "", "/home/admin", "/bin/bash");
    assertThat(host.accounts(appliance)).isEmpty();
    assertThatThrownBy(() -> host.setPassword(appliance, "admin", "x"))
        .isInstanceOf(HostException.UnknownAccount.class);

    host.addAccount(appliance, admin, "s3cret");

    assertThat(host.accounts(appliance)).containsExactly(admin);
    assertThat(host.verify(Optional.of(appliance), "admin", "s3cret", () -> false)).isPresent();
    assertThat(verify("admin", "s3cret")).isFalse();
    assertThat(mode(data.resolve("appliance/etc/shadow"))).isEqualTo("rw-------");
    assertThat(mode(data.resolve("appliance"))).isEqualTo("rwx------");
  }

  @Test
  void whatAPersonWroteStaysByteForByte() throws Exception {
    String odd = "# a note\n\nbroken line\nold:$1$x:1::::::\n+::::::\nlatin1:\u00e4\u00ff:::::::";
    Files.writeString(
        site.etc("shadow"), odd, StandardCharsets.ISO_8859_1, StandardOpenOption.APPEND);

    host.setPassword(site.realm(), "demo", "another");
    host.addAccount(site.realm(), Site.account("next", 5_002), "x");
    host.removeAccount(site.realm(), "next");

    assertThat(site.text("shadow")).endsWith(odd + "\n");
    assertThat(verify("demo", "another")).isTrue();
  }

  @Test
  void agesAndExpiryOfAPersonsChoiceStayWithANewPassword() throws Exception {
    String line = site.line("shadow", "demo");
    site.edit("shadow", line, line.replaceAll(":0:99999:7:::$", ":1:365:14:30:40000:"));

    host.setPassword(site.realm(), "demo", "another");

    assertThat(site.line("shadow", "demo")).endsWith(":1:365:14:30:40000:");
  }

  @Test
  void aLockedAccountIsDeniedUntilItIsUnlockedAndIsOtherwiseTheSame() throws Exception {
    String line = site.line("shadow", "demo");

    assertThat(host.lock(site.realm(), "demo")).isTrue();
    assertThat(host.lock(site.realm(), "demo")).as("again").isFalse();

    assertThat(site.line("shadow", "demo")).isEqualTo(line.replace("demo:", "demo:!"));
    assertThat(host.isLocked(site.realm(), "demo")).isTrue();
    assertThat(verify("demo", "s3cret")).isFalse();

    assertThat(host.unlock(site.realm(), "demo")).isTrue();
    assertThat(host.unlock(site.realm(), "demo")).as("again").isFalse();

    assertThat(site.line("shadow", "demo")).isEqualTo(line);
    assertThat(host.isLocked(site.realm(), "demo")).isFalse();
    assertThat(verify("demo", "s3cret")).isTrue();
  }

  @Test
  void aLockedAccountStaysLockedWithAnotherPasswordAndWhenThatIsUndone() throws Exception {
    host.lock(site.realm(), "demo");
    String line = site.line("shadow", "demo");

    PasswordChange change = host.setPassword(site.realm(), "demo", "another");
    assertThat(host.isLocked(site.realm(), "demo")).isTrue();
    host.undo(change);
    assertThat(site.line("shadow", "demo")).isEqualTo(line);
    host.settle(host.setPassword(site.realm(), "demo", "another"));
    assertThat(verify("demo", "another")).isFalse();

    host.unlock(site.realm(), "demo");
    assertThat(verify("demo", "another")).isTrue();
  }

  @Test
  void anAccountWithoutAHashIsUnlockedToNoPasswordAtAll() throws Exception {
    String hash = site.line("shadow", "demo").split(":")[1];
    site.edit("shadow", hash, "!!");
    assertThat(host.isLocked(site.realm(), "demo")).isTrue();

    host.unlock(site.realm(), "demo");

    assertThat(site.line("shadow", "demo")).startsWith("demo:*:");
    assertThat(host.isLocked(site.realm(), "demo")).isFalse();
    assertThat(verify("demo", "")).isFalse();
  }

  @Test
  void onlyAnAccountIsLocked() throws Exception {
    assertThatThrownBy(() -> host.lock(site.realm(), "nobody-here"))
        .isInstanceOf(HostException.UnknownAccount.class);
    assertThatThrownBy(() -> host.lock(site.realm(), "root"))
        .isInstanceOf(HostException.UnknownAccount.class);
    assertThatThrownBy(() -> host.unlock(site.realm(), "root"))
        .isInstanceOf(HostException.UnknownAccount.class);
    assertThat(site.line("shadow", "root")).startsWith("root:*:");
  }

  @Test
  void aDamagedLineIsMendedByANewPassword() throws Exception {
    site.edit("shadow", site.line("shadow", "demo"), "demo:damaged");

    host.setPassword(site.realm(), "demo", "another");

    assertThat(verify("demo", "another")).isTrue();
  }

  @Test
  void aWriteKeepsTheModeThatAPersonGave() throws Exception {
    Files.setPosixFilePermissions(site.etc("shadow"), PosixFilePermissions.fromString("rw-r-----"));

    host.setPassword(site.realm(), "demo", "another");

    assertThat(mode(site.etc("shadow"))).isEqualTo("rw-r-----");
  }

  @Test
  @Needs(command = "chown", debianPackage = "coreutils", rights = Needs.Rights.ROOT)
  void aWriteKeepsTheOwner() throws Exception {
    assertThat(Tool.run("", "chown", "1234:42", site.etc("shadow").toString()).status()).isZero();

    host.setPassword(site.realm(), "demo", "another");

    assertThat(Files.getAttribute(site.etc("shadow"), "unix:uid")).isEqualTo(1234);
    assertThat(Files.getAttribute(site.etc("shadow"), "unix:gid")).isEqualTo(42);
  }

  @Test
  void aWriteNeverGoesThroughALink() throws Exception {
    Path elsewhere = Files.move(site.etc("shadow"), data.resolve("elsewhere"));
    Files.createSymbolicLink(site.etc("shadow"), elsewhere);
    String before = Files.readString(elsewhere);

    assertThatThrownBy(() -> host.setPassword(site.realm(), "demo", "another"))
        .isInstanceOf(HostException.Failed.class)
        .message()
        .doesNotContain(data.toString());
    assertThat(Files.readString(elsewhere)).isEqualTo(before);
    assertThat(site.etc("shadow")).isSymbolicLink();
  }

  @Test
  void aHomeIsNeverMadeThroughALink() throws Exception {
    Path elsewhere = Files.createDirectory(data.resolve("elsewhere"));
    Files.createSymbolicLink(site.root().resolve("home/next"), elsewhere);

    assertThatThrownBy(() -> host.addAccount(site.realm(), Site.account("next", 5_002), "x"))
        .isInstanceOf(HostException.Failed.class);
    assertThat(host.accounts(site.realm())).hasSize(1);

    Files.move(site.root().resolve("home"), data.resolve("home"));
    Files.createSymbolicLink(site.root().resolve("home"), elsewhere);
    assertThatThrownBy(() -> host.addAccount(site.realm(), Site.account("third", 5_003), "x"))
        .isInstanceOf(HostException.Failed.class);
    assertThat(elsewhere).isEmptyDirectory();
  }

  @Test
  void whatACrashLeftDoesNotStandInTheWay() throws Exception {
    Files.writeString(site.etc(".shadow.new"), "half");
    site.edit("shadow", "demo:", "next:x:1::::::\ndemo:"); // added to shadow, not yet to passwd

    assertThat(verify("next", "x")).isFalse();
    host.addAccount(site.realm(), Site.account("next", 5_002), "s3cret");

    assertThat(verify("next", "s3cret")).isTrue();
    assertThat(site.text("shadow")).containsOnlyOnce("next:");
    assertThat(site.etc(".shadow.new")).doesNotExist();
  }

  @Test
  void readersSeeWholeFilesOnlyWhileOthersWrite() throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      Future<?> writing =
          threads.submit(
              () -> {
                AddsAccounts.add(host, site.realm(), "w", 6_000, 100);
                return null;
              });
      while (!writing.isDone()) {
        assertThat(Files.readString(site.etc("shadow"))).startsWith("root:*:").endsWith("::\n");
        assertThat(site.line("passwd", "demo")).endsWith("/bin/bash");
      }
      writing.get();
    }
  }

  @Test
  void writersInManyThreadsAndProcessesLoseNothing() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                AddsAccounts.class.getName(),
                data.toString(),
                "12",
                "process",
                "20000",
                "100")
            .inheritIO()
            .start();
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<Void>> writing = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        String prefix = "thread" + (char) ('a' + i);
        long uid = 30_000 + 1_000 * i;
        Callable<Void> adding =
            () -> {
              // each its own, as if in another server
              Host own =
                  new EmbeddedHost(
                      data, new SecureRandom(), InstantSource.system(), HashSettings.usual());
              AddsAccounts.add(own, site.realm(), prefix, uid, 50);
              return null;
            };
        writing.add(threads.submit(adding));
      }
      for (Future<Void> each : writing) {
        each.get();
      }
    }
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();

    assertThat(host.accounts(site.realm())).hasSize(1 + 4 * 50 + 100);
    assertThat(site.text("shadow").lines()).hasSize(7 + 1 + 4 * 50 + 100);
    assertThat(verify("process99", "password of process99")).isTrue();
    assertThat(verify("threada0", "password of threada0")).isTrue();
  }

  @Test
  @Needs(command = "chpasswd", debianPackage = "passwd", rights = Needs.Rights.CHROOT)
  void theSystemsToolsAndWeLoseNothingOfEachOther() throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(1)) {
      Future<Integer> tool =
          threads.submit(
              () -> {
                int failures = 0;
                for (int i = 0; i < 60; i++) {
                  String hash = HASH.substring(0, HASH.length() - 3) + i / 10 + i % 10 + "1";
                  failures +=
                      Tool.runChroot(
                              "demo:" + hash + "\n", "chpasswd", "-e", "-R", site.root().toString())
                          .status();
                  if (!site.line("shadow", "demo").startsWith("demo:" + hash)) {
                    failures++; // what the tool wrote was overwritten
                  }
                }
                return failures;
              });
      int added = 0;
      while (!tool.isDone()) {
        AddsAccounts.add(host, site.realm(), "u" + added + "x", 40_000 + added, 1);
        added++;
      }
      assertThat(tool.get()).isZero();
      assertThat(added).isPositive();
      assertThat(site.text("shadow").lines()).hasSize(7 + 1 + added);
    }
  }

  @Test
  void aWriterWaitsForWhoeverHoldsThePasswordLock() throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(1)) {
      Process holder =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty(
                      "surefire.test.class.path", System.getProperty("java.class.path")),
                  HoldsLock.class.getName(),
                  site.etc(".pwd.lock").toString())
              .start();
      assertThat(holder.inputReader().readLine()).isEqualTo("held");
      Future<?> waiting =
          threads.submit(
              () -> {
                host.setPassword(site.realm(), "demo", "another");
                return null;
              });
      assertThatThrownBy(() -> waiting.get(300, TimeUnit.MILLISECONDS))
          .isInstanceOf(TimeoutException.class);
      holder.getOutputStream().close();
      waiting.get(10, TimeUnit.SECONDS);
      holder.waitFor();
    }
    assertThat(verify("demo", "another")).isTrue();
  }
}
