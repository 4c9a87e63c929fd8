package org.gatehouse.arquillian.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * What the audit has of what really happened at the gates (issue 3, "Audit"). What is told once in
 * a minute is waited for side by side.
 */
@RunningGatehouse
@Needs(
    value = {"curl", "iproute2", "python3"},
    root = true)
class AuditIT extends AnvilFromOutside {

  private static final String RECEIVER =
      """
      import socket, sys
      s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
      s.bind(sys.argv[1])
      print('ready', flush=True)
      print(s.recv(70000).decode(), flush=True)
      """;

  AuditIT(GatehouseServer gatehouse) {
    super(gatehouse);
  }

  private static String ask(GatehouseServer server, String function, String arguments) {
    return Visitor.onThisMachine(server)
        .send(server.url("/api/audit/" + function), "--user", server.admin(), "--json", arguments)
        .body();
  }

  private void awaitEvent(String what, String address) {
    String arguments = "{\"what\":\"%s\",\"address\":\"%s\"}".formatted(what, address);
    Until.holds(
        what + " of " + address + " is in the audit",
        () -> ask(gatehouse, "search", arguments).contains("\"" + what + "\""));
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void signInsAndRefusalsAreInTheAudit() {
    try (Visitor visitor = Visitor.fromElsewhere(gatehouse)) {
      assertThat(attemptRight(visitor, WayIn.SOAP).status()).isEqualTo(200);
      awaitEvent("SIGN_IN", visitor.address());

      failAtOnce(visitor, WayIn.REST, LIMIT);
      assertRefused(attemptRight(visitor, WayIn.REST));
      awaitEvent("REFUSAL", visitor.address());
    }
  }

  @Test
  void theWholeAuditOfThisServerIsVerified() {
    assertThat(ask(gatehouse, "verify", "{}"))
        .contains("\"verified\":true")
        .contains("\"faults\":[]");
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  @Timeout(240)
  void theHeadGoesToALocalSyslogEachMinuteAndProvesTheChain() throws IOException {
    try (GatehouseServer server = GatehouseServer.withGivenSecrets()) {
      Path socket = server.data().resolve("log.socket");
      Files.createDirectories(server.data().resolve("custom"));
      Files.writeString(
          server.data().resolve("custom/config.ini"), "[audit]\nsyslog = unix://" + socket + "\n");
      Process receiver =
          new ProcessBuilder("python3", "-c", RECEIVER, socket.toString())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      try (BufferedReader lines = receiver.inputReader(StandardCharsets.UTF_8)) {
        assertThat(lines.readLine()).isEqualTo("ready");
        server.start().orFail();
        assertThat(
                WayIn.SOAP
                    .attempt(
                        Visitor.onThisMachine(server), "demo@example.test", server.demoPassword())
                    .status())
            .isEqualTo(200);

        String message = lines.readLine();

        assertThat(message)
            .matches(
                "<110>1 \\S+Z \\S+ gatehouse \\d+ HEAD - audit head [0-9a-f]{16}:\\d+:[0-9a-f]{64}");
        String head = message.substring(message.lastIndexOf(' ') + 1);
        assertThat(ask(server, "verify", "{\"head\":\"" + head + "\"}"))
            .contains("\"verified\":true");
        String cutOff = head.replaceFirst(":\\d+:", ":999999:");
        assertThat(ask(server, "verify", "{\"head\":\"" + cutOff + "\"}"))
            .contains("\"verified\":false")
            .contains("cut-off");
      } finally {
        receiver.destroy();
      }
    }
  }
}
