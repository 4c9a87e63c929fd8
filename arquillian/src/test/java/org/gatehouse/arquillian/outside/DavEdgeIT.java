package org.gatehouse.arquillian.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the edge does at the DAV ports before the gate sees a request. */
@RunningGatehouse
@Needs("curl")
class DavEdgeIT {

  private static final List<String> METHODS =
      List.of(
          "GET",
          "HEAD",
          "OPTIONS",
          "PUT",
          "POST",
          "DELETE",
          "PROPFIND",
          "PROPPATCH",
          "MKCOL",
          "COPY",
          "MOVE",
          "LOCK",
          "UNLOCK",
          "X-NOBODYS");

  private final GatehouseServer gatehouse;
  private final Visitor visitor;

  DavEdgeIT(GatehouseServer gatehouse) {
    this.gatehouse = gatehouse;
    this.visitor = Visitor.onThisMachine(gatehouse);
  }

  private List<String> roots() {
    return List.of(
        "http://127.0.0.1:" + gatehouse.davPorts().getFirst(),
        "https://127.0.0.1:" + gatehouse.davPorts().getLast());
  }

  private static String[] method(String method, String... options) {
    List<String> all = new ArrayList<>(List.of(options));
    all.add("--path-as-is");
    all.addAll(method.equals("HEAD") ? List.of("--head") : List.of("--request", method));
    return all.toArray(String[]::new);
  }

  private static void assertDenied(Answer answer, String what) {
    assertThat(answer.status()).as(what).isEqualTo(401);
    assertThat(answer.headers().get("www-authenticate"))
        .containsExactly("Basic realm=\"Gatehouse\", charset=\"UTF-8\"");
    assertThat(answer.header("X-Content-Type-Options")).contains("nosniff");
    assertThat(answer.cookies()).isEmpty();
  }

  @Test
  void everyMethodOnBothPortsNeedsACredential() {
    for (String root : roots()) {
      for (String method : METHODS) {
        assertDenied(visitor.send(root + "/", method(method)), method + " " + root);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/soap",
        "/gatehouse.wsdl",
        "/api/common/whoami",
        "/cli/common/whoami",
        "/sign-in.xhtml",
        "/health/live",
        "/metrics",
        "/dav/",
        "/WEB-INF/web.xml",
        "/%zz",
        "/%00",
        "/../../etc/passwd"
      })
  void nothingOfTheOtherPortsIsThereAndNoPathIsSpecial(String path) {
    for (String root : roots()) {
      Answer answer = visitor.send(root + path, method("GET"));

      assertDenied(answer, path);
      assertThat(answer.header("Content-Type").orElse("none")).startsWith("text/plain");
    }
  }

  @Test
  void noKeyAndNoSessionIsTakenAndNoCookieIsSet() {
    for (String root : roots()) {
      assertDenied(visitor.send(root + "/", method("GET", "--user", "demo@example.test:x")), root);
      assertDenied(
          visitor.send(
              root + "/",
              method("GET", "--header", "Authorization: Bearer " + gatehouse.demoKey())),
          root);
      String session =
          WayIn.SIGN_IN_PAGE
              .attempt(visitor, "demo@example.test", gatehouse.demoPassword())
              .cookies()
              .map(cookie -> cookie.replaceFirst(";.*", ""))
              .collect(Collectors.joining("; "));
      assertThat(session).contains("esprit_id=");
      assertDenied(visitor.send(root + "/", method("GET", "--header", "Cookie: " + session)), root);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"OPTIONS", "PROPFIND"})
  void aPasswordIsEnoughWhateverIdIsInTheAddressOrTheCookies(String method) {
    for (String root : roots()) {
      Answer answer =
          visitor.send(
              root + "/?esprit_id=0123456789abcdef",
              method(
                  method,
                  "--user",
                  gatehouse.demo(),
                  "--header",
                  "Depth: 0",
                  "--header",
                  "Cookie: esprit_id=0123456789abcdef; JSESSIONID=x"));

      assertThat(answer.status()).as(answer.body()).isBetween(200, 207);
      assertThat(answer.cookies()).isEmpty();
      assertThat(answer.header("X-Content-Type-Options")).contains("nosniff");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Origin: https://evil.example",
        "Origin: null",
        "Sec-Fetch-Site: cross-site",
        "Sec-Fetch-Site: same-site"
      })
  void whatAnotherSitesPageSendsChangesNothing(String header) {
    for (String root : roots()) {
      for (String method : METHODS) {
        Answer answer =
            visitor.send(
                root + "/none/of/these", method(method, "--user", gatehouse.demo(), "-H", header));

        boolean reads = List.of("GET", "HEAD", "OPTIONS", "PROPFIND").contains(method);
        assertThat(answer.status() == 403).as(method + answer.body()).isEqualTo(!reads);
      }
    }
  }

  @Test
  void aMethodThatNobodyKnowsIsRefusedByTheGate() {
    for (String root : roots()) {
      assertThat(visitor.send(root + "/", method("X-NOBODYS", "--user", gatehouse.demo())).status())
          .isIn(405, 501);
    }
  }

  @Test
  void withoutTheGateAllIs404() {
    enable(false);
    try {
      for (String root : roots()) {
        for (String user : List.of(gatehouse.demo(), "demo@example.test:wrong")) {
          Answer answer = visitor.send(root + "/", method("PROPFIND", "--user", user));
          assertThat(answer.status()).isEqualTo(404);
          assertThat(answer.header("WWW-Authenticate")).isEmpty();
        }
      }
    } finally {
      enable(true);
    }
    assertDenied(visitor.send(roots().getFirst() + "/", method("GET")), "again");
  }

  private void enable(boolean there) {
    Answer answer =
        visitor.send(
            visitor.url("/api/scope/set"),
            "--user",
            gatehouse.admin(),
            "--json",
            "[\"cp.config\",\"dav\",\"enabled\",%s]".formatted(there));
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
  }
}
