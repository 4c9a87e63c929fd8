package org.gatehouse.arquillian.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A site as Debian's own tools see it (issue 2, shows 6). */
@RunningGatehouse
@Needs(
    value = {"curl", "passwd", "openssl"},
    root = true)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SiteOnDiskIT {

  private static final String DOMAIN = "disk.example";
  private static final String OWNERS_PASSWORD = "what the owner types";
  private static final String GUESTS_PASSWORD = "what the guest types";

  private final GatehouseServer gatehouse;
  private final Visitor visitor;
  private Path site;

  SiteOnDiskIT(GatehouseServer gatehouse) {
    this.gatehouse = gatehouse;
    this.visitor = Visitor.onThisMachine(gatehouse);
  }

  @BeforeAll
  void addSiteAndUser() {
    String number =
        call(
            gatehouse.admin(),
            "admin/add-site",
            """
            {"domain":"%s","admin":"owner",
            "options":{"auth.tpasswd":"%s","siteinfo.email":"a@example.org"}}"""
                .formatted(DOMAIN, OWNERS_PASSWORD));
    site = gatehouse.data().resolve("virtual/site" + number);
    call(
        "owner@" + DOMAIN + ":" + OWNERS_PASSWORD,
        "user/add",
        "{\"user\":\"guest\",\"password\":\"%s\",\"gecos\":\"A Guest\"}"
            .formatted(GUESTS_PASSWORD));
  }

  @AfterAll
  void deleteSite() {
    call(gatehouse.admin(), "admin/delete_site", "{\"domain\":\"" + DOMAIN + "\"}");
  }

  private String call(String credential, String command, String arguments) {
    Answer answer =
        visitor.send(gatehouse.url("/api/" + command), "--user", credential, "--json", arguments);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.text();
  }

  @Test
  void itHasInfoAndItsRoot() {
    assertThat(site.resolve("info")).isDirectory();
    assertThat(site.resolve("fst/etc/passwd")).isRegularFile();
    assertThat(site.resolve("fst/etc/group")).isRegularFile();
  }

  @Test
  void itsShadowFileIsItsOwnersAlone() throws IOException {
    Path shadow = site.resolve("fst/etc/shadow");

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(shadow)))
        .isEqualTo("rw-------");
  }

  @Test
  void pwckAndGrpckAcceptIt() {
    assertThat(check("pwck", "-r", "-q", "-R").status()).isZero();
    assertThat(check("grpck", "-r", "-R").status()).isZero();
  }

  @Test
  void plainPwckComplainsOfNothingButMissingHomesAndShells() {
    Program.Ended ended = check("pwck", "-r", "-R");

    assertThat((ended.output() + ended.errors()).lines().filter(line -> !line.isBlank()))
        .allMatch(
            line ->
                line.matches("user '[^']+': directory '[^']+' does not exist")
                    || line.matches("user '[^']+': program '[^']+' does not exist")
                    || line.matches("pwck: no changes"));
  }

  @Test
  void pwckSeesADamagedCopy() throws IOException {
    Path copy = Files.createTempDirectory("damaged");
    Program.run("cp", "-a", site.resolve("fst") + "/.", copy.toString()).orFail();
    Files.writeString(copy.resolve("etc/passwd"), "no passwd line\n");

    assertThat(Program.run("pwck", "-r", "-q", "-R", copy.toString()).status()).isNotZero();

    Program.run("rm", "-rf", "--", copy.toString()).orFail();
  }

  private Program.Ended check(String... command) {
    List<String> whole = new ArrayList<>(List.of(command));
    whole.add(site.resolve("fst").toString());
    return Program.run(whole.toArray(String[]::new));
  }

  @Test
  void anotherImplementationOfShaCryptMakesTheSameHashes() {
    Map.of("owner", OWNERS_PASSWORD, "guest", GUESTS_PASSWORD)
        .forEach(
            (user, password) -> {
              String hash = ShadowHash.of(site.resolve("fst/etc/shadow"), user);
              assertThat(hash)
                  .matches("\\$6\\$rounds=5000\\$[./0-9A-Za-z]{16}\\$[./0-9A-Za-z]{86}");
              String salt = hash.substring("$6$".length(), hash.lastIndexOf('$'));
              assertThat(
                      Program.run("openssl", "passwd", "-6", "-salt", salt, password)
                          .orFail()
                          .strip())
                  .isEqualTo(hash);
            });
  }

  @Test
  void everyAccountOfEverySiteHasAUidOfItsOwnAndItsSitesGid() throws IOException {
    List<String[]> own =
        Files.readAllLines(site.resolve("fst/etc/passwd")).stream()
            .map(line -> line.split(":"))
            .filter(fields -> Integer.parseInt(fields[2]) >= 1000 && !fields[0].equals("nobody"))
            .toList();

    assertThat(own).extracting(fields -> fields[0]).containsExactlyInAnyOrder("owner", "guest");
    assertThat(own).extracting(fields -> fields[2]).doesNotHaveDuplicates();
    assertThat(own.stream().map(fields -> fields[3]).collect(Collectors.toSet())).hasSize(1);
    String gid = own.getFirst()[3];
    assertThat(Files.readAllLines(site.resolve("fst/etc/group")))
        .filteredOn(line -> line.split(":")[2].equals(gid))
        .hasSize(1);
  }
}
