package org.gatehouse.audit;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.crypto.SecretKey;
import javax.sql.DataSource;
import org.gatehouse.scope.Configuration;
import org.gatehouse.scope.Settings;
import org.gatehouse.secret.CurrentSecret;
import org.gatehouse.secret.FormerKeys;
import org.gatehouse.secret.Secret;

/** Puts the parts of this node's audit together. */
@ApplicationScoped
public class AuditParts {

  private static final Logger LOG = Logger.getLogger(AuditParts.class.getName());
  private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");

  @Resource(lookup = "java:app/jdbc/gatehouse")
  private DataSource source;

  @Resource private ManagedScheduledExecutorService scheduler;

  /** The audit's own key, derived from {@code [auth] secret}. */
  @Produces
  @Singleton
  AuditMac mac(CurrentSecret secret, FormerKeys former) {
    return new AuditMac(new SecretKeys(secret, former));
  }

  /** The keys of the secrets that are and were in force. */
  private record SecretKeys(CurrentSecret secret, FormerKeys formerKeys) implements AuditMac.Keys {
    @Override
    public SecretKey now() {
      return secret.key(Secret.Use.AUDIT_CHAIN);
    }

    @Override
    public void hold(Connection connection) throws SQLException {
      formerKeys.hold(connection);
    }

    @Override
    public Map<Integer, SecretKey> former(Connection connection) throws SQLException {
      return formerKeys.of(connection, Secret.Use.AUDIT_CHAIN);
    }
  }

  /** The writer of this node's chain. */
  @Produces
  @Singleton
  Scribe scribe(AuditMac mac, Configuration configuration, Clock clock, SecureRandom random) {
    Path file = configuration.dataDirectory().resolve("node");
    try {
      return new Scribe(source, mac, NodeFile.read(file, random), clock, random);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read or make " + file, e);
    }
  }

  /** What this node refused and nobody has written yet. */
  @Produces
  @Singleton
  Refusals refusals() {
    return new Refusals();
  }

  /** When the scribe writes. */
  @Produces
  @Singleton
  Writing writing(Scribe scribe, Refusals refusals) {
    return new Writing(scribe, refusals, scheduler);
  }

  /** Where the head is told. */
  @Produces
  @Singleton
  HeadReport report(Configuration configuration, Clock clock) {
    return new HeadReport(
        () -> configuration.value(Settings.AUDIT_SYSLOG),
        clock,
        hostName(),
        ProcessHandle.current().pid());
  }

  /** As the kernel has it: the JDK would ask the network. */
  private static String hostName() {
    try {
      return Files.readString(HOST_NAME);
    } catch (IOException e) {
      LOG.log(Level.CONFIG, "this machine does not say its name", e);
      return "";
    }
  }
}
