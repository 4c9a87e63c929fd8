package org.gatehouse.audit;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.gatehouse.persistence.SqlState;
import org.gatehouse.scope.Configuration;
import org.gatehouse.scope.Settings;

/** Keeps the audit going: at the start, each minute, each night and when the server stops. */
@Startup
@Singleton
@DependsOn("Startup")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class AuditWriter {

  private static final Logger LOG = Logger.getLogger(AuditWriter.class.getName());

  /** A million records a night: more than a night writes. */
  private static final int MOST_BATCHES = 1_000;

  @Resource(lookup = "java:app/jdbc/gatehouse")
  private DataSource source;

  @Inject private Writing writing;
  @Inject private Scribe scribe;
  @Inject private HeadReport report;
  @Inject private AuditMac mac;
  @Inject private Clock clock;
  @Inject private Configuration configuration;

  /** After a crash there may be events that have no place yet. */
  @PostConstruct
  void start() {
    writing.write();
  }

  @Schedule(hour = "*", minute = "*", persistent = false)
  void minute() {
    writing.minute();
  }

  /** Apart from writing, which must not wait for a network. */
  @Schedule(hour = "*", minute = "*", second = "30", persistent = false)
  void report() {
    report.report(scribe.head());
  }

  @Schedule(hour = "3", minute = "17", persistent = false)
  void removeOld() {
    int days = configuration.value(Settings.AUDIT_DAYS);
    try {
      new Truncation(source, mac, clock)
          .truncate(clock.instant().minus(Duration.ofDays(days)), MOST_BATCHES);
    } catch (SQLException e) {
      // Another node that was at it in the same moment goes on.
      boolean conflict = SqlState.of(e).filter(SqlState::conflict).isPresent();
      LOG.log(
          conflict ? Level.FINE : Level.WARNING,
          "old audit records wait for another night to be removed",
          e);
    }
  }

  /** Refusals that nobody has written yet exist in memory alone. */
  @PreDestroy
  void stop() {
    writing.stop();
  }
}
