package org.gatehouse.web.dav;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.NotEmpty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Paths are decoded once, and what could be read in two ways is refused. */
class DavPathTest {

  @ParameterizedTest
  @CsvSource({
    "/,''",
    "/a/b,a/b",
    "/a//b/,a/b",
    "/a%20b,a b",
    "/a+b,a+b",
    "/%41,A",
    "/%2541,%41",
    "/%C3%A9,é",
    "/e%CC%81,e\u0301",
    "/%F0%9F%98%80,😀",
    "/a%3Fb%23c%5Cd,'a?b#c\\d'"
  })
  void aNameIsWhatItsOctetsSay(String raw, String path) {
    assertThat(DavPath.of(raw).path()).isEqualTo(path);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/..",
        "/a/../b",
        "/%2e%2e/etc",
        "/.%2E",
        "/a/.",
        "/%2e",
        "/a%2fb",
        "/a%2F..%2Fb",
        "/a%00",
        "/%",
        "/%4",
        "/%zz",
        "/%c0%ae%c0%ae",
        "/%ff",
        "/%ed%a0%80",
        "/a b",
        "/\u00e9",
        "x",
        "",
        "/a\u0001"
      })
  void whatCouldMeanTwoThingsOrNoneIsRefused(String raw) {
    assertThatThrownBy(() -> DavPath.of(raw))
        .isInstanceOfSatisfying(
            DavRefusal.class, refusal -> assertThat(refusal.status()).isEqualTo(400));
  }

  @Test
  void aReferenceToAnotherServerLeadsNowhere() {
    assertThat(DavPath.referred("http://other/a", "here:2077", false)).isEmpty();
    assertThat(DavPath.referred("http://here:2078/a", "here:2077", false)).isEmpty();
    assertThat(DavPath.referred("//here@other/a", "here:2077", false)).isEmpty();
  }

  @Test
  void aReferenceToThisServerIsAPath() {
    assertThat(DavPath.referred("/a/b/", "here", false)).contains(new DavPath("a/b", true));
    assertThat(DavPath.referred("http://HERE:2077/%41", "here:2077", false))
        .contains(new DavPath("A", false));
    assertThat(DavPath.referred("https://here/a", "here:443", true))
        .contains(new DavPath("a", false));
    assertThat(DavPath.referred("https://jane%40example.com@here/a[1]", "here", true))
        .contains(new DavPath("a[1]", false));
    // A proxy before us speaks TLS.
    assertThat(DavPath.referred("https://here/a", "here", false)).contains(new DavPath("a", false));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a",
        "http://here",
        "http://here/a?b",
        "http://here/a#b",
        "mailto:a",
        "ftp://here/a",
        "http:/a",
        "http:///a",
        "file:///a",
        "http://[",
        "http://here/%2e%2e/a"
      })
  void aReferenceThatIsNoneIsRefused(String reference) {
    assertThatThrownBy(() -> DavPath.referred(reference, "here", false))
        .isInstanceOf(DavRefusal.class);
  }

  @Property
  void whatIsWrittenIsReadAsItWas(@ForAll @NotEmpty String name) {
    if (name.contains("/")
        || name.indexOf('\0') >= 0
        || name.equals(".")
        || name.equals("..")
        || !java.nio.charset.StandardCharsets.UTF_8.newEncoder().canEncode(name)
        || DavPath.href(name, false).length() > 8_000) {
      return;
    }

    assertThat(DavPath.of(DavPath.href(name, true))).isEqualTo(new DavPath(name, true));
    assertThat(DavPath.href(name, true)).matches("[\\x21-\\x7e]+");
  }
}
