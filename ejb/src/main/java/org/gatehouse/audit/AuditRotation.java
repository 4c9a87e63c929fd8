package org.gatehouse.audit;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gatehouse.persistence.audit.AuditRow;
import org.gatehouse.persistence.audit.AuditTables;
import org.gatehouse.persistence.audit.ChainedRow;
import org.gatehouse.persistence.audit.CheckpointRow;
import org.gatehouse.persistence.audit.RotationRow;
import org.gatehouse.secret.Rotated;
import org.gatehouse.secret.Rotation;
import org.gatehouse.secret.Secret;

/**
 * What the audit does when the secret is exchanged: each chain gets a checkpoint, sealed under the
 * key before and the key after, and what is sealed for itself gets a seal of the next key. Nothing
 * is vouched for that is not right under the key before.
 */
@ApplicationScoped
public class AuditRotation implements Rotated {

  private static final int PAGE = 1_000;

  /** For the container. */
  public AuditRotation() {}

  @Override
  public void rotate(Connection connection, Rotation rotation) throws SQLException {
    AuditMac before = new AuditMac(rotation.former().key(Secret.Use.AUDIT_CHAIN));
    AuditMac after = new AuditMac(rotation.next().key(Secret.Use.AUDIT_CHAIN));
    rotate(connection, before, after, rotation.generation(), rotation.at().toEpochMilli());
  }

  @Override
  public boolean last() {
    return true;
  }

  /** The same with the keys' MACs. */
  static void rotate(
      Connection connection, AuditMac before, AuditMac after, int generation, long at)
      throws SQLException {
    Optional<String> node = AuditTables.nextChain(connection, "");
    while (node.isPresent()) {
      String name = node.get();
      Optional<CheckpointRow> checkpoint = AuditTables.checkpoint(connection, name);
      checkpoint(connection, name, checkpoint, before, after, generation, at);
      if (checkpoint.filter(row -> AuditMac.same(before.seal(row), row.seal())).isPresent()) {
        AuditTables.replaceCheckpoint(
            connection, checkpoint.get().sealed(after.seal(checkpoint.get())));
      }
      node = AuditTables.nextChain(connection, name);
    }
    Optional<String> waiting = AuditTables.nextPending(connection, "");
    while (waiting.isPresent()) {
      reseal(connection, waiting.get(), before, after);
      waiting = AuditTables.nextPending(connection, waiting.get());
    }
  }

  private static void checkpoint(
      Connection connection,
      String node,
      Optional<CheckpointRow> removed,
      AuditMac before,
      AuditMac after,
      int generation,
      long at)
      throws SQLException {
    Optional<ChainedRow> last = AuditTables.last(connection, node);
    long sequence =
        last.map(ChainedRow::sequence).or(() -> removed.map(CheckpointRow::sequence)).orElse(0L);
    String mac =
        last.map(ChainedRow::mac)
            .or(() -> removed.map(CheckpointRow::mac))
            .orElse(AuditMac.NOTHING);
    RotationRow unsealed = new RotationRow(node, generation, sequence, mac, at, "", "");
    AuditTables.addRotation(
        connection,
        new RotationRow(
            node, generation, sequence, mac, at, before.seal(unsealed), after.seal(unsealed)));
  }

  private static void reseal(Connection connection, String node, AuditMac before, AuditMac after)
      throws SQLException {
    String last = "";
    List<AuditRow> page;
    do {
      page = AuditTables.pending(connection, node, last, PAGE);
      List<AuditRow> resealed = new ArrayList<>();
      for (AuditRow row : page) {
        if (AuditMac.same(before.seal(row), row.seal())) {
          resealed.add(row.sealed(after.seal(row)));
        }
        last = row.id();
      }
      if (!resealed.isEmpty()) {
        AuditTables.resealPending(connection, resealed);
      }
    } while (page.size() == PAGE);
  }
}
