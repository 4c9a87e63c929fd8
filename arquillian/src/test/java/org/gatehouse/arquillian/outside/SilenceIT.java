package org.gatehouse.arquillian.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No answer names the software that gives it, nor its version. */
@RunningGatehouse
@Needs("curl")
class SilenceIT {

  private static final Pattern PRODUCT =
      Pattern.compile(
          "glassfish|grizzly|jersey|eclipse|tomcat|catalina|mojarra|metro|jakarta ee|java[ /.x]"
              + "|servlet|woodstox|weld|payara|oracle|exception|\\bat [a-z]+\\.[a-z]|x-powered-by|server:",
          Pattern.CASE_INSENSITIVE);

  private final GatehouseServer gatehouse;
  private final Visitor visitor;

  SilenceIT(GatehouseServer gatehouse) {
    this.gatehouse = gatehouse;
    this.visitor = Visitor.onThisMachine(gatehouse);
  }

  @Test
  void theSearchFindsWhatItLooksFor() {
    assertThat("Server: Eclipse GlassFish 8.0.0").containsPattern(PRODUCT);
    assertThat("java.lang.NullPointerException").containsPattern(PRODUCT);
    assertThat("\tat org.gatehouse.ws.Call").containsPattern(PRODUCT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/sign-in.xhtml",
        "/index.xhtml",
        "/no/such/page",
        "/no-such.xhtml",
        "/soap",
        "/soap?wsdl",
        "/soap/",
        "/soap/x",
        "/gatehouse-soap/soap",
        "/gatehouse-soap/",
        "/gatehouse-soap/gatehouse.wsdl",
        "/gatehouse.wsdl",
        "/apnscp.wsdl",
        "/apnscp.wsdl/x",
        "/api",
        "/api/",
        "/api/x",
        "/api/application.wadl",
        "/api/common/whoami",
        "/cli/common/whoami",
        "/health/",
        "/health/no",
        "/metrics",
        "/error",
        "/WEB-INF/web.xml",
        "/META-INF/MANIFEST.MF",
        "/jakarta.faces.resource/",
        "/jakarta.faces.resource/none.css.xhtml?ln=none",
        "/jakarta.faces.resource/web.xml.xhtml?ln=../WEB-INF",
        "/%00",
        "/%zz",
        "/..%2f",
        "/%5c",
        "/;jsessionid=1",
        "/sign-in.xhtml;x=y",
        "/management/domain",
        "/__asadmin/x",
        "/ejb/x"
      })
  void anAnswerNamesNoProductAndSetsNoServletSession(String path) {
    for (String method : new String[] {"GET", "POST", "HEAD", "OPTIONS", "TRACE", "PUT", "NONE"}) {
      Wire.Heard heard =
          Wire.send(
              gatehouse.port(),
              "%s %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
                  .formatted(method, path));

      assertThat(withoutFieldNames(heard.text())).as(method + " " + path).startsWith("HTTP/1.1 ");
      assertThat(withoutFieldNames(heard.text()))
          .as(method + " " + path)
          .doesNotContainPattern(PRODUCT)
          .doesNotContainIgnoringCase("JSESSIONID");
    }
  }

  @ParameterizedTest
  @Execution(ExecutionMode.CONCURRENT)
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\n\r\n",
        "GET / HTTP/9.9\r\nHost: a\r\n\r\n",
        "GET /\r\n\r\n",
        "GET / HTTP/1.0\r\n\r\n",
        "\u0016\u0003\u0001\u0002\r\n\r\n",
        "GET /\\..\\ HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nno colon\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n",
        "GET http://[ HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
        "POST /soap HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n",
        "POST /soap HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        "CONNECT a:1 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
      })
  void norDoesTheAnswerToAMalformedRequest(String request) {
    assertThat(Wire.send(gatehouse.port(), request).text()).doesNotContainPattern(PRODUCT);
  }

  @Test
  void norToAHeadThatIsTooLong() {
    String head = "X: " + "x".repeat(1 << 16);
    assertThat(
            Wire.send(
                    gatehouse.port(),
                    "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" + head + "\r\n\r\n")
                .text())
        .doesNotContainPattern(PRODUCT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<",
        "<x/>",
        "<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>",
        "<S:Envelope xmlns:S='http://schemas.xmlsoap.org/soap/envelope/'/>",
        "<S:Envelope xmlns:S='http://schemas.xmlsoap.org/soap/envelope/'><S:Body/></S:Envelope>",
        "<S:Envelope xmlns:S='http://schemas.xmlsoap.org/soap/envelope/'><S:Body><no_such/></S:Body></S:Envelope>",
        "<S:Envelope xmlns:S='http://www.w3.org/2003/05/soap-envelope'><S:Body><x/></S:Body></S:Envelope>"
      })
  void norDoesTheFaultOfAMessageThatCannotBeRead(String message) {
    for (String type :
        new String[] {"text/xml", "application/soap+xml", "multipart/related", "x"}) {
      Answer answer =
          visitor.send(
              visitor.url("/soap"),
              "--user",
              gatehouse.demo(),
              "--header",
              "Content-Type: " + type,
              "--data",
              message);

      assertThat(answer.status()).as(message).isBetween(400, 500);
      assertThat(answer.head() + answer.body())
          .as(type + " " + message)
          .contains("Fault>")
          .doesNotContainPattern(PRODUCT);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[1", "nul", "\"x\"", "{\"a\":1e999999999}"})
  void norDoesTheProblemOfJsonThatCannotBeRead(String body) {
    Answer answer =
        visitor.send(visitor.url("/api/user/add"), "--user", gatehouse.demo(), "--json", body);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.head() + answer.body()).doesNotContainPattern(PRODUCT);
  }

  /** Faces writes its own name into fields and addresses that every Faces page has. */
  private static String withoutFieldNames(String answer) {
    return answer.replaceAll("jakarta\\.faces\\.(ViewState|resource)", "");
  }
}
