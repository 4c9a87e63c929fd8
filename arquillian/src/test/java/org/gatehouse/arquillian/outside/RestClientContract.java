package org.gatehouse.arquillian.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * What every REST client that is made from the served OpenAPI document can do (issue 4, shows 2). A
 * client is a program that tells the whole story, line by line, as a word and what it got.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class RestClientContract {

  private final GatehouseServer gatehouse;
  private final String domain;
  private final Map<String, String> told = new TreeMap<>();

  /**
   * Prepares the story.
   *
   * @param domain the domain of the site that this client makes
   */
  RestClientContract(GatehouseServer gatehouse, String domain) {
    this.gatehouse = gatehouse;
    this.domain = domain;
  }

  /** The program and its options, to be followed by the API's URL, admin's password and domain. */
  abstract List<String> program(Visitor visitor);

  @BeforeAll
  void tellStory() {
    try (Visitor visitor = Visitor.fromElsewhere(gatehouse)) {
      List<String> command = new ArrayList<>(program(visitor));
      command.addAll(List.of(visitor.url("/api"), gatehouse.adminPassword(), domain));
      Program.Ended ended = visitor.run(command);
      assertThat(ended.status()).as(ended.output() + ended.errors()).isZero();
      ended
          .output()
          .lines()
          .map(line -> line.split(" ", 2))
          .forEach(words -> told.put(words[0], words[1]));
    }
  }

  @Test
  void theApplianceAdminSignsInWithAPassword() {
    assertThat(told).containsEntry("appliance-admin", "admin");
  }

  @Test
  void aNumberComesAsANumber() {
    assertThat(told.get("site")).matches("[1-9][0-9]*");
  }

  @Test
  void aPasswordBeyondAsciiSignsIn() {
    assertThat(told).containsEntry("owner", "owner@" + domain);
  }

  @Test
  void aSiteIsCollectedWithItsServicesAndWhatIsUnsetIsNull() {
    assertThat(told).containsEntry("collected", domain + " true 5 null");
  }

  @Test
  void theApplianceAdminChangesThePasswordOfASitesAdmin() {
    assertThat(told).containsEntry("password-changed", "true");
  }

  @Test
  void whileASiteIsSuspendedItsAdminIsRefused() {
    assertThat(told)
        .containsEntry("suspended", "true")
        .containsEntry("active-when-suspended", "false")
        .containsEntry("activated", "true");
    assertThat(told.get("refused-when-suspended")).startsWith("401 sign-in refused");
  }

  @Test
  void theApplianceAdminComesInAsTheSitesAdmin() {
    assertThat(told).containsEntry("hijacked", "owner@" + domain);
  }

  @Test
  void aListComesAsAList() {
    assertThat(told).containsEntry("commands", "common:whoami");
  }

  @Test
  void aKeySignsInAsItsMaker() {
    assertThat(told).containsEntry("owner-by-key", "owner@" + domain);
  }

  @Test
  void aMapComesAsAMapWithAListAndABooleanInIt() {
    assertThat(told).containsEntry("preview", "192.0.2.0/24 [UI,SOAP,REST,DAV,CLI] true");
  }

  @Test
  void whatExistsIsAProblemThatTheClientReads() {
    assertThat(told).containsEntry("again", "409 urn:gatehouse:problem:exists");
  }

  @Test
  void aWrongArgumentIsAProblemThatNamesIt() {
    assertThat(told.get("wrong")).startsWith("400 ").contains("'filter'");
  }

  @Test
  void aWrongKeyIs401() {
    assertThat(told.get("refused")).startsWith("401 sign-in refused");
  }

  @Test
  void aSiteIsDeleted() {
    assertThat(told).containsEntry("deleted", "true");
    assertThat(gatehouse.data().resolve("virtual/site" + told.get("site"))).doesNotExist();
  }
}
