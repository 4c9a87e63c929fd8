package org.gatehouse.arquillian.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The programs that guess passwords in earnest, each from an address of its own, get at most 20
 * guesses (issue 3, shows 2). That they find a password among the first guesses shows that they
 * work.
 */
@RunningGatehouse
@Needs(
    value = {"hydra", "iproute2", "patator", "python3-pycurl"},
    root = true)
class PasswordGuessersIT {

  private static final int LIMIT = 20;
  private static final String ACCOUNT = "demo@example.test";
  private static final Pattern NOT_REFUSED =
      Pattern.compile("INFO - (\\d{3}) .*\\| (.*?) *\\| +\\d+ \\|");

  private final GatehouseServer gatehouse;

  PasswordGuessersIT(GatehouseServer gatehouse) {
    this.gatehouse = gatehouse;
  }

  @ParameterizedTest
  @EnumSource
  void patatorFindsAPasswordThatIsAmongItsFirstGuesses(WayIn gate) throws IOException {
    try (Visitor visitor = Visitor.fromElsewhere(gatehouse);
        WordList words = WordList.of(3, gatehouse.demoPassword())) {
      assertThat(patator(visitor, gate, words))
          .containsExactly((gate == WayIn.SIGN_IN_PAGE ? 302 : 200) + gatehouse.demoPassword());
    }
  }

  @Test
  void hydraFindsAPasswordThatIsAmongItsFirstGuesses() throws IOException {
    try (Visitor visitor = Visitor.fromElsewhere(gatehouse);
        WordList words = WordList.of(3, gatehouse.demoPassword())) {
      // Of tasks that end at once it sometimes loses one, and what that found.
      assertThat(hydra(visitor, words, 1)).contains("1 valid password found");
    }
  }

  /** All at once, since most of the time answers are held: each from an address of its own. */
  @Test
  void noneOfThemGetsMoreThanTwentyGuesses() throws Exception {
    List<Callable<List<String>>> attacks = new ArrayList<>();
    for (WayIn gate : WayIn.values()) {
      attacks.add(() -> attack((visitor, words) -> patator(visitor, gate, words)));
    }
    attacks.add(() -> attack((visitor, words) -> hydra(visitor, words, 8).lines().toList()));
    long before = Figures.of(gatehouse).attempts("denied");
    try (ExecutorService threads = Executors.newFixedThreadPool(attacks.size())) {
      for (Future<List<String>> attack : threads.invokeAll(attacks)) {
        assertThat(attack.get())
            .filteredOn(line -> line.contains(gatehouse.demoPassword()))
            .allMatch(line -> line.startsWith("429"));
      }
    }

    assertThat(Figures.of(gatehouse).attempts("denied") - before).isEqualTo(4 * LIMIT);
  }

  private List<String> attack(BiFunction<Visitor, WordList, List<String>> program)
      throws IOException {
    try (Visitor visitor = Visitor.fromElsewhere(gatehouse);
        WordList words = WordList.of(60, gatehouse.demoPassword())) {
      return program.apply(visitor, words);
    }
  }

  /** Tries all words; what was not answered with 401 is told as status and password. */
  private List<String> patator(Visitor visitor, WayIn gate, WordList words) {
    List<String> command = new ArrayList<>(List.of("patator", "http_fuzz", "method=POST"));
    String host = visitor.url("").replaceAll("http://|:\\d+$", "");
    // Without a name to resolve this version gives its library an empty one, which it refuses.
    command.addAll(List.of("resolve=" + host + ":" + host, "url=" + visitor.url(gate.path())));
    command.addAll(List.of("0=" + words.file(), "-t", "8", "-x", "ignore:code=401", "timeout=60"));
    command.addAll(
        switch (gate) {
          case REST -> List.of("user_pass=" + ACCOUNT + ":FILE0");
          case SOAP ->
              List.of(
                  "user_pass=" + ACCOUNT + ":FILE0",
                  "header=Content-Type: text/xml",
                  "auto_urlencode=0",
                  "body=<S:Envelope xmlns:S=\"http://schemas.xmlsoap.org/soap/envelope/\">"
                      + "<S:Body><common_whoami/></S:Body></S:Envelope>");
          case SIGN_IN_PAGE ->
              List.of(
                  "body=name="
                      + ACCOUNT
                      + "&password=FILE0&signIn=signIn&submit=Sign+in"
                      + "&jakarta.faces.ViewState=stateless");
        });
    Program.Ended ended = visitor.run(command);
    return (ended.output() + ended.errors())
        .lines()
        .map(NOT_REFUSED::matcher)
        .flatMap(match -> match.find() ? Stream.of(match.group(1) + match.group(2)) : Stream.of())
        .toList();
  }

  private String hydra(Visitor visitor, WordList words, int tasks) {
    String host = visitor.url("").replaceAll("http://|:\\d+$", "");
    String port = Integer.toString(gatehouse.port());
    return visitor
        .run(
            List.of(
                "hydra",
                "-I",
                "-l",
                ACCOUNT,
                "-P",
                words.file().toString(),
                "-s",
                port,
                "-t",
                Integer.toString(tasks),
                host,
                "http-post",
                WayIn.REST.path()))
        .output();
  }

  /** Wrong passwords and, last, the right one. */
  private record WordList(Path file) implements AutoCloseable {

    static WordList of(int wrong, String right) throws IOException {
      List<String> words =
          Stream.concat(
                  IntStream.range(0, wrong).mapToObj(number -> "wrong" + number), Stream.of(right))
              .toList();
      return new WordList(Files.write(Files.createTempFile("words", ".txt"), words));
    }

    @Override
    public void close() throws IOException {
      Files.delete(file);
    }
  }
}
