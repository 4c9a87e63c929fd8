package org.gatehouse.arquillian.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * PHP's SoapClient as it is used against ApisCP: operations {@code module_function} with arguments
 * in order, by {@code /apnscp.wsdl} or without a WSDL (issue 4, "SOAP for today's clients").
 */
@RunningGatehouse
@Needs(
    value = {"php-cli", "php-soap", "iproute2"},
    root = true)
class PhpPositionalIT {

  private static final String REFUSED = "\"sign-in refused: wrong account, password or key\"";

  private final GatehouseServer gatehouse;

  PhpPositionalIT(GatehouseServer gatehouse) {
    this.gatehouse = gatehouse;
  }

  @Test
  void theWsdlIsAllThatAClientNeeds() {
    assertStory("php-wsdl.example", "/apnscp.wsdl");
  }

  @Test
  void severalSlashesBeforeTheWsdlsPathAreOne() {
    assertStory("php-slashes.example", "///apnscp.wsdl");
  }

  @Test
  void withoutAWsdlItIsTheSame() {
    assertStory("php-without.example");
  }

  private void assertStory(String domain, String... wsdl) {
    Map<String, String> told = tell(domain, wsdl);

    assertThat(told.get("site")).matches("[1-9][0-9]*");
    assertThat(told)
        .containsEntry("admin", "\"admin\"")
        .containsEntry("owner", "\"owner@" + domain + "\"")
        .containsEntry("list", "[\"user:add\"]")
        .containsEntry("nothing", "[]")
        .containsEntry("list-of-maps", "\"SOAP\"")
        .containsEntry("map", "[\"192.0.2.0/24\",true,\"SOAP\"]")
        .containsEntry("boolean", "false")
        .containsEntry("service", "\"" + domain + "\"")
        .containsEntry("fallbacks", "[\"none\",\"\",\"7\",7,1.5,true,false,\"\"]")
        .containsEntry("no-fallback", "\"\"")
        .containsEntry(
            "no-simple-fallback",
            "\"argument 'fallback' must be a text, a number, or true or false\"")
        .containsEntry("nulls", told.get("left-out"))
        .containsEntry("by-key", told.get("owner"))
        .containsEntry("comment", "\"2024\"")
        .containsEntry("by-cookie", told.get("owner"))
        .containsEntry("hijacked", told.get("owner"))
        .containsEntry("user", "true")
        .containsEntry("user-nulls", "true")
        .containsEntry("suspended", "true")
        .containsEntry("activated", "true")
        .containsEntry("owner-again", told.get("owner"))
        .containsEntry("deleted", "true");
    assertThat(told.get("missing"))
        .startsWith("\"argument 'password' is missing; user:add takes user, password, [gecos]");
    assertThat(told).containsEntry("surplus", "\"common:whoami takes no arguments and got 2\"");
    assertThat(told).containsEntry("wrong-type", "\"argument 'limit' must be a whole number\"");
    assertThat(told.get("exists")).contains(domain + " exists already");
    for (String refused :
        List.of("wrong-password", "wrong-key", "no-credential", "owner-suspended")) {
      assertThat(told).containsEntry(refused, REFUSED).containsEntry(refused + "-status", "401");
    }
  }

  private Map<String, String> tell(String domain, String... wsdl) {
    try (Visitor visitor = Visitor.fromElsewhere(gatehouse)) {
      List<String> command = new ArrayList<>(List.of("php"));
      command.add(SoapClientContract.source("soap-positional.php").toString());
      command.addAll(List.of(visitor.url(""), gatehouse.adminPassword(), domain));
      command.addAll(List.of(wsdl));
      Program.Ended ended = visitor.run(command);
      assertThat(ended.status()).as(ended.output() + ended.errors()).isZero();
      Map<String, String> told = new TreeMap<>();
      ended
          .output()
          .lines()
          .map(line -> line.split(" ", 2))
          .forEach(words -> told.put(words[0], words[1]));
      return told;
    }
  }
}
