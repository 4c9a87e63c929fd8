package org.gatehouse.startup;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.annotation.sql.DataSourceDefinition;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.gatehouse.auth.PasswordChanges;
import org.gatehouse.frontend.ServerCertificate;
import org.gatehouse.host.Host;
import org.gatehouse.metrics.MetricsToken;
import org.gatehouse.persistence.Schema;
import org.gatehouse.scope.LogLevels;
import org.gatehouse.secret.CurrentSecret;
import org.gatehouse.secret.SecretKeeper;

/** Brings the schema up to date and makes what the first start asks for, before any gate opens. */
@jakarta.ejb.Startup
@Singleton
@TransactionManagement(TransactionManagementType.BEAN)
@DataSourceDefinition(
    name = "java:app/jdbc/gatehouse",
    className = "org.gatehouse.persistence.GatehouseDataSource",
    initialPoolSize = 0,
    minPoolSize = 0,
    maxPoolSize = 32,
    transactional = true)
public class Startup {

  private static final Logger LOG = Logger.getLogger(Startup.class.getName());

  @Resource(lookup = "java:app/jdbc/gatehouse")
  private DataSource source;

  /** Asked for here, so that nothing starts without it. */
  @Inject private CurrentSecret secret;

  /** So is this. */
  @Inject private ServerCertificate certificate;

  @Inject private LogLevels logLevels;
  @Inject private SecretKeeper secrets;
  @Inject private FirstRun firstRun;
  @Inject private MetricsToken metricsToken;
  @Inject private PasswordChanges passwords;
  @Inject private Host host;

  @PostConstruct
  void start() {
    logLevels.follow();
    certificate.refresh();
    try {
      Schema.migrate(source);
    } catch (SQLException e) {
      throw new IllegalStateException(
          "Gatehouse cannot start: "
              + rootOf(e).getMessage()
              + " (asked for a connection to the database; is it running, and does [database] of"
              + " custom/config.ini say where?)",
          e);
    }
    secrets.start();
    if (secret.inForce()) {
      firstRun.carryOut();
      passwords.finish(Duration.ZERO);
    }
    // What an earlier server, that was killed, had begun to write; a start does not depend on it.
    new Attempts().at("emptying the staging directories", host::emptyStaging);
    // Made now, so that whoever collects the figures finds it before the first request for them.
    metricsToken.value();
  }

  /** Drivers wrap what happened in sentences about packets. */
  private static Throwable rootOf(Throwable failure) {
    return failure.getCause() == null ? failure : rootOf(failure.getCause());
  }

  @PreDestroy
  void stop() {
    try {
      Schema.close(source);
    } catch (SQLException e) {
      LOG.log(Level.WARNING, "the database was not closed cleanly", e);
    }
  }
}
