package org.gatehouse.audit;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.gatehouse.audit.Fault.Kind;
import org.gatehouse.persistence.audit.AuditTables;
import org.gatehouse.persistence.audit.ChainedRow;
import org.gatehouse.persistence.audit.RotationRow;

/**
 * Under which key each record of one chain is. Where the secret was exchanged stands a checkpoint,
 * sealed under the key before and the key after; the chain of MACs goes through it, so that whoever
 * has a key of before cannot write the records of before anew: the last of them, which the
 * checkpoint names, would be another.
 */
final class Epochs {

  private final AuditMac now;
  private final Map<Integer, AuditMac> former;
  private final List<RotationRow> rotations;
  private final Optional<Fault> fault;

  private Epochs(AuditMac now, Map<Integer, AuditMac> former, List<RotationRow> rotations) {
    this.now = now;
    this.former = former;
    this.rotations = rotations;
    this.fault = rotations.stream().filter(row -> !genuine(row)).findFirst().map(Epochs::told);
  }

  /** Those of a node's chain. */
  static Epochs of(Connection connection, AuditMac mac, String node) throws SQLException {
    List<RotationRow> rotations = AuditTables.rotations(connection, node);
    return new Epochs(
        mac, rotations.isEmpty() ? Map.of() : new TreeMap<>(mac.former(connection)), rotations);
  }

  /** What is wrong with the checkpoints themselves. */
  Optional<Fault> fault() {
    return fault;
  }

  private boolean genuine(RotationRow row) {
    int place = rotations.indexOf(row);
    Optional<RotationRow> next =
        place + 1 < rotations.size() ? Optional.of(rotations.get(place + 1)) : Optional.empty();
    // The one after the last is the key in force: no former key may have that place.
    boolean unbroken =
        next.map(
                following ->
                    following.generation() == row.generation() + 1
                        && following.sequence() >= row.sequence())
            .orElseGet(() -> !former.containsKey(row.generation() + 1));
    AuditMac before = former.get(row.generation());
    AuditMac after = next.isPresent() ? former.get(row.generation() + 1) : now;
    return unbroken
        && before != null
        && after != null
        && AuditMac.same(before.seal(row), row.formerSeal())
        && AuditMac.same(after.seal(row), row.seal());
  }

  private static Fault told(RotationRow row) {
    return new Fault(
        Kind.CHANGED,
        row.node(),
        row.sequence(),
        Optional.of(Instant.ofEpochMilli(row.madeAt())),
        "the checkpoint of the rotation of secret " + row.generation() + " is not Gatehouse's own");
  }

  /** The MACs of the record at a place. */
  AuditMac at(long sequence) {
    return rotations.stream()
        .filter(row -> row.sequence() >= sequence)
        .findFirst()
        .map(row -> former.get(row.generation()))
        .orElse(now);
  }

  /** Whether a checkpoint names another record at this place. */
  boolean contradicts(ChainedRow record) {
    return rotations.stream()
        .filter(row -> row.sequence() == record.sequence())
        .anyMatch(row -> !AuditMac.same(row.mac(), record.mac()));
  }

  /** A record that a checkpoint names after where a chain ends. */
  Optional<Head> after(Head end) {
    return rotations.stream()
        .filter(row -> row.sequence() > end.sequence())
        .findFirst()
        .map(row -> new Head(row.node(), row.sequence(), row.mac()));
  }
}
