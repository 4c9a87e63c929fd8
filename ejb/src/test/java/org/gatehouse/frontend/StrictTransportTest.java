package org.gatehouse.frontend;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.gatehouse.scope.Configuration;
import org.gatehouse.scope.Setting;
import org.gatehouse.scope.Settings;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StrictTransportTest {

  @ParameterizedTest
  @CsvSource({
    "true, false, P365D, max-age=31536000",
    "true, false, PT0S, max-age=0",
    "true, true, P365D, ",
    "false, false, P365D, ",
    "false, true, P365D, "
  })
  void browsersAreToldOnlyWhileHttpIsClosedAndTheCertificateIsIssued(
      boolean httpsOnly, boolean selfSigned, Duration age, String terms) {
    Configuration configuration =
        new Configuration() {
          @Override
          @SuppressWarnings("unchecked") // each setting is given what it has
          public <T> T value(Setting<T> setting) {
            return (T) (setting == (Object) Settings.HTTPS_ONLY ? (Object) httpsOnly : age);
          }
        };
    ServerCertificate certificate =
        new ServerCertificate(configuration) {
          @Override
          public boolean selfSigned() {
            return selfSigned;
          }
        };

    assertThat(new StrictTransport(configuration, certificate).terms().orElse(null))
        .isEqualTo(terms);
  }
}
