package org.gatehouse.arquillian.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The WSDLs are made from the server's own names, never from what a client says. */
@RunningGatehouse
@Needs("curl")
class WsdlIT {

  private static final List<String> BOTH = List.of("/gatehouse.wsdl", "/apnscp.wsdl");

  private final GatehouseServer gatehouse;
  private final Visitor visitor;

  WsdlIT(GatehouseServer gatehouse) {
    this.gatehouse = gatehouse;
    this.visitor = Visitor.onThisMachine(gatehouse);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/gatehouse.wsdl",
        "/apnscp.wsdl",
        "//apnscp.wsdl",
        "/",
        "/index.xhtml",
        "/sign-in.xhtml",
        "/sign-in.xhtml/",
        "/soap",
        "/soap/",
        "/api",
        "/api/openapi.json",
        "/api/common/whoami",
        "/cli/common/whoami",
        "/health/live",
        "/health/ready",
        "/health",
        "/metrics",
        "/no/such/page",
        "/no-such.xhtml",
        "/gatehouse-soap",
        "/jakarta.faces.resource"
      })
  void nothingOfAForeignHostHeaderIsInAnyAnswer(String path) {
    for (String host :
        List.of(
            "evil.example",
            "evil.example:2082",
            "localhost:evil",
            "localhost@evil.example",
            "localhost/evil",
            "evil\"><script>")) {
      for (String method : List.of("GET", "POST")) {
        Answer answer =
            visitor.send(
                visitor.url(path),
                "--path-as-is",
                "--request",
                method,
                "--header",
                "Content-Length: 0",
                "--header",
                "Host: " + host);

        assertThat(answer.head() + answer.body()).as(method + " " + host).doesNotContain("evil");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"X-Forwarded-Host", "X-Forwarded-Proto", "Forwarded", "X-Host"})
  void norOfAnyOtherHeaderThatNamesAHost(String header) {
    for (String wsdl : BOTH) {
      Answer answer = visitor.send(visitor.url(wsdl), "--header", header + ": evil.example");

      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.head() + answer.body()).doesNotContain("evil");
    }
  }

  @Test
  void theyNameTheEndpointByTheNameAndPortThatTheClientUsed() {
    for (String wsdl : BOTH) {
      assertThat(visitor.send(gatehouse.url(wsdl)).body())
          .contains("location=\"" + gatehouse.url("/soap") + "\"");
      assertThat(visitor.send(gatehouse.tlsUrl(wsdl)).body())
          .contains("location=\"" + gatehouse.tlsUrl("/soap") + "\"");
      assertThat(visitor.send(visitor.url(wsdl)).body())
          .contains("location=\"" + visitor.url("/soap") + "\"");
    }
  }

  @Test
  void theyAreCompleteInThemselves() {
    for (String wsdl : BOTH) {
      assertThat(visitor.send(visitor.url(wsdl)).body())
          .doesNotContain("schemaLocation")
          .doesNotContain("<import")
          .doesNotContain("<include");
    }
  }

  @Test
  void theySayWhatTheJavadocOfACommandSays() {
    for (String wsdl : BOTH) {
      assertThat(visitor.send(visitor.url(wsdl)).body())
          .contains("<documentation>Names the account that calls.\nResult: user@domain, or ");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "//apnscp.wsdl",
        "///apnscp.wsdl",
        "//////apnscp.wsdl",
        "//gatehouse.wsdl",
        "///gatehouse.wsdl"
      })
  void severalSlashesBeforeThePathAreOne(String path) {
    assertThat(visitor.send(visitor.url(path), "--path-as-is").body())
        .isNotEmpty()
        .isEqualTo(visitor.send(visitor.url(path.replaceFirst("^/+", "/"))).body());
  }

  @Test
  void aClientThatHasOneIsToldThatItIsStillTheSame() {
    for (String wsdl : BOTH) {
      String tag = visitor.send(visitor.url(wsdl)).header("ETag").orElseThrow();
      Answer again =
          visitor.send(visitor.url(wsdl), "--header", "If-None-Match: \"other\", " + tag);
      Answer other = visitor.send(visitor.url(wsdl), "--header", "If-None-Match: \"other\"");

      assertThat(again.status()).isEqualTo(304);
      assertThat(again.body()).isEmpty();
      assertThat(again.header("ETag")).contains(tag);
      assertThat(other.status()).isEqualTo(200);
      assertThat(visitor.send(gatehouse.url(wsdl)).header("ETag"))
          .isNotEqualTo(again.header("ETag"));
    }
  }
}
