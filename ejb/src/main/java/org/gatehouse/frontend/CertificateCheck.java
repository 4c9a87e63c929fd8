package org.gatehouse.frontend;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.gatehouse.command.CommandException;
import org.gatehouse.command.CommandException.Kind;
import org.gatehouse.host.tls.PemFiles;
import org.gatehouse.host.tls.ServerKeyException;
import org.gatehouse.scope.Configuration;
import org.gatehouse.scope.Setting;
import org.gatehouse.scope.SettingCheck;
import org.gatehouse.scope.Settings;

/**
 * Refuses files of a certificate and key with which no client could connect. They are two settings
 * that are set one after the other, so that one of them may be empty meanwhile.
 */
@ApplicationScoped
public class CertificateCheck implements SettingCheck {

  private static final String HALF =
      "in force within two seconds of %s being set too; until then the certificate in use stays";

  @Inject private Configuration configuration;

  /** For the container, which gives it what it needs. */
  public CertificateCheck() {}

  /** One for tests. */
  CertificateCheck(Configuration configuration) {
    this.configuration = configuration;
  }

  @Override
  public Set<Setting<?>> settings() {
    return Set.of(Settings.CERTIFICATE, Settings.CERTIFICATE_KEY);
  }

  @Override
  public Optional<String> check(Function<Setting<?>, String> texts) {
    String certificates = texts.apply(Settings.CERTIFICATE);
    String key = texts.apply(Settings.CERTIFICATE_KEY);
    if (certificates.isEmpty() && key.isEmpty()) {
      return Optional.of("in force within two seconds: the certificate of the first start");
    }
    PemFiles files =
        new PemFiles(
            configuration.dataDirectory().resolve(certificates),
            configuration.dataDirectory().resolve(key));
    try {
      if (key.isEmpty()) {
        files.readCertificates();
        return Optional.of(HALF.formatted(Settings.CERTIFICATE_KEY.name()));
      } else if (certificates.isEmpty()) {
        files.readKey();
        return Optional.of(HALF.formatted(Settings.CERTIFICATE.name()));
      }
      files.read().context();
      return Optional.of("in force within two seconds");
    } catch (ServerKeyException e) {
      throw new CommandException(
          Kind.ARGUMENT,
          "argument 'third': "
              + e.getMessage()
              + "; to exchange both files set certificate to an empty text first, then"
              + " certificate_key, then certificate");
    }
  }
}
