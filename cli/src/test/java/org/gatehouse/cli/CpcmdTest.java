package org.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Issue 5: exit 0, 1 for a command's error, 2 for usage, 3 for no connection. */
class CpcmdTest {

  private static final String PROBLEM = "application/problem+json";

  @TempDir private Path data;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private Map<String, String> environment;
  private String typedIn = "";

  @BeforeEach
  void nameTheInstance() {
    environment = Map.of("GATEHOUSE_DATA", data.toString());
  }

  @Test
  void printsAResultAndEndsWithZero() throws Exception {
    try (SocketFixture server = ok("\"demo@example.test\"\n")) {
      assertThat(run("common:whoami")).isZero();
      assertThat(server.request()).isEqualTo("POST /cli/common/whoami HTTP/1.1 []");
    }
    assertThat(out).hasToString("demo@example.test\n");
    assertThat(err.size()).isZero();
  }

  @Test
  void saysForWhomItCalls() throws Exception {
    try (SocketFixture server = ok("true")) {
      run("-d", "example.test", "user:add", "joe", "p&=ä");
      assertThat(server.request())
          .startsWith("POST /cli/user/add?domain=example.test HTTP/1.1 [\"joe\",");
      run("-d", "exa mple&user=x", "-u", "joe", "a:b");
      assertThat(server.request())
          .startsWith("POST /cli/a/b?user=joe&domain=exa+mple%26user%3Dx HTTP/1.1");
    }
  }

  @Test
  void readsNoFileWhoseNameAnArgumentSeemsToBe() throws Exception {
    Path file = Files.writeString(data.resolve("file"), "secret words");
    try (SocketFixture server = ok("true")) {
      run("user:add", "joe", "@" + file);
      assertThat(server.request()).endsWith("[\"joe\",\"@" + file + "\"]");
    }
  }

  @Test
  void findsTheInstanceByItsOptionFirst() throws Exception {
    environment = Map.of("GATEHOUSE_DATA", "/nowhere", "GATEHOUSE_KEY", "1234");
    try (SocketFixture server = ok("true")) {
      assertThat(run("--data", data.toString(), "a:b")).isZero();
      assertThat(server.request()).isNotNull();
    }
  }

  @Test
  void listsCommands() throws Exception {
    try (SocketFixture server = ok("[\"auth:a\",\"auth:b\"]")) {
      assertThat(run("-l", "auth:*")).isZero();
      assertThat(server.request()).isEqualTo("POST /cli/misc/list-commands HTTP/1.1 [\"auth:*\"]");
      assertThat(run("-l")).isZero();
      assertThat(server.request()).endsWith("[\"*\"]");
    }
    assertThat(out).hasToString("auth:a\nauth:b\nauth:a\nauth:b\n");
  }

  @Test
  void leavesOptionsAfterTheCommandToTheCommand() throws Exception {
    try (SocketFixture server = ok("true")) {
      run("a:b", "--data=x", "--key", "y");
      assertThat(server.request()).endsWith("{\"data\":\"x\",\"key\":\"y\"}");
      run("-i", "json", "a:b", "\"[text\"", "null", "12");
      assertThat(server.request()).endsWith("[\"[text\",null,12]");
    }
  }

  @Test
  void showsTheJsonAsItCame() throws Exception {
    try (SocketFixture _ = ok("{\"a\" : [1]}\n")) {
      assertThat(run("-o", "json", "a:b")).isZero();
    }
    assertThat(out).hasToString("{\"a\" : [1]}\n");
  }

  @Test
  void endsWithOneWhenTheCommandRefuses() throws Exception {
    String problem =
        "{\"title\":\"exists\",\"status\":409,\"detail\":\"site a exists \\u001b[1m\"}\n";
    try (SocketFixture _ = answering(409, PROBLEM, problem)) {
      assertThat(run("a:b")).isEqualTo(1);
      assertThat(err).hasToString("cpcmd: site a exists \\u001b[1m\n");
      err.reset();
      assertThat(run("-o", "json", "a:b")).isEqualTo(1);
      assertThat(err).hasToString(problem);
    }
    assertThat(out.size()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"cli", "json"})
  void endsWithTwoWhenTheServerDoesNotUnderstand(String output) throws Exception {
    try (SocketFixture _ =
        answering(400, PROBLEM, "{\"detail\":\"argument 'ip' is missing\",\"usage\":true}\n")) {
      assertThat(run("-o", output, "a:b")).isEqualTo(2);
    }
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("argument 'ip' is missing");
  }

  @Test
  void endsWithOneWhenTheAnswerIsNoneOfGatehouse() throws Exception {
    try (SocketFixture _ = answering(200, "text/html", "<html>")) {
      assertThat(run("a:b")).isEqualTo(1);
      assertThat(err.toString(StandardCharsets.UTF_8)).contains("status 200").contains("Gatehouse");
      err.reset();
      run("-o", "json", "a:b");
      assertThat(JsonText.read(err.toString(StandardCharsets.UTF_8))).isPresent();
    }
  }

  @Test
  void repeatsAPlainRefusal() throws Exception {
    try (SocketFixture _ = answering(429, "text/plain;charset=UTF-8", "Try in 5 seconds.\n")) {
      assertThat(run("a:b")).isEqualTo(1);
    }
    assertThat(err).hasToString("cpcmd: Try in 5 seconds.\n");
  }

  @Test
  void endsWithThreeAndSaysWhatToDoWhenNobodyListens() throws Exception {
    assertThat(run("a:b")).isEqualTo(3);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains(data + "/run/gatehouse.sock")
        .contains("./gatehouse start --data " + data);
    ok("true").close();
    assertThat(run("a:b")).as("a socket of a dead server").isEqualTo(3);
    err.reset();
    assertThat(run("--data", "/tmp/" + "long".repeat(50), "a:b")).isEqualTo(3);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("too long");
    err.reset();
    run("-o", "json", "a:b");
    assertThat(JsonText.read(err.toString(StandardCharsets.UTF_8))).isPresent();
  }

  @Test
  void endsWithThreeWhenTheAnswerIsNotHttp() throws Exception {
    try (SocketFixture _ = SocketFixture.answering(data, "SSH-2.0-x\r\n")) {
      assertThat(run("a:b")).isEqualTo(3);
    }
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("is no Gatehouse");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-x",
        "whoami",
        "-o xml a:b",
        "-d",
        "a:b [x",
        "a:b --y=z x",
        "-l a:* b:c",
        "--key abcd a:b",
        "--endpoint https://h a:b",
        "--key abcd --endpoint ftp://h a:b",
        "--key abcd --endpoint http://example.org a:b",
        "--key abcd --endpoint https://u@h a:b",
        "--key x\r\ny --endpoint https://h a:b",
        "--key abcd --endpoint https://h -d example.test a:b",
        "--key abcd --endpoint https://h --data /tmp a:b",
        "--key abcd --key-file f --endpoint https://h a:b",
        "--key-file /nowhere --endpoint https://h a:b",
        "--key abcd --endpoint https://h --cacert /nowhere a:b",
        "-i json a:b x",
        "-d a -d b a:b",
        "-hx",
        "--help=x a:b",
        "--dry-run a:b",
        "--stdin a:b",
        "--stdin a:b --x=y",
        "a:b \uFFFD"
      })
  void endsWithTwoWhenItDoesNotUnderstand(String typed) {
    String[] words = typed.isEmpty() ? new String[0] : typed.split(" ");
    assertThat(run(words)).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8)).startsWith("cpcmd: ");
    assertThat(out.size()).isZero();
  }

  @Test
  void saysWhereOptionsStandWhenTheyWereGivenToTheCommand() throws Exception {
    try (SocketFixture _ = answering(400, PROBLEM, "{\"detail\":\"takes at most 0 arguments\"}")) {
      assertThat(run("common:whoami", "-o", "json")).isEqualTo(1);
    }
    assertThat(err)
        .hasToString(
            "cpcmd: takes at most 0 arguments\nOptions of cpcmd stand before the command.\n");
  }

  @Test
  void aResultThatCannotBeWrittenIsAnError() throws Exception {
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int one) throws IOException {
            throw new IOException("no space left");
          }
        };
    try (SocketFixture _ = ok("true")) {
      assertThat(runInto(new PrintStream(full, false, StandardCharsets.UTF_8), "a:b")).isEqualTo(1);
    }
    assertThat(err).hasToString("cpcmd: the result could not be written\n");
  }

  @Test
  void anAnswerThatMemoryHasNoRoomForIsOneLineAndAnError() throws Exception {
    OutputStream small =
        new OutputStream() {
          @Override
          public void write(int one) {
            throw new OutOfMemoryError();
          }
        };
    try (SocketFixture _ = ok("true")) {
      assertThat(runInto(new PrintStream(small, true), "-o", "json", "a:b")).isEqualTo(1);
    }
    assertThat(err.toString(StandardCharsets.UTF_8).lines()).hasSize(1);
    assertThat(JsonText.read(err.toString(StandardCharsets.UTF_8))).isPresent();
  }

  @Test
  void saysOnlyJsonWhenAskedTo() {
    assertThat(run("--dat", "/x", "-o", "json", "a:b")).isEqualTo(2);
    String said = err.toString(StandardCharsets.UTF_8);
    assertThat(said.lines()).hasSize(1);
    assertThat(JsonText.read(said.strip()))
        .hasValueSatisfying(
            problem -> assertThat(problem.toString()).contains("did you mean --data?"));
  }

  @Test
  void namesTheOptionThatWasMeant() {
    run("--ednpoint", "https://h", "a:b");
    assertThat(err.toString(StandardCharsets.UTF_8))
        .startsWith("cpcmd: there is no option --ednpoint; did you mean --endpoint?\n");
    err.reset();
    run("-o", "xml", "a:b");
    assertThat(err.toString(StandardCharsets.UTF_8))
        .startsWith("cpcmd: --output must be one of yaml, json, cli, print, not xml\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-dexample.test", "--domain=example.test"})
  void takesAnOptionsValueAsPartOfItsWord(String option) throws Exception {
    try (SocketFixture server = ok("true")) {
      assertThat(run(option, "a:b")).isZero();
      assertThat(server.request()).startsWith("POST /cli/a/b?domain=example.test ");
    }
  }

  @Test
  void readsASecretFromTheStandardInput() throws Exception {
    typedIn = "null äü [x\n second line";
    try (SocketFixture server = ok("true")) {
      assertThat(run("--stdin", "auth:change-password")).isZero();
      assertThat(server.request())
          .isEqualTo("POST /cli/auth/change-password HTTP/1.1 [\"null Ã¤Ã¼ [x\"]");
    }
    assertThat(run("--stdin", "--key-file", "-", "--endpoint", "https://h", "a:b"))
        .as("one line for two")
        .isEqualTo(2);
  }

  @Test
  void showsAResultAsYamlOrAsPhpDoes() throws Exception {
    try (SocketFixture _ = ok("{\"a\":[1,{\"b\":null}],\"c\":\"no\"}")) {
      assertThat(run("-o", "yaml", "a:b")).isZero();
      assertThat(out).hasToString("a:\n  - 1\n  -\n    b: null\nc: \"no\"\n");
      out.reset();
      assertThat(run("-o", "print", "a:b")).isZero();
      assertThat(out)
          .hasToString(
              """
              Array
              (
                  [a] => Array
                      (
                          [0] => 1
                          [1] => Array
                              (
                                  [b] =>\s
                              )

                      )

                  [c] => no
              )
              """);
    }
  }

  @Test
  void endsWithTwoWhenNoInstanceIsNamed() {
    environment = Map.of();
    assertThat(run("a:b")).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("--data");
  }

  @Test
  void helps() {
    assertThat(run("--help")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8).lines())
        .anyMatch(line -> line.contains("Exit codes"))
        .allMatch(line -> line.length() <= 80);
  }

  private SocketFixture ok(String json) throws IOException {
    return answering(200, "application/json", json);
  }

  private SocketFixture answering(int status, String type, String body) throws IOException {
    return SocketFixture.answering(data, SocketFixture.answer(status, type, body));
  }

  private int run(String... words) {
    return runAs("cpcmd", words);
  }

  private int runAs(String program, String... words) {
    return runProgram(program, new PrintStream(out, true, StandardCharsets.UTF_8), words);
  }

  private int runInto(PrintStream result, String... words) {
    return runProgram("cpcmd", result, words);
  }

  private int runProgram(String program, PrintStream result, String... words) {
    return new Cpcmd(
            program,
            environment,
            new ByteArrayInputStream(typedIn.getBytes(StandardCharsets.UTF_8)),
            result,
            new PrintStream(err, true, StandardCharsets.UTF_8))
        .run(words);
  }
}
