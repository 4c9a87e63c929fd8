package org.gatehouse.arquillian.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gatehouse.arquillian.domain.Domain.freshAddress;
import static org.gatehouse.arquillian.domain.Domain.freshDomain;

import jakarta.enterprise.inject.spi.CDI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gatehouse.auth.Caller;
import org.gatehouse.auth.Credential;
import org.gatehouse.auth.Gate;
import org.gatehouse.auth.Verdict;
import org.gatehouse.metrics.Metrics;
import org.junit.jupiter.api.Test;

/** Denials look alike from inside too: one hash, and the same statements. */
interface DenialTests {

  Domain domain();

  /** How many hashes have been computed, as whoever collects the figures is told. */
  static long hashes() {
    Matcher figure =
        Pattern.compile("(?m)^gatehouse_hashes_total ([0-9.E]+)$")
            .matcher(CDI.current().select(Metrics.class).get().text());
    assertThat(figure.find()).isTrue();
    return (long) Double.parseDouble(figure.group(1));
  }

  /** A site with a user, and one that is suspended. */
  private String suspendedSite() throws Exception {
    String site = freshDomain();
    domain().addSite(site, "right password");
    suspend(site);
    return site;
  }

  private static void suspend(String site) throws Exception {
    javax.sql.DataSource source = javax.naming.InitialContext.doLookup("java:app/jdbc/gatehouse");
    try (var connection = source.getConnection();
        var update =
            connection.prepareStatement("update site set active = false where domain = ?")) {
      update.setString(1, site);
      update.executeUpdate();
    }
  }

  private String site() {
    String site = freshDomain();
    domain().addSite(site, "right password");
    return site;
  }

  private String restrictedSite() {
    String site = freshDomain();
    int id = domain().addSite(site, "right password");
    domain()
        .commands()
        .call(
            Domain.owner(site, id),
            "auth",
            "restrict-ip",
            Map.of("ip", "192.0.2.1", "force", true));
    return site;
  }

  /** Each of a name that nobody has tried before: what is known of a name is asked for as well. */
  private List<Supplier<Verdict>> deniedPasswords(Gate gate) throws Exception {
    String site = site();
    String empty = site();
    String huge = site();
    String restricted = restrictedSite();
    String suspended = suspendedSite();
    String suspendedAndWrong = suspendedSite();
    String fresh = freshDomain();
    return List.of(
        () -> domain().signIn(gate, freshAddress(), "owner@" + site, "wrong"),
        () -> domain().signIn(gate, freshAddress(), "nobody@" + site, "wrong"),
        () -> domain().signIn(gate, freshAddress(), "owner@" + fresh, "wrong"),
        () -> domain().signIn(gate, freshAddress(), "nobody-" + fresh, "wrong"),
        () -> domain().signIn(gate, freshAddress(), "no name at all " + fresh, "wrong"),
        () -> domain().signIn(gate, freshAddress(), "owner@" + empty, ""),
        () -> domain().signIn(gate, freshAddress(), "owner@" + huge, "x".repeat(100_000)),
        () -> domain().signIn(gate, freshAddress(), "owner@" + restricted, "right password"),
        () -> domain().signIn(gate, freshAddress(), "owner@" + suspended, "right password"),
        () -> domain().signIn(gate, freshAddress(), "owner@" + suspendedAndWrong, "wrong"));
  }

  @Test
  default void everyDenialOfAPasswordMakesExactlyOneHashAtEveryGate() throws Exception {
    for (Gate gate : Gate.values()) {
      for (Supplier<Verdict> attempt : deniedPasswords(gate)) {
        long before = hashes();
        assertThat(attempt.get()).isInstanceOf(Verdict.Denied.class);
        assertThat(hashes() - before).as("at " + gate).isEqualTo(1);
      }
    }
  }

  @Test
  default void aCredentialThatNobodyCanReadMakesExactlyOneHashAtEveryGate() {
    for (Gate gate : Gate.values()) {
      long before = hashes();
      assertThat(domain().admit(gate, freshAddress(), new Credential.Unusable()))
          .isInstanceOf(Verdict.Denied.class);
      assertThat(hashes() - before).as("at " + gate).isEqualTo(1);
    }
  }

  @Test
  default void everyDenialOfAPasswordAsksTheDatabaseTheSameAtEveryGate() throws Exception {
    for (Gate gate : Gate.values()) {
      assertSameStatements(deniedPasswords(gate));
    }
  }

  @Test
  default void everyDenialOfAKeyAsksTheDatabaseTheSame() throws Exception {
    String site = freshDomain();
    int id = domain().addSite(site, "right password");
    String key =
        (String)
            domain()
                .commands()
                .call(Domain.owner(site, id), "auth", "create-api-key", List.of("test"));
    suspend(site);
    String expired = limitedKey("2020-01-01", List.of());
    String elsewhere = limitedKey("", List.of("192.0.2.1"));

    assertSameStatements(
        List.of(
            () -> domain().admit(Gate.REST, freshAddress(), new Credential.Key("f".repeat(64))),
            () -> domain().admit(Gate.REST, freshAddress(), new Credential.Key("no key")),
            () -> domain().admit(Gate.REST, freshAddress(), new Credential.Key("")),
            () -> domain().admit(Gate.REST, freshAddress(), new Credential.Key(key)),
            () -> domain().admit(Gate.REST, freshAddress(), new Credential.Key(expired)),
            () -> domain().admit(Gate.REST, freshAddress(), new Credential.Key(elsewhere))));
  }

  private String limitedKey(String expires, List<Object> addresses) {
    String site = freshDomain();
    Caller owner = Domain.owner(site, domain().addSite(site, "right password"));
    String key =
        (String) domain().commands().call(owner, "auth", "create-api-key", List.of("test"));
    Object handle =
        ((Map<?, ?>)
                ((List<?>) domain().commands().call(owner, "auth", "get-api-keys", List.of()))
                    .getFirst())
            .get("handle");
    domain()
        .commands()
        .call(owner, "auth", "set-api-key-limits", List.of(handle, expires, addresses));
    return key;
  }

  private static void assertSameStatements(List<Supplier<Verdict>> attempts) throws Exception {
    SortedMap<String, Integer> first = statements(attempts.getFirst());
    assertThat(first).isNotEmpty();
    // The first one's name has been tried by now, as none of the others' has.
    for (Supplier<Verdict> attempt : attempts.subList(1, attempts.size())) {
      assertThat(statements(attempt)).isEqualTo(first);
    }
  }

  private static SortedMap<String, Integer> statements(Supplier<Verdict> attempt) throws Exception {
    return Statements.during(() -> assertThat(attempt.get()).isInstanceOf(Verdict.Denied.class));
  }

  @Test
  default void aDamagedShadowLineDeniesItsAccountAndHarmsNoOther() throws Exception {
    String site = freshDomain();
    int id = domain().addSite(site, "right password");
    domain()
        .commands()
        .call(Domain.owner(site, id), "user", "add", List.of("eve", "another good one"));
    java.nio.file.Path shadow =
        org.gatehouse.persistence.settings.DataDirectory.path()
            .resolve("virtual/site" + id + "/fst/etc/shadow");
    String sound = java.nio.file.Files.readString(shadow, StandardCharsets.ISO_8859_1);

    java.nio.file.Files.writeString(
        shadow, sound.replace("owner:$6$", "owner:\u0001:$6$"), StandardCharsets.ISO_8859_1);

    assertThat(domain().signIn(Gate.SOAP, freshAddress(), "owner@" + site, "right password"))
        .isInstanceOf(Verdict.Denied.class);
    assertThat(domain().signIn(Gate.SOAP, freshAddress(), "eve@" + site, "another good one"))
        .isInstanceOf(Verdict.Admitted.class);
  }
}
