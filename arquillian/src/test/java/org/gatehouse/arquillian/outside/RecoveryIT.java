package org.gatehouse.arquillian.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.gatehouse.arquillian.domain.MariaDb;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * A backup of a Gatehouse that is being used, and what is restored of it, by {@code ./gatehouse}
 * alone. The first test makes the backup that the others restore.
 */
@OwnServers
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Needs(
    value = {"curl", "iproute2", "mariadb-server"},
    root = true)
class RecoveryIT {

  private static final String PASSWORD = "the owner's pass-word";
  private static final String NETWORK = "192.0.2.0/24";
  private static final int LIMIT = 20;
  private static final int SITES_BEFORE = 3;

  private final GatehouseServer original = GatehouseServer.withGivenSecrets();
  private final Path place = GatehouseServer.emptyDirectory();
  private final Path backup = place.resolve("backup");
  private final Path passphrase = place.resolve("passphrase");
  private final List<String> whole = new ArrayList<>();
  private Visitor blocked;
  private String session;

  @BeforeAll
  void start() throws IOException {
    original.start().orFail();
    locally(original.data(), "keyring:set", "mail", "a value that opens something");
    Files.writeString(passphrase, "a passphrase for the test\n");
    blocked = Visitor.fromElsewhere(original);
  }

  @AfterAll
  void stop() {
    blocked.close();
    original.close();
    Program.run("rm", "-rf", "--", place.toString()).orFail();
  }

  private static Program.Ended gatehouse(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(GatehouseServer.checkout().resolve("gatehouse").toString());
    command.addAll(List.of(arguments));
    command.add("--no-build");
    return Program.run(Map.of("JAVA_HOME", System.getProperty("java.home")), command);
  }

  private Answer asAdmin(String command, String arguments) {
    return Visitor.onThisMachine(original)
        .send(original.url("/api/" + command), "--user", original.admin(), "--json", arguments);
  }

  /** Of a site made by {@link #addSite}, with a restriction. */
  private static String domain(int number) {
    return "load" + number + ".test";
  }

  private void addSite(int number) {
    Answer added =
        asAdmin(
            "admin/add-site",
            "[\"%s\",\"owner\",{\"auth.tpasswd\":\"%s\"}]".formatted(domain(number), PASSWORD));
    assertThat(added.status()).as(added.body()).isEqualTo(200);
    Answer restricted =
        asOwner(domain(number), "auth/restrict-ip", "[\"" + NETWORK + "\",\"DAV\",true]");
    // It restricts the gate that asks too, from now on.
    assertThat(restricted.status()).as(restricted.body()).isEqualTo(200);
  }

  private Answer asOwner(String domain, String command, String arguments) {
    return Visitor.onThisMachine(original)
        .send(
            original.url("/api/" + command),
            "--user",
            "owner@" + domain + ":" + PASSWORD,
            "--json",
            arguments);
  }

  private static String locally(Path data, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(GatehouseServer.checkout().resolve("cpcmd").toString());
    command.addAll(List.of("--data", data.toString()));
    command.addAll(List.of(arguments));
    return Program.run(Map.of("JAVA_HOME", System.getProperty("java.home")), command).orFail();
  }

  @Test
  @Order(1)
  void aBackupIsMadeWhileSitesAreAddedAndDeletedAndPeopleSignIn() throws Exception {
    for (int i = 0; i < SITES_BEFORE; i++) {
      addSite(i);
      whole.add(domain(i));
    }
    blocked.sendAtOnce(
        LIMIT,
        blocked.url(WayIn.REST.path()),
        WayIn.REST.attempt("demo@example.test", "not the password"));
    assertThat(demo(blocked)).isEqualTo(429);
    session =
        WayIn.SIGN_IN_PAGE
            .attempt(Visitor.onThisMachine(original), "demo@example.test", original.demoPassword())
            .cookies()
            .findFirst()
            .orElseThrow()
            .split(";")[0];
    AtomicBoolean over = new AtomicBoolean();
    AtomicReference<Throwable> failure = new AtomicReference<>();
    ConcurrentLinkedQueue<Integer> added = new ConcurrentLinkedQueue<>();
    Thread load =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    for (int i = SITES_BEFORE; !over.get(); i++) {
                      addSite(i);
                      added.add(i);
                      assertThat(demo(Visitor.onThisMachine(original))).isEqualTo(200);
                      if (i % 2 == 0) {
                        assertThat(asAdmin("admin/delete-site", "[\"" + domain(i) + "\"]").status())
                            .isEqualTo(200);
                      }
                    }
                  } catch (Throwable e) {
                    failure.set(e);
                  }
                });
    try {
      Until.holds("sites are being added", () -> !added.isEmpty() || failure.get() != null);
      int before = added.size();

      String told =
          gatehouse(
                  "backup",
                  backup.toString(),
                  "--data",
                  original.data().toString(),
                  "--with-secrets",
                  "--passphrase-file",
                  passphrase.toString())
              .orFail();

      assertThat(told).contains("with the secrets", backup.toString());
      Until.holds(
          "sites are still being added", () -> added.size() > before || failure.get() != null);
    } finally {
      over.set(true);
      load.join();
    }
    assertThat(failure.get()).isNull();
    assertThat(Files.getPosixFilePermissions(backup))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(original.data().resolve("run").toFile().list())
        .noneMatch(name -> name.startsWith("backup."));
  }

  private int demo(Visitor visitor) {
    return WayIn.REST.attempt(visitor, "demo@example.test", original.demoPassword()).status();
  }

  @Test
  @Order(2)
  void aBareMachineGetsTheSameSitesRestrictionsBlocksAndSecretsAndNoSession() throws Exception {
    Path data = place.resolve("restored");
    String told =
        gatehouse(
                "restore",
                backup.toString(),
                "--data",
                data.toString(),
                "--passphrase-file",
                passphrase.toString())
            .orFail();
    assertThat(told).contains("with their secrets");
    String sealed = locally(original.data(), "-o", "json", "keyring:get", "mail");
    assertThat(data.resolve("secret/auth"))
        .hasSameBinaryContentAs(original.data().resolve("secret/auth"));
    original.stop().orFail();
    GatehouseServer restored = original.onSamePorts(data);
    try {
      restored.start().orFail();

      assertSitesAreWhole(data);
      assertThat(demo(blocked)).as("the block").isEqualTo(429);
      assertThat(
              Visitor.onThisMachine(original).send(original.url("/"), "--cookie", session).status())
          .as("the session")
          .isEqualTo(302);
      assertThat(
              Visitor.onThisMachine(original)
                  .send(
                      original.url(WayIn.REST.path()),
                      "--header",
                      "Authorization: Bearer " + original.demoKey(),
                      "--json",
                      "{}")
                  .text())
          .as("the key")
          .isEqualTo("demo@example.test");
      assertThat(locally(data, "-o", "json", "audit:verify")).contains("\"faults\":[]");
      assertThat(locally(data, "-o", "json", "keyring:get", "mail")).isEqualTo(sealed);
      assertThat(locally(data, "keyring:reencode")).as("it opens").contains("1");
    } finally {
      restored.stop().orFail();
    }
  }

  /** Those that were there before it; and of all that are there, files, rows and restrictions. */
  private void assertSitesAreWhole(Path data) {
    List<String> domains =
        Stream.of(locally(data, "-o", "json", "admin:get-domains").strip().split("[\\[\\]\",\\s]+"))
            .filter(text -> !text.isEmpty())
            .toList();
    assertThat(domains).contains("example.test").containsAll(whole);
    for (String domain : domains) {
      if (!domain.equals("example.test")) {
        assertThat(locally(data, "-o", "json", "-d", domain, "auth:get-ip-restrictions"))
            .as(domain)
            .contains(NETWORK);
        // The account is restricted to DAV: the right password is as good as a wrong one here.
        assertThat(asOwner(domain, "common/whoami", "{}").status()).isEqualTo(401);
        locally(data, "-d", domain, "auth:remove-ip-restriction", NETWORK, "DAV");
        assertThat(asOwner(domain, "common/whoami", "{}").text()).isEqualTo("owner@" + domain);
      }
    }
    assertThat(data.resolve("virtual").toFile().list((_, name) -> name.startsWith("site")))
        .hasSize(domains.size());
  }

  @Test
  @Order(3)
  void withoutSecretsIntoMariaDbANewSecretIsMadeAndANewChainBegins() throws Exception {
    original.stop().orFail();
    Path data = place.resolve("on-mariadb");
    try (MariaDb database = MariaDb.start()) {
      Path settings = Files.writeString(place.resolve("database.ini"), database.settings());
      String told =
          gatehouse(
                  "restore",
                  backup.toString(),
                  "--data",
                  data.toString(),
                  "--without-secrets",
                  "--database",
                  settings.toString())
              .orFail();
      assertThat(told).contains("new audit chain");
      GatehouseServer restored = original.onSamePorts(data);
      try {
        restored.start().orFail();

        assertThat(data.resolve("secret/auth").toFile()).exists();
        assertThat(Files.readAllBytes(data.resolve("secret/auth")))
            .isNotEqualTo(Files.readAllBytes(original.data().resolve("secret/auth")));
        assertSitesAreWhole(data);
        assertThat(locally(data, "-o", "json", "keyring:list").strip()).isEqualTo("[]");
        assertThat(demo(blocked)).isEqualTo(429);
        assertThat(locally(data, "-o", "json", "audit:verify")).contains("\"faults\":[]");

        Path again = place.resolve("of-mariadb");
        gatehouse("backup", again.toString(), "--data", data.toString()).orFail();
        assertThat(again).isNotEmptyFile();
        assertThat(
                gatehouse(
                        "restore",
                        again.toString(),
                        "--data",
                        place.resolve("twice").toString(),
                        "--database",
                        settings.toString())
                    .errors())
            .contains("the database is not empty");
        assertThat(demo(Visitor.onThisMachine(original))).isEqualTo(200);
        gatehouse(
                "restore",
                again.toString(),
                "--data",
                place.resolve("back").toString(),
                "--embedded")
            .orFail();
      } finally {
        restored.stop().orFail();
      }
    }
    assertThat(place.resolve("back/db/gatehouse.mv.db")).isNotEmptyFile();
    assertThat(place.resolve("back/custom/config.ini").toFile()).doesNotExist();
  }

  /** The database stands still, so that the restore is caught half-way. */
  @Test
  @Order(7)
  void aRestoreThatIsToldToEndLeavesADatabaseWithoutTables() throws Exception {
    Path output = place.resolve("interrupted.out");
    Path errors = place.resolve("interrupted.err");
    try (MariaDb database = MariaDb.start();
        var connection = database.connect();
        var statement = connection.createStatement()) {
      Path settings = Files.writeString(place.resolve("database.ini"), database.settings());
      List<String> command =
          new ArrayList<>(
              List.of(
                  GatehouseServer.checkout().resolve("gatehouse").toString(),
                  "restore",
                  backup.toString(),
                  "--data",
                  place.resolve("nothing").toString(),
                  "--without-secrets",
                  "--database",
                  settings.toString(),
                  "--no-build"));
      Process restore =
          Program.start(
              Map.of("JAVA_HOME", System.getProperty("java.home")), command, output, errors);
      Until.holds("the restore has begun", () -> tables(statement) > 0 || !restore.isAlive());
      database.pause();
      ProcessHandle program =
          restore
              .descendants()
              .filter(one -> one.info().command().orElse("").endsWith("/java"))
              .findFirst()
              .orElseThrow(() -> new AssertionError("the restore is over already"));
      program.destroy();
      database.resume();
      restore.onExit().join();

      assertThat(restore.exitValue()).isNotZero();
      assertThat(errors).content().contains("interrupted").doesNotContain("Exception");
      assertThat(tables(statement)).isZero();
      assertThat(place.toFile().list()).noneMatch(name -> name.startsWith("nothing"));
    }
  }

  private static int tables(Statement statement) {
    try (var found =
        statement.executeQuery(
            "select count(*) from information_schema.tables where table_schema = 'gatehouse'")) {
      found.next();
      return found.getInt(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private void assertRefused(Path file, String reason, String... more) {
    Path data = place.resolve("nothing");
    List<String> arguments = new ArrayList<>(List.of("restore", file.toString()));
    arguments.addAll(List.of("--data", data.toString()));
    arguments.addAll(List.of(more));

    Program.Ended refused = gatehouse(arguments.toArray(String[]::new));

    assertThat(refused.status()).isEqualTo(1);
    assertThat(refused.errors()).contains(reason).doesNotContain("Exception");
    assertThat(place.toFile().list()).noneMatch(name -> name.startsWith("nothing"));
  }

  @Test
  @Order(4)
  void whatIsDamagedTruncatedOrForeignIsRefusedAndLeavesNothing() throws IOException {
    byte[] bytes = Files.readAllBytes(backup);
    Path file = place.resolve("damaged");
    byte[] changed = bytes.clone();
    changed[bytes.length / 2] ^= 1;
    Files.write(file, changed);
    assertRefused(file, "damaged", "--without-secrets");
    Files.write(file, Arrays.copyOf(bytes, bytes.length - 1));
    assertRefused(file, "damaged", "--without-secrets");
    Files.write(file, Arrays.copyOf(bytes, bytes.length + 1));
    assertRefused(file, "damaged", "--without-secrets");
    Files.writeString(file, "something else");
    assertRefused(file, "no backup");
    Files.writeString(file, "another passphrase");
    assertRefused(backup, "passphrase", "--passphrase-file", file.toString());
    assertRefused(backup, "no terminal");
  }

  @Test
  @Order(5)
  void aDirectoryThatIsNotEmptyIsLeftAlone() throws IOException {
    Path data = Files.createDirectory(place.resolve("full"));
    Path mine = Files.writeString(data.resolve("mine"), "x");

    Program.Ended refused =
        gatehouse("restore", backup.toString(), "--data", data.toString(), "--without-secrets");

    assertThat(refused.status()).isEqualTo(1);
    assertThat(refused.errors()).contains("is not empty");
    assertThat(data.toFile().list()).containsExactly("mine");
    assertThat(mine).hasContent("x");
  }

  @Test
  @Order(6)
  void aBackupNeverTakesThePlaceOfAFile() throws IOException {
    Path file = Files.writeString(place.resolve("precious"), "x");

    Program.Ended refused =
        gatehouse("backup", file.toString(), "--data", original.data().toString());

    assertThat(refused.status()).isEqualTo(1);
    assertThat(refused.errors()).contains("exists already");
    assertThat(file).hasContent("x");
  }
}
