package org.gatehouse.arquillian.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * What every SOAP client that knows nothing but the served WSDL can do (issue 2, shows 2). A client
 * is a program that tells the whole story, line by line, as a word and what it got.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SoapClientContract {

  private final GatehouseServer gatehouse;
  private final String domain;
  private final Map<String, String> told = new TreeMap<>();

  /**
   * Prepares the story.
   *
   * @param domain the domain of the site that this client makes
   */
  SoapClientContract(GatehouseServer gatehouse, String domain) {
    this.gatehouse = gatehouse;
    this.domain = domain;
  }

  /** The program and its options, to be followed by WSDL, admin's password and domain. */
  abstract List<String> program(Visitor visitor);

  /**
   * What the client says of a refused sign-in: the fault's text, where it reads faults of a 401.
   */
  String refusal() {
    return "sign-in refused";
  }

  /** A file of a client's source. */
  static Path source(String name) {
    try {
      return Path.of(SoapClientContract.class.getResource("/clients/" + name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  @BeforeAll
  void tellStory() {
    try (Visitor visitor = Visitor.fromElsewhere(gatehouse)) {
      List<String> command = new ArrayList<>(program(visitor));
      command.addAll(List.of(visitor.url("/gatehouse.wsdl"), gatehouse.adminPassword(), domain));
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
  void addingASiteGivesItsNumber() {
    assertThat(told.get("site")).matches("[1-9][0-9]*");
  }

  @Test
  void theSitesAdminSignsInWithThePasswordOfTheOptions() {
    assertThat(told).containsEntry("owner", "owner@" + domain);
  }

  @Test
  void aListComesAsAList() {
    assertThat(told).containsEntry("commands", "user:add");
  }

  @Test
  void anApiKeyHas64HexadecimalDigitsInEightGroups() {
    assertThat(told.get("key")).matches("[0-9a-f]{8}(-[0-9a-f]{8}){7}");
  }

  @Test
  void theKeySignsInAsItsMaker() {
    assertThat(told).containsEntry("owner-by-key", "owner@" + domain);
  }

  @Test
  void anAddedUserSignsIn() {
    assertThat(told).containsEntry("user-added", "true");
    assertThat(told).containsEntry("user", "guest@" + domain);
  }

  @Test
  void aWrongPasswordGivesAFaultAndHttp401() {
    assertThat(told.get("refused")).contains(refusal());
    assertThat(told).containsEntry("refused-status", "401");
  }

  @Test
  void aSiteIsDeleted() {
    assertThat(told).containsEntry("deleted", "true");
    assertThat(gatehouse.data().resolve("virtual/site" + told.get("site"))).doesNotExist();
  }
}
