package org.gatehouse.arquillian.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Where a message at a DAV port ends: what two readers of one connection may read differently is
 * refused, nothing that follows it is read, and half a body is never taken for a file.
 */
@RunningGatehouse
@Needs("curl")
class DavFramingIT {

  private static final String NEXT = "DELETE /kept HTTP/1.1\r\nHost: localhost\r\n";
  private static final int PATIENCE = 60_000;

  private final DavAccount account;

  DavFramingIT(GatehouseServer gatehouse) {
    this.account = DavAccount.on(gatehouse);
  }

  private String put(String path) {
    return "PUT " + path + " HTTP/1.1\r\nHost: localhost\r\n" + account.authorization();
  }

  private String get(String path) {
    return account.send("GET", path).body();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n",
        "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n",
        "content-length : 3\r\nTransfer-Encoding: chunked\r\n",
        "Content-Length: 3\r\nContent-Length: 3\r\n",
        "Content-Length: 3\r\nContent-Length: 4\r\n",
        "Content-Length: 3, 3\r\n",
        "Content-Length: +3\r\n",
        "Content-Length: -3\r\n",
        "Content-Length: 0x3\r\n",
        "Content-Length: 99999999999999999999\r\n",
        "Transfer-Encoding: gzip\r\n",
        "Transfer-Encoding: gzip, chunked\r\n",
        "Transfer-Encoding: chunked, gzip\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: identity\r\n",
        "Transfer-Encoding: xchunked\r\n",
        "Transfer-Encoding:\u000bchunked\r\n",
        "Transfer-Encoding : chunked\r\n",
        " Transfer-Encoding: chunked\r\n",
        "X: y\r\nTransfer-Encoding\t: chunked\r\n"
      })
  void aFramingThatMayBeReadInTwoWaysIs400AndItsConnectionClosed(String framing) {
    account.send("PUT", "/kept", "--data", "old");

    for (String credential : new String[] {account.authorization(), ""}) {
      Wire.Heard heard =
          Wire.send(
              account.port(),
              "PUT /kept HTTP/1.1\r\n"
                  + framing
                  + "Host: localhost\r\n"
                  + credential
                  + "\r\n0\r\n\r\n"
                  + NEXT
                  + account.authorization()
                  + "\r\n");

      assertThat(heard.text()).startsWith("HTTP/1.1 400 ").containsOnlyOnce("HTTP/1.1 ");
      assertThat(heard.closed()).isTrue();
    }
    assertThat(get("/kept")).isEqualTo("old");
  }

  /** RFC 9112, section 3.2. */
  @ParameterizedTest
  @ValueSource(strings = {"localhost", "other.test"})
  void soIsAHeadThatNamesTwoServers(String second) {
    account.send("PUT", "/kept", "--data", "old");

    Wire.Heard heard =
        Wire.send(
            account.port(),
            put("/kept")
                + "Host: "
                + second
                + "\r\nContent-Length: 3\r\n\r\nnew"
                + NEXT
                + account.authorization()
                + "\r\n");

    assertThat(heard.text()).startsWith("HTTP/1.1 400 ").contains("send one Host");
    assertThat(heard.text()).containsOnlyOnce("HTTP/1.1 ");
    assertThat(heard.closed()).isTrue();
    assertThat(get("/kept")).isEqualTo("old");
  }

  /** RFC 9110, section 5.5. Of a header that goes on in a next line the server makes one line. */
  @ParameterizedTest
  @ValueSource(strings = {"X: y\rContent-Length: 3", "X: y\u0000z"})
  void soIsAHeaderWithALineBreakOrANulInIt(String header) {
    account.send("PUT", "/kept", "--data", "old");

    Wire.Heard heard =
        Wire.send(
            account.port(),
            put("/kept") + header + "\r\n\r\n" + NEXT + account.authorization() + "\r\n");

    assertThat(heard.text()).startsWith("HTTP/1.1 400 ").containsOnlyOnce("HTTP/1.1 ");
    assertThat(heard.closed()).isTrue();
    assertThat(get("/kept")).isEqualTo("old");
  }

  @Test
  void anEmptyHostIsNone() {
    for (String path : new String[] {"/", "/kept"}) {
      Wire.Heard heard =
          Wire.send(
              account.port(),
              "GET " + path + " HTTP/1.1\r\nHost:\r\n" + account.authorization() + "\r\n");

      assertThat(heard.text()).startsWith("HTTP/1.1 400 ").contains("send one Host");
      assertThat(heard.closed()).isTrue();
    }
  }

  /** The server would wait half a minute for what comes through the tunnel. */
  @ParameterizedTest
  @ValueSource(strings = {"CONNECT localhost:80", "PRI *"})
  void noTunnelIsMadeAndItsConnectionIsClosed(String begin) {
    for (String credential : new String[] {account.authorization(), ""}) {
      Wire.Heard heard =
          Wire.send(
              account.port(),
              begin + " HTTP/1.1\r\nHost: localhost\r\n" + credential + "\r\n" + NEXT);

      assertThat(heard.text())
          .startsWith("HTTP/1.1 " + (credential.isEmpty() ? "401 " : "405 "))
          .containsOnlyOnce("HTTP/1.1 ");
      assertThat(heard.closed()).isTrue();
    }
  }

  @Test
  void nothingThatFollowsAChunkedBodyIsDone() {
    account.send("PUT", "/kept", "--data", "old");

    Wire.Heard heard =
        Wire.send(
            account.port(),
            put("/chunked")
                + "Transfer-Encoding: chunked\r\n\r\n3\r\nnew\r\n0\r\nX: y\r\n\r\n"
                + NEXT
                + account.authorization()
                + "\r\n");

    assertThat(heard.text()).startsWith("HTTP/1.1 201 ").containsOnlyOnce("HTTP/1.1 ");
    assertThat(heard.closed()).isTrue();
    assertThat(get("/chunked")).isEqualTo("new");
    assertThat(get("/kept")).isEqualTo("old");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 30\r\n\r\nnew",
        "Transfer-Encoding: chunked\r\n\r\n3\r\nnew\r\n",
        "Transfer-Encoding: chunked\r\n\r\n9\r\nnew",
        "Transfer-Encoding: chunked\r\n\r\n3\r\nnew\r\nzz\r\n",
        "Transfer-Encoding: chunked\r\n\r\n3\r\nnew\r\n0\r\n",
        "Transfer-Encoding: chunked\r\n\r\n"
      })
  void aBodyThatEndsBeforeItsFramingSaysLeavesTheFileThatWasThere(String halfABody)
      throws IOException {
    account.send("PUT", "/kept", "--data", "old");

    try (Socket socket = new Socket("127.0.0.1", account.port())) {
      socket.setSoTimeout(PATIENCE);
      write(socket, put("/kept") + halfABody);
      socket.shutdownOutput();
      assertThat(toItsEnd(socket)).doesNotContain("HTTP/1.1 2");
    }

    assertThat(get("/kept")).isEqualTo("old");
  }

  /** A client that says that it is gone may be cut, whatever it would still hear. */
  private static String toItsEnd(Socket socket) throws IOException {
    ByteArrayOutputStream heard = new ByteArrayOutputStream();
    try {
      socket.getInputStream().transferTo(heard);
    } catch (SocketException e) {
      assertThat(e).hasMessageContaining("reset");
    }
    return heard.toString(StandardCharsets.ISO_8859_1);
  }

  @Test
  void whatIsSentInOneGoIsAnsweredInItsOrder() {
    String read = "GET /ordered HTTP/1.1\r\nHost: localhost\r\n" + account.authorization();
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < 10; i++) {
      all.append(put("/ordered")).append("Content-Length: 4\r\n\r\n<").append(i).append(">\n");
      all.append(read).append(i < 9 ? "\r\n" : "Connection: close\r\n\r\n");
    }

    Wire.Heard heard = Wire.send(account.port(), all.toString());

    assertThat(heard.closed()).isTrue();
    assertThat(heard.text().lines().filter(line -> line.startsWith("<")))
        .containsExactly("<0>", "<1>", "<2>", "<3>", "<4>", "<5>", "<6>", "<7>", "<8>", "<9>");
    assertThat(heard.text().split("HTTP/1\\.1 2", -1)).hasSize(21);
  }

  @Test
  void whoSpeaksHttp10GetsNoChunks() {
    account.send("PUT", "/old", "--data", "content");

    Wire.Heard file =
        Wire.send(account.port(), "GET /old HTTP/1.0\r\n" + account.authorization() + "\r\n");
    Wire.Heard listing =
        Wire.send(
            account.port(),
            "PROPFIND / HTTP/1.0\r\nDepth: 1\r\n" + account.authorization() + "\r\n");

    assertThat(file.closed()).isTrue();
    assertThat(file.text()).contains(" 200 ").endsWith("\r\n\r\ncontent");
    assertThat(listing.closed()).isTrue();
    assertThat(listing.text())
        .contains(" 207 ", "<D:href>/old</D:href>")
        .doesNotContain("Transfer-Encoding")
        .endsWith("</D:multistatus>\n");
  }

  @Test
  void whoIsRefusedIsNotToldToSendItsBody() {
    Wire.Heard heard =
        Wire.send(
            account.port(),
            "PUT /x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\nConnection: close\r\n"
                + "Expect: 100-continue\r\n\r\n");

    assertThat(heard.text()).startsWith("HTTP/1.1 401 ").containsOnlyOnce("HTTP/1.1 ");
  }

  @Test
  void norIsWhoSaysThatItHasTooMuchXml() {
    Wire.Heard heard =
        Wire.send(
            account.port(),
            put("/").replace("PUT", "PROPFIND")
                + "Content-Length: 10000000\r\nExpect: 100-continue\r\n\r\n");

    assertThat(heard.text()).startsWith("HTTP/1.1 413 ").containsOnlyOnce("HTTP/1.1 ");
  }

  @Test
  void norIsWhoWouldPutSomethingWhereNothingCanBe() {
    Wire.Heard heard =
        Wire.send(
            account.port(),
            put("/no/such/directory/x") + "Content-Length: 3\r\nExpect: 100-continue\r\n\r\n");

    assertThat(heard.text())
        .startsWith("HTTP/1.1 409 ")
        .containsOnlyOnce("HTTP/1.1 ")
        .contains("\r\nConnection: close\r\n");
  }

  @Test
  void whoIsAdmittedIsToldAndItsConnectionGoesOn() throws IOException {
    try (Socket socket = new Socket("127.0.0.1", account.port())) {
      socket.setSoTimeout(PATIENCE);
      for (String content : new String[] {"one", "two"}) {
        write(
            socket,
            put("/expected-" + content) + "Content-Length: 3\r\nExpect: 100-continue\r\n\r\n");
        assertThat(head(socket)).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
        write(socket, content);
        assertThat(head(socket)).startsWith("HTTP/1.1 201 ").doesNotContain("close");
      }
    }
    assertThat(get("/expected-two")).isEqualTo("two");
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String head(Socket socket) throws IOException {
    InputStream answer = socket.getInputStream();
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = answer.read();
      if (next < 0) {
        throw new AssertionError("closed after: " + head);
      }
      head.append((char) next);
    }
    return head.toString();
  }
}
