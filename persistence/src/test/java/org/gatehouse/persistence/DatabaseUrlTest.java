package org.gatehouse.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A URL of the database says where it is and how it is reached, and nothing else. */
class DatabaseUrlTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:mysql://h/d",
        "jdbc:mysql://127.0.0.1:3306/gatehouse",
        "jdbc:mysql://[::1]:3306/gatehouse?sslMode=VERIFY_CA&tlsVersions=TLSv1.3",
        "jdbc:mysql://a.test,b.test:3307/gatehouse?",
      })
  void theFormsThatAreDocumentedAreTaken(String url) {
    assertThat(DatabaseUrl.of(url).text()).isEqualTo(url);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "allowLoadLocalInfile",
        "allowUrlInLocalInfile",
        "allowLoadLocalInfileInPath",
        "autoDeserialize",
        "queryInterceptors",
        "socketFactory",
        "propertiesTransform",
        "useConfigs",
        "password",
        "useServerPrepStmts",
        "sslmode",
      })
  void anyOtherPropertyIsRefusedByItsName(String property) {
    assertThatThrownBy(
            () -> DatabaseUrl.of("jdbc:mysql://h:1/d?sslMode=DISABLED&" + property + "=true"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("may not have the property " + property);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:h2:mem:x",
        "jdbc:mysql:loadbalance://h/d",
        "jdbc:mysql+srv://h/d",
        "jdbc:mysql://(host=h,allowLoadLocalInfile=true)/d",
        "jdbc:mysql://address=(host=h)(allowLoadLocalInfile=true)/d",
        "jdbc:mysql://u:p@h/d",
        "jdbc:mysql://h/d?allowLoad%4cocalInfile=true",
        "jdbc:mysql://h/d?sslMode=DISABLED&sslMode=REQUIRED",
        "jdbc:mysql://h/d?sslMode",
        "jdbc:mysql://h/d#x",
        "jdbc:mysql://h/d?sslMode=\u001b[31m",
      })
  void anyOtherFormIsRefusedWithoutItsControlCharacters(String url) {
    assertThatThrownBy(() -> DatabaseUrl.of(url))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .startsWith("[database] url ")
        .doesNotContain("\u001b");
  }

  @Test
  void aStartRefusesWhatItsSettingsMayNotSay(@TempDir Path data) throws IOException {
    Files.createDirectories(data.resolve("custom"));
    Files.writeString(
        data.resolve("custom/config.ini"),
        "[database]\nurl = jdbc:mysql://127.0.0.1:1/x?allowLoadLocalInfile=true\n");

    assertThatThrownBy(() -> new GatehouseDataSource(data))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("allowLoadLocalInfile");
  }
}
