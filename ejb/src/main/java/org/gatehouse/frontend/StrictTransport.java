package org.gatehouse.frontend;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import org.gatehouse.scope.Configuration;
import org.gatehouse.scope.Settings;

/**
 * What an answer on TLS tells browsers about this host (RFC 6797, section 6.1). It is of this host
 * alone, whose domain may have others that speak no TLS.
 */
@ApplicationScoped
public class StrictTransport {

  @Inject private Configuration configuration;
  @Inject private ServerCertificate certificate;

  /** For the container, which gives it what it needs. */
  public StrictTransport() {}

  /** One for tests. */
  StrictTransport(Configuration configuration, ServerCertificate certificate) {
    this.configuration = configuration;
    this.certificate = certificate;
  }

  /**
   * The header's value now; empty unless plain HTTP is closed and the certificate is one that
   * browsers can check, since they let nobody pass over a wrong one any more.
   */
  public Optional<String> terms() {
    return configuration.value(Settings.HTTPS_ONLY) && !certificate.selfSigned()
        ? Optional.of("max-age=" + configuration.value(Settings.HSTS_MAX_AGE).toSeconds())
        : Optional.empty();
  }
}
