package org.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CallTest {

  @ParameterizedTest
  @CsvSource({
    "auth:restrict-ip, /cli/auth/restrict-ip",
    "auth_restrict_ip, /cli/auth/restrict_ip",
    "common:whoami, /cli/common/whoami"
  })
  void acceptsBothWaysToWriteACommand(String command, String path) {
    assertThat(Call.of(command, List.of(), ArgumentText::read).path()).isEqualTo(path);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "whoami", "a:", ":b", "../x:y", "a:b/c", "a:b?c", "a:b\r\nX:y", "A:B"})
  void refusesWhatIsNoCommand(String command) {
    assertThatThrownBy(() -> Call.of(command, List.of(), ArgumentText::read))
        .isInstanceOf(ArgumentSyntaxException.class)
        .hasMessageContaining("module:function");
  }

  @Test
  void sendsArgumentsInOrderAsAnArray() {
    assertThat(body("one.test", "admin", "[auth.tpasswd:secret]"))
        .isEqualTo("[\"one.test\",\"admin\",{\"auth.tpasswd\":\"secret\"}]");
    assertThat(body()).isEqualTo("[]");
  }

  @Test
  void sendsArgumentsByNameAsAnObject() {
    assertThat(body("--user=joe", "--full-name", "Joe =", "--list=[a]", "--empty=", "--force"))
        .isEqualTo(
            "{\"user\":\"joe\",\"full_name\":\"Joe =\",\"list\":[\"a\"],\"empty\":\"\",\"force\":true}");
    assertThat(body("--force", "--user", "joe")).isEqualTo("{\"force\":true,\"user\":\"joe\"}");
  }

  @Test
  void takesEveryWordAfterTwoDashesInOrder() {
    assertThat(body("joe", "--", "--secret", "--", "-x"))
        .isEqualTo("[\"joe\",\"--secret\",\"--\",\"-x\"]");
  }

  @Test
  void sendsArgumentsInOrderBesideThoseByNameAfterThem() {
    assertThat(body("64.22.68.1/24", "UI", "--force"))
        .isEqualTo("{\"\":[\"64.22.68.1/24\",\"UI\"],\"force\":true}");
  }

  @Test
  void refusesOneInOrderAfterANameAndANameTwice() {
    assertThatThrownBy(() -> body("--password=x", "joe")).hasMessageContaining("after --password");
    assertThatThrownBy(() -> body("--password=x", "--", "joe")).hasMessageContaining("in order");
    assertThatThrownBy(() -> body("--a=1", "--a=2")).hasMessageContaining("twice");
  }

  @Test
  void refusesMoreThanAServerTakes() {
    assertThatThrownBy(() -> body("x".repeat(1 << 20))).hasMessageContaining("1 MiB");
  }

  private static String body(String... words) {
    Call call = Call.of("a:b", List.of(words), ArgumentText::read);
    return new String(call.body(), StandardCharsets.UTF_8);
  }
}
