package org.gatehouse.arquillian.outside;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Every command there is, called at CLI, REST and SOAP with the same arguments, answers the same.
 * The commands are those that {@code misc:list-commands} names: a new one is called by itself, and
 * one that needs arguments fails until {@link #ARGUMENTS} has some.
 *
 * <p>What the forms cannot tell apart counts as the same: SOAP, as PHP reads it, has one empty
 * array for lists and maps, and each form writes whole floating-point numbers as it likes.
 */
@RunningGatehouse
@Needs({"curl", "php-cli", "php-soap"})
class SameResultIT {

  /**
   * Arguments of the commands that need some, as JSON. {gate} is another name at each gate, so that
   * what one made the others do not find; {number} another number, {handle} a key's handle.
   */
  private static final Map<String, String> ARGUMENTS =
      Map.ofEntries(
          Map.entry("admin:activate-site", "['has-{gate}.test']"),
          Map.entry("admin:add-site", "['new-{gate}.test','owner',{'auth.tpasswd':'a good one'}]"),
          Map.entry("admin:deactivate-site", "['has-{gate}.test',{'reason':'a test'}]"),
          Map.entry("admin:delete-site", "['has-{gate}.test']"),
          Map.entry("admin:edit-site", "['has-{gate}.test',{'users.max':7}]"),
          Map.entry("admin:hijack", "['has-{gate}.test','owner','UI']"),
          Map.entry("admin:preview-activate-site", "['same-result.test']"),
          Map.entry("admin:preview-add-site", "['preview.test','owner',{'users.max':7}]"),
          Map.entry("admin:preview-deactivate-site", "['same-result.test']"),
          Map.entry("admin:preview-delete-site", "['same-result.test']"),
          Map.entry("admin:preview-edit-site", "['same-result.test',{'users.max':7}]"),
          Map.entry("anvil:is-blocked", "['192.0.2.9']"),
          Map.entry("anvil:unblock", "['192.0.2.9']"),
          Map.entry("anvil:whitelist-add", "['198.51.100.{number}']"),
          Map.entry("anvil:whitelist-remove", "['198.51.100.{number}']"),
          Map.entry(
              "auth:change-cpassword",
              "['$6$saltsalt$qFmFH.bQmmtXzyBY0s9v7Oicd2z4XSIecDzlB5KiA2/jctKu9YterLp8wwnSq.qc"
                  + ".eoxqOmSuNp2xS0ktL3nh/','has{gate}']"),
          Map.entry("auth:change-password", "['another good one','has{gate}']"),
          Map.entry("auth:delete-api-key", "['{handle}']"),
          Map.entry("auth:end-session", "['000000000000']"),
          Map.entry("auth:password-permitted", "['TrustNo1']"),
          Map.entry("auth:preview-ip-restriction", "['127.0.0.0/8','UI']"),
          Map.entry("auth:remove-ip-restriction", "['127.0.0.0/{number}']"),
          Map.entry("auth:reset-password", "['has{gate}']"),
          Map.entry("auth:restrict-ip", "['127.0.0.0/{number}']"),
          Map.entry("auth:set-api-key-comment", "['{handle}','said at {gate}']"),
          Map.entry("auth:set-api-key-limits", "['{handle}','2039-12-31',['192.0.2.0/28']]"),
          Map.entry("common:get-service-value", "['siteinfo','domain']"),
          Map.entry("common:set-email", "['owner@example.org']"),
          Map.entry("dav:break-lock", "['urn:uuid:00000000-0000-4000-8000-000000000000']"),
          Map.entry("dav:set-access", "['has{gate}','ro']"),
          Map.entry("keyring:delete", "['has-{gate}']"),
          Map.entry("keyring:encode", "['a value']"),
          Map.entry("keyring:get", "['has-rest']"),
          Map.entry("keyring:set", "['has-rest','a value']"),
          Map.entry("keyring:valid", "['nothing that was sealed']"),
          Map.entry("misc:info", "['auth:restrict-ip']"),
          Map.entry("scope:get", "['cp.config','anvil']"),
          Map.entry("scope:info", "['cp.config']"),
          Map.entry("scope:set", "['cp.headless',false]"),
          Map.entry("user:activate", "['has{gate}']"),
          Map.entry("user:add", "['new{gate}','a good one']"),
          Map.entry("user:delete", "['has{gate}']"),
          Map.entry("user:hijack", "['has{gate}','UI']"),
          Map.entry("user:suspend", "['has{gate}']"));

  /** What can never be the same twice, so that only its shape is: keys, times, numbers, records. */
  private static final Set<String> OF_THE_MOMENT =
      Set.of(
          "admin:add-site",
          "admin:get-usage",
          "admin:hijack",
          "anvil:get-events",
          "anvil:get-refusals",
          "audit:head",
          "audit:list",
          "audit:search",
          "audit:verify",
          "auth:create-api-key",
          "auth:end-sessions",
          "auth:get-api-keys",
          "auth:get-last-login",
          "auth:get-login-history",
          "auth:get-refusals",
          "auth:list-sessions",
          "auth:preview-ip-restriction",
          "auth:reset-password",
          "common:get-load",
          "common:get-uptime",
          "keyring:encode",
          "user:hijack");

  /** What tells of the very way that the call came: SOAP begins a session, the others have none. */
  private static final Set<String> OF_THE_GATE = Set.of("auth:session-info");

  /** What names something that there is not, at any gate. */
  private static final Set<String> REFUSED = Set.of("auth:end-session", "dav:break-lock");

  private static final String DOMAIN = "same-result.test";
  private static final String PASSWORD = "the pass-word of the owner";
  private static final ObjectMapper JSON = new ObjectMapper();

  private enum Way {
    CLI("17"),
    REST("18"),
    SOAP("19");

    private final String number;

    Way(String number) {
      this.number = number;
    }

    private String gate() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private record Told(boolean error, JsonNode value) {}

  private final GatehouseServer gatehouse;
  private final Map<Way, String> handles = new LinkedHashMap<>();
  private Process php;
  private BufferedReader fromPhp;
  private Writer toPhp;

  SameResultIT(GatehouseServer gatehouse) {
    this.gatehouse = gatehouse;
  }

  @BeforeEach
  void prepare() throws IOException {
    php =
        new ProcessBuilder(
                "php",
                SoapClientContract.source("soap-calls.php").toString(),
                "http://127.0.0.1:" + gatehouse.port())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    fromPhp = php.inputReader(StandardCharsets.UTF_8);
    toPhp = php.outputWriter(StandardCharsets.UTF_8);
    rightly(
        true, "admin:add-site", "['" + DOMAIN + "','owner',{'auth.tpasswd':'" + PASSWORD + "'}]");
    for (Way way : Way.values()) {
      rightly(
          true,
          "admin:add-site",
          "['has-" + way.gate() + ".test','owner',{'auth.tpasswd':'a good one'}]");
      rightly(true, "keyring:set", "['has-" + way.gate() + "','a value']");
      rightly(false, "user:add", "['has" + way.gate() + "','a good one']");
      rightly(false, "auth:create-api-key", "['of " + way.gate() + "']");
      for (JsonNode key : rightly(false, "auth:get-api-keys", "[]")) {
        if (key.get("comment").textValue().equals("of " + way.gate())) {
          handles.put(way, key.get("handle").textValue());
        }
      }
    }
  }

  @AfterEach
  void end() throws IOException {
    toPhp.close();
    php.destroy();
    List<String> made = new ArrayList<>(List.of(DOMAIN));
    for (Way way : Way.values()) {
      made.add("has-" + way.gate() + ".test");
      made.add("new-" + way.gate() + ".test");
    }
    for (String domain : made) {
      call(Way.REST, true, "admin:delete-site", "['" + domain + "']");
    }
  }

  private JsonNode rightly(boolean admin, String command, String arguments) throws IOException {
    Told told = call(Way.REST, admin, command, arguments);
    assertThat(told.error()).as(command + ": " + told.value()).isFalse();
    return told.value();
  }

  @Test
  void everyCommandAnswersTheSameAtEveryGate() throws IOException {
    Set<String> ofOwner = names(false);
    Set<String> all = new TreeSet<>(ofOwner);
    all.addAll(names(true));
    // What takes something away comes when the others have been tried on it.
    List<String> ordered =
        all.stream()
            .sorted(Comparator.comparing(SameResultIT::takesAway).thenComparing(name -> name))
            .toList();
    assertThat(ARGUMENTS.keySet()).as("commands that there are").isSubsetOf(all);
    List<String> different = new ArrayList<>();
    for (String command : ordered) {
      boolean admin = !ofOwner.contains(command);
      compare(command, admin).ifPresent(different::add);
    }
    assertThat(different).isEmpty();
  }

  private static boolean takesAway(String command) {
    return Stream.of("delete", "remove", "deactivate").anyMatch(command::contains);
  }

  private Set<String> names(boolean admin) throws IOException {
    Set<String> names = new TreeSet<>();
    rightly(admin, "misc:list-commands", "[]").forEach(name -> names.add(name.textValue()));
    assertThat(names).contains("misc:info");
    return names;
  }

  private Optional<String> compare(String command, boolean admin) throws IOException {
    String arguments = ARGUMENTS.get(command);
    if (arguments == null) {
      for (JsonNode argument :
          rightly(admin, "misc:info", "['" + command + "']").get("arguments")) {
        if (argument.get("required").booleanValue()) {
          return Optional.of(command + " needs arguments: add some to ARGUMENTS in SameResultIT");
        }
      }
      arguments = "[]";
    }
    Map<Way, Told> told = new LinkedHashMap<>();
    for (Way way : Way.values()) {
      told.put(way, call(way, admin, command, filled(arguments, way)));
    }
    if (told.get(Way.REST).error() != REFUSED.contains(command)) {
      return Optional.of(command + " was not answered as expected: " + told);
    }
    boolean same =
        OF_THE_GATE.contains(command)
            ? told.values().stream().noneMatch(Told::error)
            : Stream.of(Way.CLI, Way.SOAP)
                .allMatch(
                    way ->
                        told.get(way).error() == told.get(Way.REST).error()
                            && same(
                                told.get(way).value(),
                                told.get(Way.REST).value(),
                                OF_THE_MOMENT.contains(command)));
    return same ? Optional.empty() : Optional.of(command + ": " + told);
  }

  private String filled(String arguments, Way way) {
    return arguments
        .replace("{gate}", way.gate())
        .replace("{number}", way.number)
        .replace("{handle}", handles.get(way));
  }

  /** Whether two results are the same, or only of one shape. */
  private static boolean same(JsonNode one, JsonNode other, boolean shape) {
    if (one.isContainerNode() && other.isContainerNode() && (one.isEmpty() || other.isEmpty())) {
      return shape && one.isArray() == other.isArray() || one.isEmpty() && other.isEmpty();
    }
    if (one.isArray() && other.isArray()) {
      return shape
          ? same(one.get(0), other.get(0), true)
          : one.size() == other.size()
              && IntStream.range(0, one.size())
                  .allMatch(i -> same(one.get(i), other.get(i), false));
    }
    if (one.isObject() && other.isObject()) {
      Set<String> names = new TreeSet<>();
      one.fieldNames().forEachRemaining(names::add);
      other.fieldNames().forEachRemaining(names::add);
      return names.stream()
          .allMatch(
              name ->
                  one.has(name) && other.has(name) && same(one.get(name), other.get(name), shape));
    }
    if (one.isNumber() && other.isNumber()) {
      return shape || one.doubleValue() == other.doubleValue();
    }
    if (shape && (one.isNull() || other.isNull())) {
      return true;
    }
    return shape ? one.getNodeType() == other.getNodeType() : one.equals(other);
  }

  private Told call(Way way, boolean admin, String command, String arguments) throws IOException {
    String json = arguments.replace('\'', '"');
    String name = admin ? "admin" : "owner@" + DOMAIN;
    String password = admin ? gatehouse.adminPassword() : PASSWORD;
    if (way == Way.SOAP) {
      toPhp.write(
          JSON.writeValueAsString(
                  List.of(
                      name,
                      password,
                      command.replace(':', '_').replace('-', '_'),
                      JSON.readTree(json)))
              + "\n");
      toPhp.flush();
      JsonNode told = JSON.readTree(fromPhp.readLine());
      return told.has("error")
          ? new Told(true, told.get("error"))
          : new Told(false, told.get("result"));
    }
    Answer answer =
        Visitor.onThisMachine(gatehouse)
            .send(
                gatehouse.url((way == Way.CLI ? "/cli/" : "/api/") + command.replace(':', '/')),
                "--user",
                name + ":" + password,
                "--json",
                json);
    JsonNode told = JSON.readTree(answer.body());
    return answer.status() == 200 ? new Told(false, told) : new Told(true, told.get("detail"));
  }
}
