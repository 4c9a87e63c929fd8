package org.gatehouse.arquillian.outside;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What describes the REST gate: the OpenAPI document, for anybody. */
@RunningGatehouse
@Needs("curl")
class RestDescriptionIT {

  private static final String DOCUMENT = "/api/openapi.json";

  private final GatehouseServer gatehouse;
  private final Visitor visitor;

  RestDescriptionIT(GatehouseServer gatehouse) {
    this.gatehouse = gatehouse;
    this.visitor = Visitor.onThisMachine(gatehouse);
  }

  private Answer get(String... options) {
    return visitor.send(visitor.url(DOCUMENT), options);
  }

  private JsonNode document() throws IOException {
    return new ObjectMapper().readTree(get().body());
  }

  @Test
  @Needs(programs = {"node", "npm"})
  void aPublicValidatorFindsItValid(@TempDir Path directory) throws IOException {
    Path document = Files.writeString(directory.resolve("openapi.json"), get().body());

    Program.Ended ended =
        Program.run(
            Map.of(),
            List.of(
                "node",
                NodePackages.file("@seriousme/openapi-schema-validator/bin/validate-api-cli.js")
                    .toString(),
                document.toString()));

    assertThat(ended.status()).as(ended.output() + ended.errors()).isZero();
    assertThat(document().path("openapi").asText()).startsWith("3.1.");
  }

  @Test
  void itHasEveryCommandThatTheRolesMayCallTogether() throws IOException {
    List<String> described =
        StreamSupport.stream(document().path("paths").spliterator(), false)
            .map(path -> path.path("post").path("operationId").asText())
            .toList();

    assertThat(described).doesNotHaveDuplicates();
    for (String caller : List.of(gatehouse.admin(), gatehouse.demo())) {
      Answer commands =
          visitor.send(visitor.url("/api/misc/list-commands"), "--user", caller, "--json", "{}");
      for (JsonNode name : new ObjectMapper().readTree(commands.body())) {
        assertThat(described).contains(name.asText().replace(':', '_').replace('-', '_'));
      }
    }
  }

  @Test
  void itSaysOfEachArgumentWhatItsJavadocSaysItsTypeAndWhatItIsWhenLeftOut() throws IOException {
    JsonNode list =
        document().path("components").path("schemas").path("misc_list_commands_arguments");
    JsonNode filter = list.path("properties").path("filter");

    assertThat(filter.path("type").asText()).isEqualTo("string");
    assertThat(filter.path("default").asText()).isEqualTo("*");
    assertThat(filter.path("description").asText()).startsWith("a pattern in which *");
    assertThat(list.has("required")).isFalse();
    assertThat(
            document()
                .path("components")
                .path("schemas")
                .path("user_add_arguments")
                .path("required"))
        .extracting(JsonNode::asText)
        .containsExactly("user", "password");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"evil.example", "evil.example:2082", "localhost@evil.example", "\"<evil>"})
  void noHostHeaderAppearsInIt(String host) throws IOException {
    Answer answer = get("--header", "Host: " + host);

    assertThat(answer.status()).isIn(200, 400);
    assertThat(answer.head() + answer.body()).doesNotContain("evil");
  }

  @Test
  void itsServerIsTheNameThatTheClientUsed() throws IOException {
    JsonNode server =
        new ObjectMapper()
            .readTree(visitor.send("http://localhost:" + gatehouse.port() + DOCUMENT).body())
            .path("servers")
            .path(0);

    assertThat(server.path("url").asText())
        .isEqualTo("http://localhost:" + gatehouse.port() + "/api");
  }

  @Test
  void whoHasItAlreadyIsToldSo() {
    String tag = get().header("ETag").orElseThrow();

    Answer again = get("--header", "If-None-Match: \"other\", W/" + tag);

    assertThat(again.status()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    assertThat(again.header("ETag")).contains(tag);
    assertThat(get("--header", "If-None-Match: \"other\"").status()).isEqualTo(200);
  }

  @Test
  void itIsTheSameWhateverCredentialComesWithItAndNoneIsCounted() {
    for (int i = 0; i < 25; i++) {
      assertThat(get("--user", "demo@example.test:wrong", "--cookie", "esprit_id=x").status())
          .isEqualTo(200);
    }
    assertThat(visitor.send(visitor.url(DOCUMENT + "?esprit_id=x")).cookies()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "PROPFIND"})
  void itCanOnlyBeRead(String method) {
    for (String path : List.of("/api", "/api/", DOCUMENT, "/api/api.js")) {
      Answer answer = visitor.send(visitor.url(path), "--request", method);

      assertThat(answer.status()).as(path).isEqualTo(405);
      assertThat(answer.header("Allow")).contains("GET, HEAD");
      assertThat(answer.header("Content-Type").orElse("")).startsWith("application/problem+json");
    }
  }

  @Test
  void withoutItsSlashThePageIsElsewhereOnTheSameServer() {
    Answer answer = visitor.send(visitor.url("/api"), "--header", "Host: evil.example");

    assertThat(answer.status()).isEqualTo(302);
    assertThat(answer.header("Location")).contains("api/");
  }

  @Test
  void aDenialNamesBothWaysToSignInAndToldKeysThatTheyAreWrong() {
    Answer nothing = visitor.send(visitor.url("/api/common/whoami"), "--json", "{}");
    Answer key =
        visitor.send(
            visitor.url("/api/common/whoami"),
            "--json",
            "{}",
            "--header",
            "Authorization: Bearer wrong");

    assertThat(nothing.headers().get("www-authenticate"))
        .containsExactly(
            "Basic realm=\"Gatehouse\", charset=\"UTF-8\"", "Bearer realm=\"Gatehouse\"");
    assertThat(key.status()).isEqualTo(401);
    assertThat(key.headers().get("www-authenticate"))
        .contains("Bearer realm=\"Gatehouse\", error=\"invalid_token\"");
  }

  @Test
  void aKeyIsACredential() {
    Answer answer =
        visitor.send(
            visitor.url("/api/common/whoami"),
            "--request",
            "POST",
            "--header",
            "Authorization: bearer " + gatehouse.demoKey());

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.text()).isEqualTo("demo@example.test");
  }
}
