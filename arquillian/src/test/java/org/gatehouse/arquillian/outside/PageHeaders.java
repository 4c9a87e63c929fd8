package org.gatehouse.arquillian.outside;

import static org.assertj.core.api.Assertions.assertThat;

/** What goes with every page and every refusal of the panel. */
final class PageHeaders {

  private PageHeaders() {}

  /**
   * Asserts that an answer has one policy, by which no script runs but those that the server means,
   * that nobody may frame it, and that nothing of it makes a session of the server.
   */
  static void assertSafe(Answer answer) {
    assertThat(answer.headers().get("content-security-policy"))
        .as(answer.head())
        .singleElement()
        .satisfies(
            policy ->
                assertThat(policy)
                    .contains("default-src 'none'")
                    .contains("frame-ancestors 'none'")
                    .contains("base-uri 'none'")
                    .doesNotContain("unsafe-eval")
                    .doesNotContain("unsafe-hashes")
                    .doesNotContainPattern("script-src[^;]*unsafe")
                    .doesNotContainPattern("(^|; )style-src [^;]*unsafe"));
    assertThat(answer.headers().get("x-content-type-options")).containsExactly("nosniff");
    assertThat(answer.headers().get("referrer-policy"))
        .as(answer.head())
        .singleElement()
        .isIn("same-origin", "no-referrer");
    assertThat(answer.toString()).doesNotContainIgnoringCase("jsessionid");
  }
}
