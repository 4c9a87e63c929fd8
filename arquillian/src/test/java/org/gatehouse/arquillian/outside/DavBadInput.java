package org.gatehouse.arquillian.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Base64;
import java.util.SortedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;

/**
 * Requests at the DAV gate that nobody honest sends: each has its answer, and none changes anything
 * on disk (issue 7, "Bad input").
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class DavBadInput {

  /** In a file that the guest must not reach. */
  static final String CANARY = "canary of the site";

  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (\\d{3}) ");

  final GatehouseServer gatehouse;
  DavSite site;
  DavClient guest;
  SortedMap<String, String> before;
  private String authorization;

  DavBadInput(GatehouseServer gatehouse) {
    this.gatehouse = gatehouse;
  }

  @BeforeAll
  void makeSite() throws IOException {
    site = new DavSite(gatehouse);
    guest = site.guest();
    authorization =
        "Authorization: Basic "
            + Base64.getEncoder()
                .encodeToString(
                    (site.guestName() + ":" + DavSite.GUESTS_PASSWORD)
                        .getBytes(StandardCharsets.UTF_8))
            + "\r\n";
    Files.writeString(site.root().resolve("canary"), CANARY);
    guest.put("/file", "of the guest");
    guest.send("MKCOL", "/collection", "");
    guest.put("/collection/member", "in it");
  }

  @AfterAll
  void deleteSite() {
    site.close();
  }

  @BeforeEach
  void look() {
    before = DiskListing.of(site.root());
  }

  @AfterEach
  void nothingChangedOnDisk() {
    assertThat(DiskListing.of(site.root())).isEqualTo(before);
  }

  /** What is answered to a head that is sent as it is. */
  String wire(String method, String target, String... headers) {
    StringBuilder head = new StringBuilder();
    head.append(method).append(' ').append(target).append(" HTTP/1.1\r\nHost: localhost\r\n");
    head.append(authorization).append("Connection: close\r\n");
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    return Wire.send(gatehouse.davPorts().getFirst(), head.append("\r\n").toString()).text();
  }

  static int status(String answer) {
    Matcher status = STATUS.matcher(answer);
    assertThat(status.lookingAt()).as("begins with a status line: " + answer).isTrue();
    return Integer.parseInt(status.group(1));
  }
}
