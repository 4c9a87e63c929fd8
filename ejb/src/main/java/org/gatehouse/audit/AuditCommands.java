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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.gatehouse.audit.AuditEvent.What;
import org.gatehouse.audit.Search.Found;
import org.gatehouse.audit.Verification.Outcome;
import org.gatehouse.auth.Caller;
import org.gatehouse.auth.Role;
import org.gatehouse.command.Command;
import org.gatehouse.command.CommandException;
import org.gatehouse.command.CommandException.Kind;
import org.gatehouse.command.Default;
import org.gatehouse.command.Effect;
import org.gatehouse.command.Module;
import org.gatehouse.persistence.audit.AuditFilter;
import org.gatehouse.persistence.audit.AuditRow;
import org.gatehouse.persistence.audit.AuditTables;
import org.gatehouse.persistence.audit.ChainedRow;

/**
 * What the appliance admin asks the audit. Texts that strangers chose are told with everything
 * escaped that could pass for a line or a part of one.
 */
@ApplicationScoped
@Module("audit")
public class AuditCommands {

  /** How long one call verifies. */
  private static final Duration LONGEST_VERIFICATION = Duration.ofSeconds(25);

  private static final int MOST_FOUND = 1_000;
  private static final int MOST_NODES = 1_000;
  private static final int LONGEST_ARGUMENT = 10_000;
  private static final Pattern ID = Pattern.compile("[0-9a-f]{32}|");

  @Resource(lookup = "java:app/jdbc/gatehouse")
  private DataSource source;

  @Inject private Scribe scribe;
  @Inject private AuditMac mac;
  @Inject private Clock clock;

  /** For the container. */
  public AuditCommands() {}

  AuditCommands(DataSource source, Scribe scribe, AuditMac mac, Clock clock) {
    this.source = source;
    this.scribe = scribe;
    this.mac = mac;
    this.clock = clock;
  }

  /**
   * Verifies the chain of every node, and names of each the first record that was changed, removed,
   * inserted or reordered. With heads that were kept elsewhere it also sees a tail that was cut
   * off. A call that takes too long tells where the next one goes on.
   *
   * @param head heads as audit:head and syslog tell them, apart by commas or spaces
   * @param from what the last call told as next
   * @return verified, and what was found
   */
  @Command(roles = Role.APPLIANCE, effect = Effect.READS)
  public Map<String, Object> verify(
      Caller caller, @Default("") String head, @Default("") String from) {
    List<Head> known = new ArrayList<>(heads("head", head));
    List<Head> start = heads("from", from);
    if (start.size() > 1) {
      throw new CommandException(
          Kind.ARGUMENT, "argument 'from' is what the last call told as next");
    }
    scribe.head().ifPresent(known::add);
    Verification verification = new Verification(source, mac, clock, LONGEST_VERIFICATION, known);
    return told(ask(() -> verification.verify(start.stream().findFirst())));
  }

  private static List<Head> heads(String argument, String text) {
    try {
      return Head.parse(bounded(argument, text));
    } catch (IllegalArgumentException e) {
      throw new CommandException(
          Kind.ARGUMENT,
          "argument '" + argument + "' must be as audit:head tells it, node:sequence:mac");
    }
  }

  private static Map<String, Object> told(Outcome outcome) {
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("verified", outcome.verified());
    told.put("complete", outcome.next().isEmpty());
    told.put("records", outcome.records());
    told.put("waiting", outcome.waiting());
    told.put(
        "nodes",
        Stream.concat(
                outcome.ends().stream().map(Head::node), outcome.faults().stream().map(Fault::node))
            .distinct()
            .count());
    told.put("heads", texts(outcome.ends()));
    told.put("faults", outcome.faults().stream().map(AuditCommands::told).toList());
    if (!outcome.tooOld().isEmpty()) {
      told.put("too-old", texts(outcome.tooOld()));
    }
    outcome.next().ifPresent(next -> told.put("next", next.toString()));
    return told;
  }

  private static List<Object> texts(List<Head> heads) {
    return heads.stream().map(Head::toString).map(Object.class::cast).toList();
  }

  private static Object told(Fault fault) {
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("kind", fault.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    // What stands in SQL may be anybody's.
    told.put("node", Line.of(fault.node()));
    told.put("sequence", fault.sequence());
    told.put("at", fault.at().map(Instant::toString).orElse(""));
    told.put("told", fault.told());
    return told;
  }

  /**
   * The heads of all nodes, to be kept where nobody of this server can change them.
   *
   * @return each as node:sequence:mac
   */
  @Command(roles = Role.APPLIANCE, effect = Effect.READS)
  public List<Object> head(Caller caller) {
    return ask(
        () -> {
          List<Object> heads = new ArrayList<>();
          try (Connection connection = source.getConnection()) {
            Optional<String> node = AuditTables.nextChain(connection, "");
            while (node.isPresent() && heads.size() < MOST_NODES) {
              Optional<ChainedRow> last = AuditTables.last(connection, node.get());
              last.map(row -> new Head(row.row().node(), row.sequence(), row.mac()).toString())
                  .map(Line::of)
                  .ifPresent(heads::add);
              node = AuditTables.nextChain(connection, node.get());
            }
          }
          return heads;
        });
  }

  /**
   * The newest events of all nodes, the newest first.
   *
   * @param limit how many, 1 to 1000
   * @return of each its node, sequence (0 while it waits for its place), id, time, and what it
   *     tells
   */
  @Command(roles = Role.APPLIANCE, effect = Effect.READS)
  public List<Object> list(Caller caller, @Default("50") int limit) {
    return search(caller, "", "", "", "", "", limit, "");
  }

  /**
   * The newest events that are as asked, the newest first. For all but their kind the newest
   * 100,000 are looked at, or those before an id.
   *
   * @param what their kind, such as DENIAL; empty for all
   * @param actor a part of who did it
   * @param address the whole address, or its beginning with a star at the end
   * @param gate the gate
   * @param text a part of what happened
   * @param limit how many, 1 to 1000
   * @param before the id of an event; only older ones are looked at
   * @return as audit:list tells them
   */
  @Command(roles = Role.APPLIANCE, effect = Effect.READS)
  public List<Object> search(
      Caller caller,
      @Default("") String what,
      @Default("") String actor,
      @Default("") String address,
      @Default("") String gate,
      @Default("") String text,
      @Default("50") int limit,
      @Default("") String before) {
    if (limit < 1 || limit > MOST_FOUND) {
      throw new CommandException(Kind.ARGUMENT, "argument 'limit' must be from 1 to " + MOST_FOUND);
    }
    if (!ID.matcher(before).matches()) {
      throw new CommandException(Kind.ARGUMENT, "argument 'before' must be the id of an event");
    }
    AuditFilter wanted =
        new AuditFilter(
            what.isEmpty() ? List.of() : List.of(kind(what)),
            ways(bounded("actor", actor)),
            ways(bounded("text", text)),
            given(bounded("gate", gate).toUpperCase(Locale.ROOT)),
            given(bounded("address", address)).filter(place -> !place.endsWith("*")),
            given(address).filter(place -> place.endsWith("*")).map(AuditCommands::beginning));
    return ask(() -> new Search(source).find(wanted, before, limit)).stream()
        .map(AuditCommands::told)
        .toList();
  }

  private static String kind(String what) {
    try {
      return What.valueOf(what.toUpperCase(Locale.ROOT).replace('-', '_')).name();
    } catch (IllegalArgumentException e) {
      throw new CommandException(
          Kind.ARGUMENT, "argument 'what' must be one of " + List.of(What.values()));
    }
  }

  /** A text that was copied from an answer is found too: it is written with escapes there. */
  private static List<String> ways(String part) {
    return part.isEmpty() ? List.of() : Stream.of(part, Line.read(part)).distinct().toList();
  }

  private static Optional<String> given(String text) {
    return Optional.of(text).filter(one -> !one.isEmpty());
  }

  private static String beginning(String place) {
    return place.substring(0, place.length() - 1);
  }

  private static String bounded(String argument, String text) {
    if (text.length() > LONGEST_ARGUMENT) {
      throw new CommandException(Kind.ARGUMENT, "argument '" + argument + "' is too long");
    }
    return text;
  }

  /** An event, as every command tells it. */
  static Object told(Found found) {
    AuditRow row = found.row();
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("node", Line.of(row.node()));
    told.put("sequence", found.sequence().orElse(0L));
    told.put("id", Line.of(row.id()));
    told.put("at", Instant.ofEpochMilli(row.at()).toString());
    told.put("what", Line.of(row.what()));
    told.put("actor", Line.of(row.actor()));
    told.put("gate", Line.of(Optional.ofNullable(row.gate()).orElse("")));
    told.put("address", Line.of(Optional.ofNullable(row.address()).orElse("")));
    told.put("detail", Line.of(row.detail()));
    told.put("result", Line.of(row.result()));
    return told;
  }

  /** What is asked of the database. */
  @FunctionalInterface
  private interface Question<T> {
    T ask() throws SQLException;
  }

  private static <T> T ask(Question<T> question) {
    try {
      return question.ask();
    } catch (SQLException e) {
      throw new IllegalStateException("the audit cannot be read", e);
    }
  }
}
