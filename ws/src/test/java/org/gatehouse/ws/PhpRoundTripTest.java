package org.gatehouse.ws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What PHP's SoapClient sends comes back as what it was: each value goes from PHP through the
 * reader, through the writer and back. (No command of the product answers its arguments.)
 */
class PhpRoundTripTest {

  private static HttpServer server;

  @BeforeAll
  static void startEcho() throws IOException {
    boolean php =
        Stream.of(System.getenv("PATH").split(":"))
            .anyMatch(directory -> Files.isExecutable(Path.of(directory, "php")));
    assumeTrue(php || "true".equals(System.getenv("CI")), "needs php-cli and php-soap");
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/soap", PhpRoundTripTest::echo);
    server.start();
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.stop(0);
    }
  }

  private static void echo(HttpExchange exchange) throws IOException {
    String answer;
    try (exchange) {
      try {
        Call call = MessageReader.read(exchange.getRequestBody().readAllBytes());
        Object argument =
            new EncodedValues(call.targets()).read(call.element().children().getFirst());
        answer = Envelope.encodedAnswer(call.element().name(), argument);
      } catch (MessageException | ValueException e) {
        answer = Envelope.fault("Client", e.getMessage());
      }
      byte[] bytes = Envelope.around(answer).getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "text/xml;charset=UTF-8");
      exchange.sendResponseHeaders(200, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private static String location() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/soap";
  }

  private static String php(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("php", "-d", "precision=17"));
    command.add(
        Path.of(PhpRoundTripTest.class.getResource("/clients/echo.php").toURI()).toString());
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output;
  }

  @Test
  void withoutWsdl() throws Exception {
    assertThat(php(location())).isEqualTo("0 of 25 came back as something else\n");
  }

  @Test
  void withTheWsdl(@TempDir Path directory) throws Exception {
    Path wsdl = directory.resolve("apnscp.wsdl");
    Files.writeString(wsdl, EncodedWsdl.write(List.of(Messages.TAKE_ALL), location()));

    assertThat(php(location(), wsdl.toString())).isEqualTo("0 of 25 came back as something else\n");
  }
}
