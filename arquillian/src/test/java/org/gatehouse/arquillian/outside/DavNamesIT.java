package org.gatehouse.arquillian.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xml.sax.InputSource;

/** Names that a file may have: written, told, renamed and removed as they are, byte for byte. */
@RunningGatehouse
@Needs("curl")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DavNamesIT {

  private static final Pattern DISPLAY_NAME =
      Pattern.compile("<D:displayname>([^<]*)</D:displayname>");

  private final GatehouseServer gatehouse;
  private DavSite site;
  private DavClient client;
  private Path home;

  DavNamesIT(GatehouseServer gatehouse) {
    this.gatehouse = gatehouse;
  }

  @BeforeAll
  void makeSite() {
    site = new DavSite(gatehouse);
    client = site.guest();
    home = site.root().resolve("home/guest");
  }

  @AfterAll
  void deleteSite() {
    site.close();
  }

  private List<String> names() throws IOException {
    try (var all = Files.list(home)) {
      return all.map(path -> path.getFileName().toString())
          .filter(name -> !name.startsWith(".gatehouse"))
          .toList();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "%01",
        "%1F",
        "%7F",
        "%0A",
        "%0D",
        "%09",
        "%0D%0ASet-Cookie:x=y",
        "%20",
        "%20%20",
        "a%20",
        "%C2%80",
        "%C2%85",
        "%E2%80%AE",
        "%E2%80%A8",
        "%EF%BB%BF",
        "%EF%BF%BD",
        "%EF%BF%BE",
        "%EF%BF%BF",
        "%F0%9F%98%80",
        "%F4%8F%BF%BF",
        "%3C%26%3E%22",
        "%5D%5D%3E",
        "%5B%5D%7B%7D",
        "%7C%5E%60",
        "%25",
        "%2500",
        "%252F",
        "%255C",
        "%5C",
        "%3F",
        "%23",
        "%3B",
        "...",
        "-rf",
        "~",
        "$x",
        "'",
        "(*)",
        "a:b",
        "a+b",
        "a,b",
        "a=b",
        "@",
        "!"
      })
  void aNameIsKeptAsItIsFromTheFirstToTheLast(String encoded) throws Exception {
    String name = URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8);
    String path = "/" + encoded;

    DavClient.Reply made = client.put(path, "content");
    assertThat(made.status()).isEqualTo(201);
    assertThat(made.header("Location").orElseThrow()).endsWith(path);
    assertThat(names()).containsExactly(name);
    assertThat(client.get(path).body()).isEqualTo("content");

    DavClient.Reply listing = client.propfind("/", "1");
    assertThat(listing.hrefs()).containsExactly("/", path);
    DocumentBuilderFactory.newDefaultNSInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(listing.body())));

    assertThat(client.send("COPY", path, "", "Destination", path + "-2").status()).isEqualTo(201);
    assertThat(client.send("MOVE", path, "", "Destination", path + "-3").status()).isEqualTo(201);
    assertThat(names()).containsExactlyInAnyOrder(name + "-2", name + "-3");
    assertThat(client.send("DELETE", path + "-2", "").status()).isEqualTo(204);
    assertThat(client.send("DELETE", path + "-3", "").status()).isEqualTo(204);
    assertThat(client.send("MKCOL", path + "/", "").status()).isEqualTo(201);
    assertThat(client.put(path + path, "in it").header("Location").orElseThrow())
        .endsWith(path + path);
    assertThat(client.propfind(path, "1").hrefs()).containsExactly(path + "/", path + path);
    assertThat(client.send("DELETE", path, "").status()).isEqualTo(204);
    assertThat(names()).isEmpty();
  }

  /** XML has no way to write these. */
  @ParameterizedTest
  @CsvSource({"a%01b, a\uFFFDb", "a%1Bb, a\uFFFDb", "a%EF%BF%BEb, a\uFFFDb", "a%0Ab, a&#10;b"})
  void whatXmlCannotSayOfANameIsShownAsAReplacement(String encoded, String shown) {
    client.put("/" + encoded, "x");

    DavClient.Reply reply = client.propfind("/" + encoded, "0");

    assertThat(reply.hrefs()).containsExactly("/" + encoded);
    Matcher name = DISPLAY_NAME.matcher(reply.body());
    assertThat(name.find()).isTrue();
    assertThat(name.group(1)).isEqualTo(shown);
    assertThat(client.send("DELETE", reply.hrefs().getFirst(), "").status()).isEqualTo(204);
  }

  @Test
  void aNameHasUpTo255OctetsAndNotCharacters() {
    for (String unit : List.of("n", "%E2%82%AC")) {
      int octets = unit.equals("n") ? 1 : 3;
      String longest = "/" + unit.repeat(255 / octets);

      assertThat(client.put(longest, "x").status()).isEqualTo(201);
      assertThat(client.propfind("/", "1").hrefs()).contains(longest);
      assertThat(client.put(longest + unit, "x").status()).isEqualTo(400);
      assertThat(client.send("MOVE", longest, "", "Destination", longest + unit).status())
          .isEqualTo(400);
      assertThat(client.send("DELETE", longest, "").status()).isEqualTo(204);
    }
  }

  @Test
  void aPathIsAsDeepAsItMayBeAndItsCollectionsCanBeRemoved() throws IOException {
    String path = "";
    int status = 201;
    while (status == 201) {
      path += "/" + "d".repeat(200);
      status = client.send("MKCOL", path, "").status();
    }

    assertThat(status).isEqualTo(400);
    assertThat(path.length()).isGreaterThan(3_000);
    assertThat(client.put(path, "x").status()).isEqualTo(400);
    assertThat(client.send("DELETE", path.substring(0, 201), "").status()).isEqualTo(204);
    assertThat(names()).isEmpty();
  }

  @Test
  void whatIsCopiedToAPathWithASlashIsToldOfWhereItIs() {
    client.put("/file", "x");

    String location =
        client.send("COPY", "/file", "", "Destination", "/copy/").header("Location").orElseThrow();

    assertThat(location).endsWith("/copy");
    assertThat(client.get("/copy").body()).isEqualTo("x");
    assertThat(client.lock("/new/", "exclusive", "0").status()).as("a file").isEqualTo(409);
    client.send("DELETE", "/copy", "");
    client.send("DELETE", "/file", "");
  }
}
