package org.gatehouse.audit;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.gatehouse.auth.Caller;
import org.gatehouse.auth.Role;
import org.gatehouse.command.Command;
import org.gatehouse.command.CommandException;
import org.gatehouse.command.CommandException.Kind;
import org.gatehouse.command.Default;
import org.gatehouse.command.Effect;
import org.gatehouse.command.Module;
import org.gatehouse.persistence.audit.AuditTables;
import org.gatehouse.persistence.audit.DenialRow;

/** What the holder of an account is told of others that tried to come in as them. */
@ApplicationScoped
@Module("auth")
public class DenialCommands {

  private static final int MOST_FOUND = 1_000;
  private static final Duration TOLD = Duration.ofDays(7);

  @Resource(lookup = "java:app/jdbc/gatehouse")
  private DataSource source;

  @Inject private Clock clock;

  /** For the container. */
  public DenialCommands() {}

  DenialCommands(DataSource source, Clock clock) {
    this.source = source;
    this.clock = clock;
  }

  /**
   * Lists the attempts to sign in as the caller that were refused within the last seven days, the
   * newest first; those of addresses that were blocked already are not read, and not among them.
   *
   * @param limit how many at most, 1 to 1000
   * @return for each the instant (UTC), gate and address
   */
  @Command(
      roles = {Role.APPLIANCE, Role.SITE, Role.USER},
      effect = Effect.READS)
  public List<Object> getRefusals(Caller caller, @Default("10") int limit) {
    if (limit < 1 || limit > MOST_FOUND) {
      throw new CommandException(Kind.ARGUMENT, "argument 'limit' must be from 1 to " + MOST_FOUND);
    }
    String since = RecordIds.since(clock.instant().minus(TOLD).toEpochMilli());
    try (Connection connection = source.getConnection()) {
      return AuditTables.denials(connection, caller.account().name().toString(), since, limit)
          .stream()
          .<Object>map(DenialCommands::told)
          .toList();
    } catch (SQLException e) {
      throw new IllegalStateException("the audit cannot be read", e);
    }
  }

  private static Map<String, Object> told(DenialRow denial) {
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("at", Instant.ofEpochMilli(denial.at()).toString());
    told.put("gate", denial.gate());
    told.put("address", denial.address());
    return told;
  }
}
