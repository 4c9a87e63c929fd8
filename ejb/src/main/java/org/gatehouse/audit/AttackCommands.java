package org.gatehouse.audit;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.gatehouse.audit.AuditEvent.What;
import org.gatehouse.auth.Caller;
import org.gatehouse.auth.Gate;
import org.gatehouse.auth.Role;
import org.gatehouse.command.Command;
import org.gatehouse.command.CommandException;
import org.gatehouse.command.CommandException.Kind;
import org.gatehouse.command.Default;
import org.gatehouse.command.Effect;
import org.gatehouse.command.Module;
import org.gatehouse.persistence.audit.AuditFilter;
import org.gatehouse.persistence.audit.AuditTables;
import org.gatehouse.persistence.audit.RefusalCount;

/** What the appliance admin asks the audit of attacks, and of what the anvil did. */
@ApplicationScoped
@Module("anvil")
public class AttackCommands {

  private static final int MOST_HOURS = 168;
  private static final int MOST_FOUND = 1_000;
  private static final Duration HOUR = Duration.ofHours(1);
  private static final String OTHER = "other";
  private static final Pattern ID = Pattern.compile("[0-9a-f]{32}|");

  /** An event's id and its time are taken one after the other. */
  private static final Duration SLACK = Duration.ofMinutes(1);

  private static final AuditFilter EVENTS =
      AuditFilter.ofKinds(
          Stream.of(What.ATTACK, What.BLOCK, What.UNBLOCK, What.FIXATION).map(What::name).toList());

  @Resource(lookup = "java:app/jdbc/gatehouse")
  private DataSource source;

  @Inject private Clock clock;

  /** For the container. */
  public AttackCommands() {}

  AttackCommands(DataSource source, Clock clock) {
    this.source = source;
    this.clock = clock;
  }

  /**
   * How many credentials were denied, and requests of blocked addresses refused, by gate and hour:
   * whole hours of UTC, the present one as the last.
   *
   * @param hours how many, 1 to 168
   * @return from, when the first hour began (ISO 8601); step, its length in seconds; and gates, by
   *     gate a list with the number of each hour, among them other for those whose gate is not
   *     noted
   */
  @Command(roles = Role.APPLIANCE, effect = Effect.READS)
  public Map<String, Object> getRefusals(Caller caller, @Default("24") int hours) {
    if (hours < 1 || hours > MOST_HOURS) {
      throw new CommandException(Kind.ARGUMENT, "argument 'hours' must be from 1 to " + MOST_HOURS);
    }
    long first = clock.millis() / HOUR.toMillis() - hours + 1;
    Map<String, long[]> counts = new LinkedHashMap<>();
    for (Gate gate : Gate.values()) {
      counts.put(gate.name(), new long[hours]);
    }
    counts.put(OTHER, new long[hours]);
    for (RefusalCount count : counted(first)) {
      int hour = (int) (count.hour() - first);
      // The clock of another node may be ahead.
      if (hour < hours) {
        counts.getOrDefault(count.gate().orElse(OTHER), counts.get(OTHER))[hour] += count.count();
      }
    }
    Map<String, Object> gates = new LinkedHashMap<>();
    counts.forEach(
        (gate, each) ->
            gates.put(gate, Arrays.stream(each).<Object>mapToObj(Long::valueOf).toList()));
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("from", Instant.ofEpochMilli(first * HOUR.toMillis()).toString());
    told.put("step", (int) HOUR.toSeconds());
    told.put("gates", gates);
    return told;
  }

  private List<RefusalCount> counted(long firstHour) {
    String id = RecordIds.since(firstHour * HOUR.toMillis() - SLACK.toMillis());
    try (Connection connection = source.getConnection()) {
      return AuditTables.refusals(connection, id, firstHour);
    } catch (SQLException e) {
      throw new IllegalStateException("the audit cannot be read", e);
    }
  }

  /**
   * What the anvil did and saw, the newest first: addresses that were blocked or unblocked, many
   * addresses that try one account, one that tries many names, and session ids that were never
   * issued.
   *
   * @param limit how many, 1 to 1000
   * @param before the id of an event; only older ones are looked at
   * @return as audit:list tells them
   */
  @Command(roles = Role.APPLIANCE, effect = Effect.READS)
  public List<Object> getEvents(
      Caller caller, @Default("50") int limit, @Default("") String before) {
    if (limit < 1 || limit > MOST_FOUND) {
      throw new CommandException(Kind.ARGUMENT, "argument 'limit' must be from 1 to " + MOST_FOUND);
    }
    if (!ID.matcher(before).matches()) {
      throw new CommandException(Kind.ARGUMENT, "argument 'before' must be the id of an event");
    }
    try {
      return new ArrayList<>(
          new Search(source)
              .find(EVENTS, before, limit).stream().map(AuditCommands::told).toList());
    } catch (SQLException e) {
      throw new IllegalStateException("the audit cannot be read", e);
    }
  }
}
