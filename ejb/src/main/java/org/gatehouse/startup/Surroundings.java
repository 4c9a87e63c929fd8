package org.gatehouse.startup;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import org.gatehouse.host.EmbeddedHost;
import org.gatehouse.host.HashSettings;
import org.gatehouse.host.Host;
import org.gatehouse.host.Machine;
import org.gatehouse.host.crypt.CryptHash;
import org.gatehouse.persistence.settings.DataDirectory;
import org.gatehouse.scope.Configuration;
import org.gatehouse.secret.CurrentSecret;
import org.gatehouse.secret.SecretFile;

/** What the domain is given rather than takes: time, chance and the host side. */
@ApplicationScoped
public class Surroundings {

  /** Each that waits holds a thread. */
  private static final int LONGEST_HASH_QUEUE = 256;

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
    Path file = DataDirectory.path().resolve(configuration.text("auth", "secret"));
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
    HashSettings settings =
        new HashSettings(
            configuration.number("auth", "rounds", CryptHash.FEWEST_ROUNDS, CryptHash.MOST_ROUNDS),
            Runtime.getRuntime().availableProcessors(),
            configuration.number("auth", "hash_queue", 0, LONGEST_HASH_QUEUE),
            configuration.duration("auth", "credential_cache", Duration.ZERO));
    return new EmbeddedHost(DataDirectory.path(), random, clock, settings);
  }
}
