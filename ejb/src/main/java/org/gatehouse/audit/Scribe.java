package org.gatehouse.audit;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;
import org.gatehouse.audit.AuditEvent.Result;
import org.gatehouse.audit.AuditEvent.What;
import org.gatehouse.auth.Gate;
import org.gatehouse.persistence.audit.AuditRow;
import org.gatehouse.persistence.audit.AuditTables;

/**
 * The one writer of a node's chain. An event is first a sealed row without a place, written with
 * what it tells of; once committed it is handed over here and soon has its place. It is this copy
 * in memory that is chained, so a row that somebody changes or takes away in between is chained as
 * it was. Only after a crash, or when more than {@value #MOST_IN_MEMORY} wait, rows are read back
 * from SQL, and then only those whose seal is right.
 */
final class Scribe {

  /** How many events wait in memory for their place. */
  static final int MOST_IN_MEMORY = 10_000;

  /** How many events are given their place in one transaction. */
  static final int BATCH = 500;

  private static final Logger LOG = Logger.getLogger(Scribe.class.getName());

  private final DataSource source;
  private final AuditMac mac;
  private final String node;
  private final InstantSource clock;
  private final RecordIds ids;
  private final Chain chain;
  private final LinkedBlockingDeque<AuditRow> waiting = new LinkedBlockingDeque<>(MOST_IN_MEMORY);

  /** Whether SQL may hold events of this node that are not in memory. */
  private volatile boolean leftovers = true;

  private int forged;

  /**
   * The writer of a node.
   *
   * @param random where the ids of events take what tells processes apart
   */
  Scribe(
      DataSource source, AuditMac mac, String node, InstantSource clock, RandomGenerator random) {
    this.source = source;
    this.mac = mac;
    this.node = node;
    this.clock = clock;
    this.ids = new RecordIds(clock, random);
    this.chain = new Chain(source, mac, node);
  }

  /** Which node it writes for. */
  String node() {
    return node;
  }

  /** Where this node's chain ends; empty before its first record of this process. */
  Optional<Head> head() {
    return chain.head();
  }

  /** An event as a sealed row that has no place yet. */
  AuditRow row(AuditEvent event) {
    AuditRow row =
        new AuditRow(
            node,
            ids.next(),
            clock.millis(),
            event.what().name(),
            event.actor(),
            event.gate().map(Gate::name).orElse(null),
            event.address().orElse(null),
            event.detail(),
            event.result().name(),
            "");
    return row.sealed(mac.seal(row));
  }

  /** Takes over a row that is committed. Never waits, whatever the database does. */
  void committed(AuditRow row) {
    if (!waiting.offer(row)) {
      leftovers = true;
    }
  }

  /** Says that SQL may hold committed events that were not handed over. */
  void lookForLeftovers() {
    leftovers = true;
  }

  /**
   * Gives every committed event its place.
   *
   * @throws SQLException when the database cannot be asked; nothing is lost, call again later
   */
  synchronized void write() throws SQLException {
    List<AuditRow> batch = new ArrayList<>(BATCH);
    while (waiting.drainTo(batch, BATCH) > 0) {
      try {
        chain.append(batch.stream().map(mac::resealed).toList());
      } catch (SQLException | RuntimeException e) {
        putBack(batch);
        throw e;
      }
      batch.clear();
    }
    if (leftovers) {
      leftovers = false;
      try {
        writeLeftovers();
      } catch (SQLException | RuntimeException e) {
        leftovers = true;
        throw e;
      }
    }
  }

  private void putBack(List<AuditRow> batch) {
    for (AuditRow row : batch.reversed()) {
      if (!waiting.offerFirst(row)) {
        leftovers = true;
      }
    }
  }

  private void writeLeftovers() throws SQLException {
    String last = "";
    int unfit = 0;
    List<AuditRow> found;
    do {
      try (Connection connection = source.getConnection()) {
        found = AuditTables.pending(connection, node, last, BATCH);
      }
      List<AuditRow> own =
          found.stream().filter(row -> AuditMac.same(mac.seal(row), row.seal())).toList();
      unfit += found.size() - own.size();
      if (!own.isEmpty()) {
        chain.append(own);
      }
      if (!found.isEmpty()) {
        last = found.getLast().id();
      }
    } while (found.size() == BATCH);
    if (unfit > forged) {
      LOG.log(
          Level.SEVERE,
          "{0} events that wait for their place in the audit are not Gatehouse''s own;"
              + " audit:verify names the first",
          unfit);
    }
    forged = unfit;
  }

  /**
   * Writes what was refused, a record for each place and one for all others.
   *
   * @throws SQLException when the database cannot be asked; the refusals are counted on
   */
  void write(Refusals refusals) throws SQLException {
    Refusals.Counted counted = refusals.take();
    List<AuditRow> rows;
    try {
      rows = insert(counted);
    } catch (SQLException | RuntimeException e) {
      refusals.giveBack(counted);
      throw e;
    }
    rows.forEach(this::committed);
  }

  private List<AuditRow> insert(Refusals.Counted counted) throws SQLException {
    List<AuditRow> rows = new ArrayList<>();
    for (Refusals.PlaceCount place : counted.places()) {
      rows.add(
          row(
              refused(
                  Optional.of(place.place().gate()),
                  Optional.of(place.place().address()),
                  place.count() + " requests of a blocked address")));
    }
    if (counted.others() > 0) {
      rows.add(
          row(
              refused(
                  Optional.empty(),
                  Optional.empty(),
                  counted.others() + " requests of other blocked addresses")));
    }
    if (!rows.isEmpty()) {
      Transaction.run(
          source,
          connection -> {
            AuditTables.insertPending(connection, rows);
            return null;
          });
    }
    return rows;
  }

  private static AuditEvent refused(Optional<Gate> gate, Optional<String> address, String detail) {
    return new AuditEvent(What.REFUSAL, "", gate, address, detail, Result.REFUSED);
  }
}
