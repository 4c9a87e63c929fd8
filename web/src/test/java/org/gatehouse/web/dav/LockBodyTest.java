package org.gatehouse.web.dav;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.gatehouse.dav.Locks;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a LOCK asks for (RFC 4918, section 9.10). */
class LockBodyTest {

  private static LockBody read(String owner) throws IOException {
    String xml =
        "<lockinfo xmlns='DAV:'><lockscope><exclusive/></lockscope><locktype><write/></locktype>"
            + "<owner>"
            + owner
            + "</owner></lockinfo>";
    return LockBody.of(
        DavXml.read(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8))).orElseThrow());
  }

  /** The bytes that are kept count: two for this letter, five for an ampersand. */
  @ParameterizedTest
  @CsvSource({"x, 1", "é, 2", "&amp;, 5"})
  void whatIsLongerIsRefusedWithTheBound(String last, int bytes) throws Exception {
    String almost = "x".repeat(Locks.LONGEST_OWNER - bytes);

    assertThat(read(almost + last).owner()).isEqualTo(almost + last);
    assertThatThrownBy(() -> read(almost + "x" + last))
        .isInstanceOfSatisfying(
            DavRefusal.class,
            refusal -> {
              assertThat(refusal.status()).isEqualTo(400);
              assertThat(refusal).hasMessageContaining("2048 octets");
            });
  }
}
