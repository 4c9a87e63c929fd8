package org.gatehouse.arquillian.outside;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ids of sessions that a client was given by somebody else (issue 3, shows 4). */
@RunningGatehouse
@Needs(
    value = {"curl", "iproute2", "chromium"},
    root = true)
class FixationIT {

  private static final int LIMIT = 20;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final GatehouseServer gatehouse;
  private final Visitor visitor;

  FixationIT(GatehouseServer gatehouse) {
    this.gatehouse = gatehouse;
    this.visitor = Visitor.fromElsewhere(gatehouse);
  }

  @AfterEach
  void leave() {
    visitor.close();
  }

  private static String foreignId() {
    return RANDOM
        .ints(32, 'a', 'z' + 1)
        .mapToObj(letter -> String.valueOf((char) letter))
        .collect(Collectors.joining());
  }

  private Answer showing(String id, String... options) {
    String[] all = new String[options.length + 2];
    all[0] = "--cookie";
    all[1] = "esprit_id=" + id;
    System.arraycopy(options, 0, all, 2, options.length);
    return visitor.send(visitor.url(SignInForm.PAGE), all);
  }

  private int page() {
    return visitor.send(visitor.url(SignInForm.PAGE)).status();
  }

  @Test
  void twentyDistinctForeignIdsByCurlBlockTheAddress() {
    for (int i = 0; i < LIMIT; i++) {
      String id = foreignId();
      Answer answer = showing(id);

      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.cookies())
          .singleElement()
          .asString()
          .matches("esprit_id=[0-9A-Za-z]{32};.*")
          .doesNotContain(id);
    }

    assertThat(page()).isEqualTo(429);
  }

  @Test
  void twentyInTheAddressDoTooAndAreAnsweredWithARedirectWithoutThem() {
    for (int i = 0; i < LIMIT; i++) {
      Answer answer = visitor.send(visitor.url("/?esprit_id=" + foreignId()));

      assertThat(answer.status()).isEqualTo(303);
      assertThat(answer.header("Location")).contains("/");
      assertThat(answer.header("Cache-Control")).contains("no-store");
      assertThat(answer.header("Referrer-Policy")).contains("no-referrer");
      assertThat(answer.cookies()).hasSize(1);
    }

    assertThat(page()).isEqualTo(429);
  }

  @Test
  void eachDistinctIdCountsOnce() {
    String id = foreignId();
    for (int i = 0; i < LIMIT + 5; i++) {
      showing(id);
    }

    assertThat(page()).isEqualTo(200);
  }

  @Test
  void theFreshOneIsOurs() {
    String fresh =
        showing(foreignId())
            .cookies()
            .findFirst()
            .orElseThrow()
            .replaceFirst("esprit_id=([^;]*).*", "$1");

    assertThat(showing(fresh).cookies()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Sec-Fetch-Dest: image",
        "Sec-Fetch-Dest: iframe",
        "Sec-Fetch-Mode: no-cors",
        "Sec-Purpose: prefetch",
        "Purpose: prefetch",
        "Accept: image/webp,*/*"
      })
  void subResourceAndPrefetchRequestsAreRefusedWithoutCounting(String header) {
    for (int i = 0; i < LIMIT + 2; i++) {
      assertThat(showing(foreignId(), "--header", header).status()).isEqualTo(403);
      assertThat(
              visitor.send(visitor.url("/?esprit_id=" + foreignId()), "--header", header).status())
          .isEqualTo(403);
    }

    assertThat(page()).isEqualTo(200);
  }

  @Test
  void soIsHead() {
    for (int i = 0; i < LIMIT + 2; i++) {
      assertThat(showing(foreignId(), "--head").status()).isEqualTo(403);
    }

    assertThat(page()).isEqualTo(200);
  }

  @Test
  void aPageLooksRightWhateverIsShown() {
    String sheet =
        visitor
            .send(visitor.url(SignInForm.PAGE))
            .body()
            .replaceFirst("(?s).*href=\"([^\"]*page\\.css[^\"]*)\".*", "$1")
            .replace("&amp;", "&");

    Answer answer =
        visitor.send(
            visitor.url(sheet),
            "--cookie",
            "esprit_id=" + foreignId(),
            "--header",
            "Accept: text/css");

    assertThat(answer.status()).as(sheet).isEqualTo(200);
    assertThat(answer.cookies()).isEmpty();
  }

  @Test
  void twentyImagesOnAPageOfAnotherSiteOpenedInABrowserBlockNobody() throws IOException {
    String gateway = visitor.url("").replaceFirst("http://(.*):\\d+", "$1");
    HttpServer evil = HttpServer.create(new InetSocketAddress(gateway, 0), 0);
    evil.createContext(
        "/",
        exchange -> {
          byte[] page = images().getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "text/html");
          exchange.sendResponseHeaders(200, page.length);
          exchange.getResponseBody().write(page);
          exchange.close();
        });
    evil.start();
    try {
      Program.Ended browser =
          visitor.run(
              List.of(
                  "chromium",
                  "--headless=new",
                  "--no-sandbox",
                  "--disable-gpu",
                  "--ignore-certificate-errors",
                  "--disable-background-networking",
                  "--user-data-dir=" + GatehouseServer.emptyDirectory(),
                  "--dump-dom",
                  "http://" + gateway + ":" + evil.getAddress().getPort() + "/"));

      assertThat(browser.orFail()).as("each was asked for").contains("refused " + 3 * LIMIT);
    } finally {
      evil.stop(0);
    }

    assertThat(page()).isEqualTo(200);
    for (int i = 0; i < LIMIT; i++) {
      showing(foreignId());
    }
    assertThat(page()).as("by curl from the same address").isEqualTo(429);
  }

  private String images() {
    return IntStream.range(0, LIMIT)
        .mapToObj(
            i ->
                image(visitor.url("/?esprit_id=" + foreignId()))
                    + image(visitor.tlsUrl("/?esprit_id=" + foreignId()))
                    + image(visitor.url("/sign-in.xhtml;esprit_id=" + foreignId())))
        .collect(
            Collectors.joining(
                "",
                "<script>let n = 0; const refused = () => document.title = 'refused ' + ++n</script>",
                ""));
  }

  private static String image(String url) {
    return "<img src=\"" + url + "\" onerror=\"refused()\">";
  }

  @Test
  void aSignInPostWithAForeignOriginIs403BeforeTheAnvil() {
    for (int i = 0; i < LIMIT + 2; i++) {
      String[] form = WayIn.SIGN_IN_PAGE.attempt("demo@example.test", "not the password");
      String[] all = java.util.Arrays.copyOf(form, form.length + 2);
      all[form.length] = "--header";
      all[form.length + 1] = "Origin: https://evil.test";

      assertThat(visitor.send(visitor.url(SignInForm.PAGE), all).status()).isEqualTo(403);
    }

    assertThat(
            WayIn.SIGN_IN_PAGE
                .attempt(visitor, "demo@example.test", gatehouse.demoPassword())
                .status())
        .isEqualTo(302);
  }
}
