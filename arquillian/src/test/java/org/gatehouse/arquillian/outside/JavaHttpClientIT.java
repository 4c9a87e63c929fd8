package org.gatehouse.arquillian.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Java's own HttpClient, as it is made by default, on plain HTTP: it offers HTTP/2 with {@code
 * Upgrade: h2c} and sends a body whose length it does not know in chunks.
 */
@RunningGatehouse
class JavaHttpClientIT {

  private static final int LARGE = 3 << 20;

  private final GatehouseServer gatehouse;
  private final HttpClient client = HttpClient.newHttpClient();

  JavaHttpClientIT(GatehouseServer gatehouse) {
    this.gatehouse = gatehouse;
  }

  @AfterEach
  void close() {
    client.close();
  }

  /** How a body is sent. */
  private enum Sending {
    WITH_ITS_LENGTH {
      @Override
      BodyPublisher of(String body) {
        return BodyPublishers.ofString(body);
      }
    },
    IN_CHUNKS {
      @Override
      BodyPublisher of(String body) {
        return BodyPublishers.ofInputStream(
            () -> new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
      }
    };

    abstract BodyPublisher of(String body);
  }

  /** A gate, and how it says things. */
  private enum Spoken {
    REST("/api/common/whoami", "application/json", "application/problem+json", "{}"),
    SOAP(
        "/soap",
        "text/xml",
        "text/xml",
        "<S:Envelope xmlns:S=\"http://schemas.xmlsoap.org/soap/envelope/\"><S:Body>"
            + "<common_whoami xmlns=\"urn:gatehouse:api\"/></S:Body></S:Envelope>");

    private final String path;
    private final String type;
    private final String failure;
    private final String call;

    Spoken(String path, String type, String failure, String call) {
      this.path = path;
      this.type = type;
      this.failure = failure;
      this.call = call;
    }
  }

  private static Stream<Arguments> ways() {
    return Stream.of(Spoken.values())
        .flatMap(gate -> Stream.of(Sending.values()).map(sending -> Arguments.of(gate, sending)));
  }

  private HttpResponse<String> send(Spoken gate, BodyPublisher body, String key)
      throws IOException, InterruptedException {
    String query = gate == Spoken.SOAP ? "?authkey=" + key : "";
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(gatehouse.url(gate.path + query)))
            .header("Content-Type", gate.type)
            .POST(body);
    if (gate == Spoken.REST) {
      request.header("Authorization", "Bearer " + key);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private static String type(HttpResponse<String> answer) {
    return answer.headers().firstValue("Content-Type").orElse("none");
  }

  @ParameterizedTest
  @MethodSource("ways")
  void itsCallsAreAnswered(Spoken gate, Sending sending) throws Exception {
    for (int i = 0; i < 3; i++) {
      HttpResponse<String> answer = send(gate, sending.of(gate.call), gatehouse.demoKey());

      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(type(answer)).startsWith(gate.type);
      assertThat(answer.body()).contains("demo@example.test");
      assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  void aBodyOfManyPiecesArrivesWhole(Spoken gate, Sending sending) throws Exception {
    String call = gate.call + " ".repeat((1 << 20) - gate.call.length());

    HttpResponse<String> answer = send(gate, sending.of(call), gatehouse.demoKey());

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body()).contains("demo@example.test");
  }

  @ParameterizedTest
  @MethodSource("ways")
  void aDenialIsToldInTheFormOfTheGate(Spoken gate, Sending sending) throws Exception {
    HttpResponse<String> answer = send(gate, sending.of(gate.call), "wrong");

    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(type(answer)).startsWith(gate.failure);
    assertThat(answer.body()).contains("sign-in refused");
  }

  @ParameterizedTest
  @MethodSource("ways")
  void soIsABodyThatIsTooLarge(Spoken gate, Sending sending) throws Exception {
    HttpResponse<String> answer =
        send(gate, sending.of(gate.call + " ".repeat(LARGE)), gatehouse.demoKey());

    assertThat(answer.statusCode()).isEqualTo(413);
    assertThat(type(answer)).startsWith(gate.failure);
  }
}
