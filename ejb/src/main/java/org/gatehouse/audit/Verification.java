package org.gatehouse.audit;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.gatehouse.audit.Fault.Kind;
import org.gatehouse.persistence.audit.AuditRow;
import org.gatehouse.persistence.audit.AuditTables;
import org.gatehouse.persistence.audit.ChainedRow;
import org.gatehouse.persistence.audit.CheckpointRow;

/**
 * Reads every chain from its beginning, or from its checkpoint, and tells the first place of each
 * where it is not what Gatehouse wrote. Reads by pages, so the memory it takes does not grow with
 * the chain; nodes may append and truncate meanwhile. One verification, for one call.
 */
final class Verification {

  /** How many chains with faults are told; whoever made more has made the point. */
  private static final int MOST_FAULTS = 100;

  private static final int PAGE = 1_000;

  /**
   * What was found.
   *
   * @param faults the first of each chain, and of the events without a place the first
   * @param records how many records were read
   * @param waiting how many sealed events wait for their place
   * @param ends where each chain that is whole ends
   * @param tooOld heads that name records removed by age, which therefore prove nothing
   * @param next where to go on when the time was not enough; empty when all was read
   */
  record Outcome(
      List<Fault> faults,
      long records,
      long waiting,
      List<Head> ends,
      List<Head> tooOld,
      Optional<Head> next) {

    /** Whether all was read and nothing is wrong. */
    boolean verified() {
      return faults.isEmpty() && next.isEmpty();
    }
  }

  private final DataSource source;
  private final AuditMac mac;
  private final InstantSource clock;
  private final Duration longest;
  private final List<Head> known;

  private final List<Fault> faults = new ArrayList<>();
  private final List<Head> ends = new ArrayList<>();
  private final List<Head> tooOld = new ArrayList<>();
  private final Set<String> seen = new HashSet<>();
  private long records;
  private long waiting;

  /** Under which keys the records of the chain that is read are. */
  private Epochs epochs;

  private Instant deadline;

  /**
   * One verification.
   *
   * @param longest after which time it stops and tells where to go on
   * @param known heads that the chains had some time; they must still be in them
   */
  Verification(
      DataSource source, AuditMac mac, InstantSource clock, Duration longest, List<Head> known) {
    this.source = source;
    this.mac = mac;
    this.clock = clock;
    this.longest = longest;
    this.known = known;
  }

  /**
   * Verifies.
   *
   * @param from where an earlier verification stopped; empty to begin at the beginning
   * @throws SQLException when the database cannot be asked
   */
  Outcome verify(Optional<Head> from) throws SQLException {
    deadline = clock.instant().plus(longest);
    Optional<Head> start = from;
    Optional<String> node =
        from.isPresent() ? from.map(Head::node) : ask(c -> AuditTables.nextChain(c, ""));
    while (node.isPresent() && faults.size() < MOST_FAULTS) {
      String name = node.get();
      seen.add(name);
      Optional<Head> next = chain(name, start);
      if (next.isPresent()) {
        return outcome(next);
      }
      start = Optional.empty();
      node = ask(c -> AuditTables.nextChain(c, name));
    }
    String first = from.map(Head::node).orElse("");
    known.stream()
        .filter(head -> head.node().compareTo(first) >= 0 && seen.add(head.node()))
        .forEach(head -> faults.add(cutOff(head, 0)));
    copies();
    waiting();
    return outcome(Optional.empty());
  }

  private Outcome outcome(Optional<Head> next) {
    return new Outcome(
        List.copyOf(faults.subList(0, Math.min(faults.size(), MOST_FAULTS))),
        records,
        waiting,
        ends,
        tooOld,
        next);
  }

  /** Reads one chain; tells where to go on when the time was not enough. */
  private Optional<Head> chain(String node, Optional<Head> from) throws SQLException {
    Head end = from.orElse(new Head(node, 0, AuditMac.NOTHING));
    epochs = ask(c -> Epochs.of(c, mac, node));
    if (epochs.fault().isPresent()) {
      faults.add(epochs.fault().get());
      return Optional.empty();
    }
    Optional<CheckpointRow> checkpoint = ask(c -> AuditTables.checkpoint(c, node));
    if (checkpoint.isPresent() && !genuine(checkpoint.get())) {
      return fault(
          Kind.CHANGED,
          node,
          checkpoint.get().sequence(),
          Optional.of(Instant.ofEpochMilli(checkpoint.get().madeAt())),
          "the checkpoint that tells what was removed by age is not Gatehouse's own");
    }
    if (checkpoint.isPresent() && checkpoint.get().sequence() >= end.sequence()) {
      end = new Head(node, checkpoint.get().sequence(), checkpoint.get().mac());
      noteOld(end);
    }
    if (from.isEmpty()) {
      List<ChainedRow> first = ask(c -> AuditTables.records(c, node, Long.MIN_VALUE, 1));
      if (!first.isEmpty() && first.getFirst().sequence() <= end.sequence()) {
        return fault(Kind.INSERTED, first.getFirst(), "stands before where the chain begins");
      }
    } else if (changedSince(end)) {
      return fault(
          Kind.CHANGED,
          node,
          end.sequence(),
          Optional.empty(),
          "record " + end.sequence() + " is not what it was when the verification began");
    }
    while (true) {
      Head after = end;
      List<ChainedRow> page = ask(c -> AuditTables.records(c, node, after.sequence(), PAGE));
      if (page.isEmpty()) {
        return finish(end, checkpoint);
      }
      for (ChainedRow row : page) {
        if (row.sequence() > end.sequence() + 1) {
          // A node may have removed what is old since we began.
          Head jump = end;
          end =
              ask(c -> AuditTables.checkpoint(c, node))
                  .filter(now -> now.sequence() > jump.sequence() && genuine(now))
                  .map(now -> new Head(node, now.sequence(), now.mac()))
                  .orElse(end);
          if (end.sequence() >= row.sequence()) {
            continue;
          }
        }
        Optional<Fault> fault = examine(end, row);
        if (fault.isPresent()) {
          faults.add(fault.get());
          return Optional.empty();
        }
        records++;
        end = new Head(node, row.sequence(), row.mac());
      }
      if (clock.instant().isAfter(deadline)) {
        return Optional.of(end);
      }
    }
  }

  private boolean changedSince(Head from) throws SQLException {
    List<ChainedRow> there = ask(c -> AuditTables.records(c, from.node(), from.sequence() - 1, 1));
    return from.sequence() > 0
        && !there.isEmpty()
        && there.getFirst().sequence() == from.sequence()
        && !there.getFirst().mac().equals(from.mac());
  }

  private void noteOld(Head checkpoint) {
    known.stream()
        .filter(head -> head.node().equals(checkpoint.node()))
        .filter(head -> head.sequence() < checkpoint.sequence())
        .forEach(tooOld::add);
    known.stream()
        .filter(head -> contradicts(head, checkpoint))
        .forEach(head -> faults.add(notTheHead(head, Optional.empty())));
  }

  /** What is wrong with a record that stands after the end of what was verified. */
  private Optional<Fault> examine(Head end, ChainedRow row) throws SQLException {
    if (row.sequence() > end.sequence() + 1) {
      return Optional.of(
          told(
              Kind.REMOVED,
              row.row().node(),
              end.sequence() + 1,
              Optional.empty(),
              "record " + (end.sequence() + 1) + " is gone; the next is " + row.sequence()));
    }
    String right = epochs.at(row.sequence()).record(end.mac(), row.sequence(), row.row());
    if (row.sequence() <= end.sequence() || !AuditMac.same(right, row.mac())) {
      return Optional.of(classify(end, row, right));
    }
    if (epochs.contradicts(row)) {
      return Optional.of(
          told(Kind.CHANGED, row, "is not the one up to which the secret before was in force"));
    }
    return known.stream()
        .filter(head -> contradicts(head, new Head(head.node(), row.sequence(), row.mac())))
        .filter(head -> head.node().equals(row.row().node()))
        .findFirst()
        .map(head -> notTheHead(head, Optional.of(at(row.row()))));
  }

  private Fault classify(Head end, ChainedRow row, String right) throws SQLException {
    long place = end.sequence() + 1;
    if (row.sequence() < place) {
      return told(Kind.INSERTED, row, "stands at a place that another record has");
    }
    String node = row.row().node();
    boolean genuine = genuine(row.row(), row.sequence());
    List<ChainedRow> following = ask(c -> AuditTables.records(c, node, row.sequence(), 1));
    if (genuine && !following.isEmpty() && follows(right, following.getFirst(), place + 1)) {
      return told(Kind.CHANGED, row, "has another MAC than it had");
    }
    if (standsLater(end, row)) {
      return genuine && ask(c -> AuditTables.places(c, row.row().id())).size() < 2
          ? told(Kind.REORDERED, row, "stands where another record belongs")
          : told(Kind.INSERTED, row, "was not written by Gatehouse at this place");
    }
    if (genuine && !following.isEmpty()) {
      return told(
          Kind.REMOVED, row, "is one of a later place; the record that belongs here is gone");
    }
    boolean afterHead =
        known.stream().anyMatch(head -> head.node().equals(node) && head.equals(end));
    return afterHead && following.isEmpty()
        ? told(Kind.INSERTED, row, "was not written by Gatehouse")
        : told(Kind.CHANGED, row, "does not say what it said");
  }

  /** Whether the record that belongs after what was verified stands somewhere after a row. */
  private boolean standsLater(Head end, ChainedRow row) throws SQLException {
    String node = row.row().node();
    long place = end.sequence() + 1;
    // The row itself too: its place may be held by two.
    long after = row.sequence() - 1;
    while (clock.instant().isBefore(deadline)) {
      long last = after;
      List<ChainedRow> page = ask(c -> AuditTables.records(c, node, last, PAGE));
      for (ChainedRow other : page) {
        String right = epochs.at(place).record(end.mac(), place, other.row());
        // Somebody who exchanges what two records say may leave the MACs where they were.
        if (right.equals(other.mac()) || right.equals(row.mac())) {
          return true;
        }
      }
      if (page.size() < PAGE) {
        return false;
      }
      after = page.getLast().sequence();
    }
    return false;
  }

  private boolean follows(String previous, ChainedRow row, long place) {
    return row.sequence() == place
        && AuditMac.same(epochs.at(place).record(previous, place, row.row()), row.mac());
  }

  private Optional<Head> finish(Head end, Optional<CheckpointRow> checkpoint) {
    if (checkpoint.filter(row -> row.sequence() == end.sequence()).isPresent()) {
      return fault(
          Kind.CUT_OFF,
          end.node(),
          end.sequence() + 1,
          Optional.empty(),
          "the chain ends with its checkpoint, and its last record is never removed by age");
    }
    Optional<Head> later =
        known.stream()
            .filter(head -> head.node().equals(end.node()))
            .filter(head -> head.sequence() > end.sequence())
            .findFirst()
            .or(() -> epochs.after(end));
    if (later.isPresent()) {
      faults.add(cutOff(later.get(), end.sequence()));
    } else {
      ends.add(end);
    }
    return Optional.empty();
  }

  private static Fault cutOff(Head head, long end) {
    return told(
        Kind.CUT_OFF,
        head.node(),
        end + 1,
        Optional.empty(),
        "the chain ends after record " + end + ", and had " + head.sequence());
  }

  private static boolean contradicts(Head head, Head found) {
    return head.node().equals(found.node())
        && head.sequence() == found.sequence()
        && !AuditMac.same(head.mac(), found.mac());
  }

  private static Fault notTheHead(Head head, Optional<Instant> at) {
    return told(
        Kind.CHANGED,
        head.node(),
        head.sequence(),
        at,
        "record " + head.sequence() + " is not the one that the given head names");
  }

  /** A row of an earlier day, put among those that wait after a crash, could be chained again. */
  private void copies() throws SQLException {
    Optional<String> id = ask(AuditTables::doubledId);
    if (id.isPresent()) {
      List<ChainedRow> places = ask(c -> AuditTables.places(c, id.get()));
      faults.add(told(Kind.INSERTED, places.getLast(), "is a copy of another record"));
    }
  }

  private void waiting() throws SQLException {
    Optional<String> node = ask(c -> AuditTables.nextPending(c, ""));
    while (node.isPresent()) {
      String name = node.get();
      String last = "";
      List<AuditRow> page;
      do {
        String after = last;
        page = ask(c -> AuditTables.pending(c, name, after, PAGE));
        for (AuditRow row : page) {
          if (!genuine(row)) {
            faults.add(
                told(
                    Kind.INSERTED,
                    name,
                    0,
                    Optional.of(at(row)),
                    "an event that waits for its place was not written by Gatehouse, or changed"));
            return;
          }
          waiting++;
          last = row.id();
        }
      } while (page.size() == PAGE && clock.instant().isBefore(deadline));
      node = ask(c -> AuditTables.nextPending(c, name));
    }
  }

  private boolean genuine(AuditRow row, long sequence) {
    return AuditMac.same(epochs.at(sequence).seal(row), row.seal());
  }

  private boolean genuine(AuditRow row) {
    return AuditMac.same(mac.seal(row), row.seal());
  }

  private boolean genuine(CheckpointRow row) {
    return AuditMac.same(mac.seal(row), row.seal());
  }

  private static Instant at(AuditRow row) {
    return Instant.ofEpochMilli(row.at());
  }

  private Optional<Head> fault(Kind kind, ChainedRow row, String told) {
    faults.add(told(kind, row, told));
    return Optional.empty();
  }

  private Optional<Head> fault(
      Kind kind, String node, long sequence, Optional<Instant> at, String told) {
    faults.add(told(kind, node, sequence, at, told));
    return Optional.empty();
  }

  private static Fault told(Kind kind, ChainedRow row, String told) {
    return told(
        kind,
        row.row().node(),
        row.sequence(),
        Optional.of(at(row.row())),
        "record " + row.sequence() + " " + told);
  }

  private static Fault told(
      Kind kind, String node, long sequence, Optional<Instant> at, String told) {
    return new Fault(kind, node, sequence, at, told);
  }

  private <T> T ask(Transaction<T> question) throws SQLException {
    try (Connection connection = source.getConnection()) {
      return question.on(connection);
    }
  }
}
