package org.gatehouse.startup;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import org.gatehouse.host.EmbeddedHost;
import org.gatehouse.host.HashSettings;
import org.gatehouse.host.Host;
import org.gatehouse.host.Machine;
import org.gatehouse.persistence.settings.DataDirectory;
import org.gatehouse.scope.Configuration;
import org.gatehouse.scope.Setting;
import org.gatehouse.scope.Settings;
import org.gatehouse.secret.CurrentSecret;
import org.gatehouse.secret.SecretFile;

/** What the domain is given rather than takes: time, chance and the host side. */
@ApplicationScoped
public class Surroundings {

  /** The wall clock, in UTC. */
  @Produces
  @Singleton
  Clock clock() {
    return Clock.systemUTC();
  }

  /** The source of every secret. */
  @Produces
  @Singleton
  SecureRandom random() {
    return new SecureRandom();
  }

  /** {@code [auth] secret}, made on the first start. */
  @Produces
  @Singleton
  CurrentSecret secret(Configuration configuration, SecureRandom random) {
    Path file = DataDirectory.path().resolve(configuration.text(Settings.AUTH_SECRET));
    try {
      return new CurrentSecret(SecretFile.read(file, random));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read or make [auth] secret, " + file, e);
    }
  }

  /** The machine that this process runs on. */
  @Produces
  @Singleton
  Machine machine() {
    return new Machine(Path.of("/proc"));
  }

  /** The host side, in this process, on the data directory. */
  @Produces
  @Singleton
  Host host(SecureRandom random, Clock clock, Configuration configuration) {
    EmbeddedHost host =
        new EmbeddedHost(DataDirectory.path(), random, clock, hashSettings(configuration));
    for (Setting<?> setting :
        List.of(Settings.ROUNDS, Settings.HASH_QUEUE, Settings.CREDENTIAL_CACHE)) {
      configuration.whenChanged(setting, _ -> host.follow(hashSettings(configuration)));
    }
    return host;
  }

  private static HashSettings hashSettings(Configuration configuration) {
    return new HashSettings(
        configuration.value(Settings.ROUNDS),
        Runtime.getRuntime().availableProcessors(),
        configuration.value(Settings.HASH_QUEUE),
        configuration.value(Settings.CREDENTIAL_CACHE));
  }
}
