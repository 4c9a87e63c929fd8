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
 * What every SOAP client that people use today can do (issue 4, shows 1). A client is a program
 * that tells the whole story, line by line, as a word and what it got, with the type that it has in
 * the client's language: {@code boolean true}, {@code integer 5}, {@code number} for one that need
 * not be whole, {@code text …}, {@code list a,b}, {@code map key,key}, {@code null}.
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

  /** The program and its options, to be followed by the URL, admin's password and domain. */
  abstract List<String> program(Visitor visitor);

  /** The path of the URL: that of the WSDL that suits the client, or of the endpoint. */
  String path() {
    return "/gatehouse.wsdl";
  }

  /**
   * What the client says of a refused sign-in: the fault's text, where it reads faults of a 401.
   */
  String refusal() {
    return "sign-in refused";
  }

  /** How the client tells a value of a type, where its language knows that type. */
  String typed(String type, String value) {
    return type + " " + value;
  }

  /** What the client told of something. */
  final String told(String what) {
    return told.get(what);
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
      command.addAll(List.of(visitor.url(path()), gatehouse.adminPassword(), domain));
      Program.Ended ended = visitor.run(command);
      assertThat(ended.status()).as(ended.output() + ended.errors()).isZero();
      ended
          .output()
          .lines()
          .map(line -> line.split(" ", 2))
          .forEach(words -> told.put(words[0], words[1]));
    }
  }

  private void tells(String what, String type, String value) {
    assertThat(told).containsEntry(what, typed(type, value));
  }

  @Test
  void theApplianceAdminSignsInWithAPassword() {
    tells("appliance-admin", "text", "admin");
  }

  @Test
  void aMapWithNumbersAsKeysComesAsAMap() {
    assertThat(told).containsEntry("load", "map 1,5,15").containsEntry("load-average", "number");
  }

  @Test
  void addingASiteGivesItsNumber() {
    assertThat(told("site")).matches(typed("integer", "[1-9][0-9]*"));
  }

  @Test
  void addingItAgainIsAFaultThatTheClientReads() {
    assertThat(told("exists")).contains("site " + domain + " exists already");
  }

  @Test
  void theOptionsOfASiteComeBackAsTheyWereGiven() {
    tells("domain", "text", domain);
    tells("active", "boolean", "true");
    tells("notes", "text", "Grüße: ☂ <&>");
    tells("most-users", "integer", "5");
    tells("shell", "boolean", "false");
    assertThat(told).containsEntry("aliases", "list a." + domain + ",b." + domain);
  }

  @Test
  void anOptionThatIsUnsetComesAsNull() {
    assertThat(told).containsEntry("invoice", "null");
  }

  @Test
  void theApplianceAdminChangesThePasswordOfASitesAdmin() {
    tells("password-changed", "boolean", "true");
    tells("owner", "text", "owner@" + domain);
  }

  @Test
  void aListOfOneComesAsAList() {
    assertThat(told).containsEntry("commands", "list common:whoami");
  }

  @Test
  void anApiKeyHas64HexadecimalDigitsInEightGroups() {
    assertThat(told("key")).matches(typed("text", "[0-9a-f]{8}(-[0-9a-f]{8}){7}"));
  }

  @Test
  void theKeySignsInAsItsMaker() {
    tells("owner-by-key", "text", "owner@" + domain);
  }

  @Test
  void anAddedUserSignsIn() {
    tells("user-added", "boolean", "true");
    tells("user", "text", "guest@" + domain);
  }

  @Test
  void whileASiteIsSuspendedItsAdminGetsAFaultAndHttp401() {
    tells("suspended", "boolean", "true");
    tells("active-when-suspended", "boolean", "false");
    assertThat(told("refused")).contains(refusal());
    tells("refused-status", "integer", "401");
    tells("activated", "boolean", "true");
  }

  @Test
  void theApplianceAdminComesInAsTheSitesAdminByTheCookie() {
    tells("hijacked", "text", "owner@" + domain);
  }

  @Test
  void aSiteIsDeleted() {
    tells("deleted", "boolean", "true");
    assertThat(gatehouse.data().resolve("virtual"))
        .isDirectoryNotContaining(
            "glob:**/site" + told("site").substring(told("site").lastIndexOf(' ') + 1));
  }
}
