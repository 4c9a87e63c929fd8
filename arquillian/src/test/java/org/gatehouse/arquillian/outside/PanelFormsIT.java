package org.gatehouse.arquillian.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What strangers cannot make the panel's framework do. */
@RunningGatehouse
@Needs({"curl"})
class PanelFormsIT {

  private static final String STATELESS = "jakarta.faces.ViewState=stateless";

  private final GatehouseServer gatehouse;
  private final Visitor visitor;

  PanelFormsIT(GatehouseServer gatehouse) {
    this.gatehouse = gatehouse;
    this.visitor = Visitor.onThisMachine(gatehouse);
  }

  @Test
  void aLinkIsNoForm() {
    String link = "/sign-in.xhtml?signIn=signIn&submit=submit&name=admin&password=x&" + STATELESS;

    assertThat(visitor.send(visitor.url(link)).status()).isEqualTo(400);
    assertThat(visitor.send(visitor.url(link), "--head").status()).isEqualTo(400);
    assertThat(
            visitor
                .send(visitor.url(link.replace("jakarta.faces.V", "jakarta.faces%2EV")))
                .status())
        .isEqualTo(400);
  }

  @Test
  void anUploadIsRefusedAndLeavesNothingOnTheDisk(@TempDir Path directory) throws IOException {
    Path upload = Files.writeString(directory.resolve("upload"), "x".repeat(10_000));

    Answer answer =
        visitor.send(
            visitor.url(SignInForm.PAGE), "--form", "file=@" + upload, "--form", STATELESS);

    assertThat(answer.status()).isEqualTo(415);
    try (Stream<Path> files = Files.walk(gatehouse.data().resolve("server"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .noneMatch(name -> name.startsWith("upload_"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jakarta.faces.ViewState=bad&signIn=signIn",
        "signIn=signIn&name=x",
        STATELESS + "&jakarta.faces.partial.ajax=true&jakarta.faces.source=x",
        STATELESS + "&jakarta.faces.behavior.event=x"
      })
  void aFormThatNoPageMadeIsRefused(String fields) {
    Answer answer = visitor.send(visitor.url(SignInForm.PAGE), "--data", fields);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).doesNotContain("Exception");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/index.xhtml", "/index.xhtml?a=b"})
  void noPageIsShownToWhoIsNotSignedIn(String path) {
    for (List<String> options : List.of(List.<String>of(), List.of("--data", STATELESS))) {
      Answer answer = visitor.send(visitor.url(path), options.toArray(String[]::new));

      assertThat(answer.status()).isEqualTo(302);
      assertThat(answer.header("Location")).contains(SignInForm.PAGE);
      assertThat(answer.body()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/gatehouse-soap",
        "/WEB-INF",
        "/WEB-INF;x/y",
        "/api/application.wadl",
        "/api"
      })
  void noAnswerRepeatsAStrangersHost(String path) {
    List<String> options = new ArrayList<>(List.of("--path-as-is", "--header", "Host: evil.test"));
    for (List<String> credential :
        List.of(List.<String>of(), List.of("--user", gatehouse.demo()))) {
      options.addAll(credential);

      Answer answer = visitor.send(visitor.url(path), options.toArray(String[]::new));

      assertThat(answer.toString())
          .doesNotContainIgnoringCase("evil.test")
          .doesNotContain("Jersey");
    }
  }

  @Test
  void theClearTextPortsSpeakNoHttp2() {
    for (int port : List.of(gatehouse.port(), gatehouse.davPorts().getFirst())) {
      Wire.Heard heard =
          Wire.send(
              port,
              """
              GET /health/live HTTP/1.1\r
              Host: localhost\r
              Connection: Upgrade, HTTP2-Settings\r
              Upgrade: h2c\r
              HTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA\r
              \r
              """);

      assertThat(heard.text()).doesNotStartWith("HTTP/1.1 101");
    }
  }

  @Test
  void formsThatNeverArriveKeepNobodyOut() throws IOException {
    List<Socket> slow = new ArrayList<>();
    try {
      for (int i = 0; i < 100; i++) {
        Socket socket = new Socket("127.0.0.1", gatehouse.port());
        slow.add(socket);
        socket
            .getOutputStream()
            .write(
                """
                POST /sign-in.xhtml HTTP/1.1\r
                Host: localhost\r
                Content-Type: application/x-www-form-urlencoded\r
                Content-Length: 500\r
                \r
                name="""
                    .getBytes(StandardCharsets.US_ASCII));
      }

      assertThat(visitor.send(visitor.url("/health/live"), "--max-time", "20").status())
          .isEqualTo(200);
    } finally {
      for (Socket socket : slow) {
        socket.close();
      }
    }
  }
}
