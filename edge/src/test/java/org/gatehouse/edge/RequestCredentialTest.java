package org.gatehouse.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.gatehouse.auth.Credential;
import org.gatehouse.auth.Gate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestCredentialTest {

  private static String basic(String pair) {
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  private static Optional<Credential> at(Gate gate, String query, String... headers) {
    return RequestCredential.of(FakeRequest.with(query, headers).asRequest(), gate);
  }

  @Test
  void aRequestMayShowNothing() {
    assertThat(at(Gate.REST, null)).isEmpty();
    assertThat(at(Gate.SOAP, "wsdl&key=5", "Accept", "*/*")).isEmpty();
  }

  @Test
  void basicIsUtf8AndThePasswordKeepsItsColons() {
    assertThat(at(Gate.REST, null, "Authorization", basic("bob@a.test:p:ä: 😀 ")))
        .contains(new Credential.Password("bob@a.test", "p:ä: 😀 "));
    assertThat(at(Gate.REST, null, "authorization", basic("bob:").replace("Basic", "bAsIc")))
        .contains(new Credential.Password("bob", ""));
  }

  @Test
  void basicMayBeInEitherAlphabetOfBase64() {
    String standard = basic("bob:~~~???");
    String ofUrls = standard.replace('+', '-').replace('/', '_');

    assertThat(ofUrls).isNotEqualTo(standard);
    assertThat(at(Gate.SOAP, null, "Authorization", ofUrls))
        .isEqualTo(at(Gate.SOAP, null, "Authorization", standard))
        .contains(new Credential.Password("bob", "~~~???"));
  }

  @Test
  void aKeyComesAsBearerOrAtSoapInTheQuery() {
    assertThat(at(Gate.REST, null, "Authorization", "Bearer abc"))
        .contains(new Credential.Key("abc"));
    assertThat(at(Gate.SOAP, "a=b&authkey=abc%2Dd")).contains(new Credential.Key("abc-d"));
    assertThat(at(Gate.REST, "authkey=abc")).contains(new Credential.Unusable());
  }

  @Test
  void whoShowsTwoCredentialsShowsNone() {
    assertThat(at(Gate.SOAP, "authkey=abc", "Authorization", basic("bob:secret")))
        .contains(new Credential.Unusable());
    assertThat(at(Gate.SOAP, "authkey=abc&authkey=abd")).contains(new Credential.Unusable());
    assertThat(at(Gate.SOAP, null, "Authorization", basic("a:b"), "Authorization", basic("c:d")))
        .contains(new Credential.Unusable());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Basic",
        "Basic ",
        "Basic !!!",
        "Basic Ym9i",
        "Basic /////w==",
        "Digest x",
        "Negotiate"
      })
  void whatCannotBeReadIsShownAllTheSameAndSoCounts(String header) {
    assertThat(at(Gate.REST, null, "Authorization", header)).contains(new Credential.Unusable());
  }

  @Test
  void aBrokenEscapeInTheQueryIsAKeyOfNobody() {
    assertThat(at(Gate.SOAP, "authkey=%zz")).contains(new Credential.Key(""));
  }
}
