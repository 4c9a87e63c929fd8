package org.gatehouse.anvil;

import jakarta.ejb.LocalBean;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.OptimisticLockException;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.PersistenceException;
import java.time.Clock;
import java.util.function.UnaryOperator;
import org.gatehouse.persistence.SqlState;
import org.gatehouse.persistence.anvil.AnvilEntry;
import org.gatehouse.scope.Configuration;

/** The ledger in SQL, shared by all nodes. Each change is a short transaction of its own. */
@Stateless
@LocalBean
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class SqlLedger implements Ledger {

  @PersistenceContext private EntityManager entities;
  @Inject private Configuration configuration;
  @Inject private Clock clock;

  @Override
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public Tally read(String address) {
    AnvilEntry entry = entities.find(AnvilEntry.class, address);
    return entry == null ? Tally.EMPTY : Tally.decode(entry.attempts(), entry.blockedUntil());
  }

  @Override
  public Tally change(String address, UnaryOperator<Tally> change) {
    try {
      AnvilEntry entry = entities.find(AnvilEntry.class, address);
      Tally before =
          entry == null ? Tally.EMPTY : Tally.decode(entry.attempts(), entry.blockedUntil());
      Tally after = change.apply(before);
      if (after.equals(before)) {
        return after;
      }
      write(address, entry, after);
      // Here rather than at commit, so that a conflict is known as one.
      entities.flush();
      return after;
    } catch (OptimisticLockException e) {
      throw new LedgerConflictException(e);
    } catch (PersistenceException e) {
      // Two nodes that meet an address for the first time insert the same key.
      if (SqlState.of(e).filter(state -> state.duplicate() || state.conflict()).isPresent()) {
        throw new LedgerConflictException(e);
      }
      throw e;
    }
  }

  private void write(String address, AnvilEntry entry, Tally after) {
    if (after.empty()) {
      if (entry != null) {
        entities.remove(entry);
      }
      return;
    }
    AnvilEntry kept = entry == null ? new AnvilEntry(address) : entry;
    kept.replace(
        after.encodedAttempts(),
        after.blockedUntil().orElse(null),
        after.expiresAt(Limits.of(configuration)));
    if (entry == null) {
      entities.persist(kept);
    }
  }

  /** Deletes the entries that say nothing any more. */
  public int sweep() {
    return entities
        .createNamedQuery(AnvilEntry.DELETE_EXPIRED)
        .setParameter("now", clock.instant())
        .executeUpdate();
  }
}
