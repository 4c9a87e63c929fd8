package org.gatehouse.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gatehouse.audit.Audit;
import org.gatehouse.audit.AuditEvent;
import org.gatehouse.command.CommandException;
import org.gatehouse.command.CommandException.Kind;
import org.gatehouse.database.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where accounts get their mail. */
class EmailAddressesTest {

  private static final Caller OWNER = caller("owner@example.test", Role.SITE, 12);
  private static final Caller EVE = caller("eve@example.test", Role.USER, 12);
  private static final Caller OTHER_EVE = caller("eve@other.test", Role.USER, 13);
  private static final Caller ADMIN = caller("admin", Role.APPLIANCE, null);

  private final List<String> audited = new ArrayList<>();
  private InMemoryDatabase database;
  private EmailAddresses emails;

  private final class FakeAudit extends Audit {
    @Override
    public void record(AuditEvent event) {
      audited.add(event.what() + " " + event.detail());
    }
  }

  @BeforeEach
  void open() throws Exception {
    database = new InMemoryDatabase();
    database.addSite(12, "example.test", true);
    database.addSite(13, "other.test", true);
    emails =
        new EmailAddresses(new TestDatabase(database.source()::getConnection), new FakeAudit());
  }

  @AfterEach
  void close() throws Exception {
    database.close();
  }

  private static Caller caller(String name, Role role, Integer site) {
    return new Caller(
        new Account(AccountName.parse(name).orElseThrow(), role, Optional.ofNullable(site)),
        Gate.REST,
        ClientAddress.of("192.0.2.1"),
        new Proof.Socket());
  }

  private Optional<String> of(Caller caller) {
    return emails.of(caller.account());
  }

  @Test
  void eachAccountHasItsOwnAndNoneAtFirst() {
    for (Caller caller : List.of(OWNER, EVE, OTHER_EVE, ADMIN)) {
      assertThat(of(caller)).isEmpty();
      emails.change(caller, caller.account().role() + "@example.org");
    }
    emails.change(EVE, "eve@example.org");

    assertThat(of(OWNER)).contains("SITE@example.org");
    assertThat(of(EVE)).contains("eve@example.org");
    assertThat(of(OTHER_EVE)).contains("USER@example.org");
    assertThat(of(ADMIN)).contains("APPLIANCE@example.org");
    assertThat(audited).contains("SETTING e-mail address of eve@example.test changed").hasSize(5);
  }

  @Test
  void thatOfASitesAdminIsTheSitesOption() throws Exception {
    database.run("insert into site_option values (12, 'siteinfo.email', 'made@example.org')");
    assertThat(of(OWNER)).contains("made@example.org");

    emails.change(OWNER, "new@example.org");

    database.run("delete from site_option where setting = 'new@example.org'");
    assertThat(of(OWNER)).isEmpty();
  }

  @Test
  void addressesGoWithTheirAccountAndTheirSite() {
    for (Caller caller : List.of(EVE, OTHER_EVE, ADMIN)) {
      emails.change(caller, "mail@example.org");
    }

    emails.deleteOf(12, "eve");
    assertThat(of(EVE)).isEmpty();
    assertThat(of(OTHER_EVE)).isPresent();

    emails.deleteOfSite(13);
    assertThat(of(OTHER_EVE)).isEmpty();
    assertThat(of(ADMIN)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "@example.org",
        "owner",
        "owner@localhost",
        "two@at@example.org",
        "sp ace@example.org",
        ".dot@example.org",
        "line\nbreak@example.org",
        "owner@example.org\r\nBcc: all@example.org",
        "\"quoted\"@example.org",
        "<owner@example.org>",
        "owner@-example.org",
      })
  void whatIsNoAddressIsRefusedByName(String text) {
    assertThatThrownBy(() -> emails.change(EVE, text))
        .isInstanceOf(CommandException.class)
        .hasMessageContaining("'email'")
        .extracting(e -> ((CommandException) e).kind())
        .isEqualTo(Kind.ARGUMENT);
    assertThat(of(EVE)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a@example.org", "first.last+tag@example.org", "o'neil@x.co", "jörg@müller.de"})
  void otherAddressesAreKeptAsTheyAreWritten(String text) {
    emails.change(EVE, text);

    assertThat(of(EVE)).contains(text);
  }

  @Test
  void anAddressHasItsBounds() {
    assertThat(EmailAddresses.valid("a".repeat(64) + "@example.org")).isTrue();
    assertThat(EmailAddresses.valid("a".repeat(65) + "@example.org")).isFalse();
    assertThat(EmailAddresses.valid("a@" + ("b".repeat(62) + ".").repeat(4) + "org")).isFalse();
    assertThat(EmailAddresses.valid("a".repeat(1_000_000))).isFalse();
  }
}
