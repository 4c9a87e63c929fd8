package org.gatehouse.edge;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import org.junit.jupiter.api.Test;

class QueryTest {

  private static HttpServletRequest at(String path, String query) {
    return new HttpServletRequestWrapper(FakeRequest.with(query).asRequest()) {
      @Override
      public String getRequestURI() {
        return path;
      }
    };
  }

  @Test
  void anAddressMayHoldIdsInItsQueryAndInItsPath() {
    assertThat(Query.sessionIds(at("/", null))).isEmpty();
    assertThat(Query.sessionIds(at("/", "xesprit_id=a&esprit_idx=b"))).isEmpty();
    assertThat(Query.sessionIds(at("/", "a=b&esprit_id=c%2Dd&esprit_id")))
        .containsExactly("c-d", "");
    assertThat(Query.sessionIds(at("/;esprit_id=abc;x=y/sign-in.xhtml", null)))
        .containsExactly("abc");
    assertThat(Query.sessionIds(at("/a/b;esprit_id=abc", "esprit_id=d")))
        .containsExactly("d", "abc");
  }

  @Test
  void aBrokenEscapeIsAnIdOfNobody() {
    assertThat(Query.sessionIds(at("/", "esprit_id=%zz"))).containsExactly("");
  }
}
