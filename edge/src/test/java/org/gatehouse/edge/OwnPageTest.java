package org.gatehouse.edge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OwnPageTest {

  private static FakeRequest sentBy(String origin) {
    return FakeRequest.with(null, "Host", "panel.test:2083", "Origin", origin);
  }

  @Test
  void aClientThatNamesNoPageIsNoBrowser() {
    assertThat(OwnPage.foreign(FakeRequest.with(null, "Host", "a").asRequest())).isFalse();
  }

  @Test
  void ourOwnPageHasOurHostAndPort() {
    assertThat(OwnPage.foreign(sentBy("https://panel.test:2083").asRequest())).isFalse();
    assertThat(OwnPage.foreign(sentBy("https://PANEL.test:2083").onTls().asRequest())).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "",
        "not a URL",
        "https://panel.test",
        "https://panel.test:2082",
        "https://evil.panel.test:2083",
        "https://panel.test:2083@evil.test"
      })
  void anyOtherIsForeign(String origin) {
    assertThat(OwnPage.foreign(sentBy(origin).asRequest())).isTrue();
  }

  @Test
  void aPageThatCameWithoutTlsIsForeignToOneThatDid() {
    assertThat(OwnPage.foreign(sentBy("http://panel.test:2083").onTls().asRequest())).isTrue();
  }
}
