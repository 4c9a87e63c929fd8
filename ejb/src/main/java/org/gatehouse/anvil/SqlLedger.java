package org.gatehouse.anvil;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.logging.Logger;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;
import org.gatehouse.audit.AuditEvent;
import org.gatehouse.database.Database;
import org.gatehouse.persistence.SqlState;

/**
 * The ledger in SQL. A tally is one row with a random stamp; a change names the stamp that it was
 * computed from, so it needs no lock and, unless something is told with it, no transaction but its
 * one statement. What this node has just written it need not read: a stamp that is no longer true
 * changes nothing.
 */
final class SqlLedger implements Ledger {

  private static final Logger LOG = Logger.getLogger(SqlLedger.class.getName());

  private static final Duration BELIEVED = Duration.ofSeconds(1);
  private static final int MOST_BELIEVED = 10_000;
  private static final int MOST_CONFLICTS = 100;

  private static final String COLUMNS =
      "attempts, told_until, blocked_since, blocked_until, block_why, version";

  private final DataSource source;
  private final Database database;
  private final Consumer<AuditEvent> audit;
  private final RandomGenerator random;
  private final Supplier<Limits> limits;

  /** Another one each time that all is forgotten, so that what was read before is not believed. */
  private volatile Cache<String, Row> believed = nothing();

  /** A row as it was read; {@code there} is false when there was none. */
  private record Row(Tally tally, long stamp, boolean there) {
    static final Row NONE = new Row(Tally.EMPTY, 0, false);
  }

  /** Work in a transaction. */
  private interface Work {
    boolean done() throws SQLException;
  }

  /**
   * A ledger.
   *
   * @param database runs the transactions of changes that are told of
   * @param audit writes an event in the present transaction
   * @param random makes the stamps; they are no secret
   */
  SqlLedger(
      DataSource source,
      Database database,
      Consumer<AuditEvent> audit,
      RandomGenerator random,
      Supplier<Limits> limits) {
    this.source = source;
    this.database = database;
    this.audit = audit;
    this.random = random;
    this.limits = limits;
  }

  private static Cache<String, Row> nothing() {
    return Caffeine.newBuilder()
        .maximumSize(MOST_BELIEVED)
        .expireAfterWrite(BELIEVED)
        .executor(Runnable::run)
        .build();
  }

  @Override
  public Map<Key, Tally> read(Collection<Key> keys) {
    Cache<String, Row> rows = believed;
    Map<Key, Tally> found = new HashMap<>();
    List<Key> missing = new ArrayList<>();
    for (Key key : keys) {
      Row row = rows.getIfPresent(key.text());
      if (row == null) {
        missing.add(key);
      } else {
        found.put(key, row.tally());
      }
    }
    if (!missing.isEmpty()) {
      Map<String, Row> read = select(missing);
      for (Key key : missing) {
        Row row = read.getOrDefault(key.text(), Row.NONE);
        rows.put(key.text(), row);
        found.put(key, row.tally());
      }
    }
    return found;
  }

  private Map<String, Row> select(List<Key> keys) {
    String places = String.join(", ", Collections.nCopies(keys.size(), "?"));
    return query(
        "select address, " + COLUMNS + " from anvil_entry where address in (" + places + ")",
        statement -> {
          for (int i = 0; i < keys.size(); i++) {
            statement.setString(i + 1, keys.get(i).text());
          }
        },
        found -> {
          Map<String, Row> read = new HashMap<>();
          while (found.next()) {
            read.put(
                found.getString("address"), new Row(tally(found), found.getLong("version"), true));
          }
          return read;
        });
  }

  private static Tally tally(ResultSet row) throws SQLException {
    return new Tally(
        Tally.decode(row.getBytes("attempts")), block(row), instant(row, "told_until"));
  }

  private static Optional<Block> block(ResultSet row) throws SQLException {
    Optional<Instant> until = instant(row, "blocked_until");
    if (until.isEmpty()) {
      return Optional.empty();
    }
    // Blocks of the first version have neither a beginning nor a reason.
    Instant since = instant(row, "blocked_since").orElse(until.get());
    return Optional.of(
        new Block(since, until.get(), Optional.ofNullable(row.getString("block_why")).orElse("")));
  }

  private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
    long milliseconds = row.getLong(column);
    return row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(milliseconds));
  }

  @Override
  public Tally change(Key key, Function<Tally, Change> change) {
    Cache<String, Row> rows = believed;
    Row old = rows.getIfPresent(key.text());
    for (int conflicts = 0; conflicts <= MOST_CONFLICTS; conflicts++) {
      Row before = old != null ? old : select(List.of(key)).getOrDefault(key.text(), Row.NONE);
      Change wanted = change.apply(before.tally());
      boolean nothing = wanted.plain() && wanted.tally().equals(before.tally());
      if (nothing && old == null) {
        rows.put(key.text(), before);
        return before.tally();
      }
      // That there is nothing to do is not decided by what may be a second old: it is read again.
      old = null;
      if (!nothing) {
        Optional<Row> after = kept(key, before, wanted);
        if (after.isPresent()) {
          rows.put(key.text(), after.get());
          return after.get().tally();
        }
      }
      rows.invalidate(key.text());
    }
    throw new LedgerException(new SQLException("others were faster each time", "40001"));
  }

  private Optional<Row> kept(Key key, Row before, Change wanted) {
    Row after =
        wanted.tally().empty() ? Row.NONE : new Row(wanted.tally(), random.nextLong(), true);
    try {
      boolean done =
          wanted.plain()
              ? replace(key, before, after)
              : inTransaction(() -> replace(key, before, after) && tell(wanted));
      return done ? Optional.of(after) : Optional.empty();
    } catch (SQLException e) {
      if (fasterOther(e)) {
        return Optional.empty();
      }
      throw new LedgerException(e);
    }
  }

  private static boolean fasterOther(Throwable failure) {
    return SqlState.of(failure).filter(state -> state.duplicate() || state.conflict()).isPresent();
  }

  private boolean tell(Change change) throws SQLException {
    if (change.forAllNodes()) {
      countChange();
    }
    change.events().forEach(audit);
    return true;
  }

  private void countChange() throws SQLException {
    execute(
        "update counter set next_number = next_number + 1 where name = 'anvil'", statement -> {});
  }

  private boolean replace(Key key, Row before, Row after) throws SQLException {
    if (after.there()) {
      return before.there() ? update(key, before, after) : insert(key, after);
    }
    return !before.there()
        || execute(
                "delete from anvil_entry where address = ? and version = ?",
                statement -> {
                  statement.setString(1, key.text());
                  statement.setLong(2, before.stamp());
                })
            == 1;
  }

  private boolean insert(Key key, Row row) throws SQLException {
    return execute(
            "insert into anvil_entry (attempts, failures, told_until, blocked_since,"
                + " blocked_until, block_what, block_why, expires_at, version, address)"
                + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            statement -> fill(statement, key, row))
        == 1;
  }

  private boolean update(Key key, Row before, Row row) throws SQLException {
    return execute(
            "update anvil_entry set attempts = ?, failures = ?, told_until = ?, blocked_since = ?,"
                + " blocked_until = ?, block_what = ?, block_why = ?, expires_at = ?, version = ?"
                + " where address = ? and version = ?",
            statement -> {
              int next = fill(statement, key, row);
              statement.setLong(next, before.stamp());
            })
        == 1;
  }

  private int fill(PreparedStatement statement, Key key, Row row) throws SQLException {
    Tally tally = row.tally();
    int next = 1;
    statement.setBytes(next++, tally.encodedAttempts());
    statement.setInt(next++, tally.failures());
    set(statement, next++, tally.toldUntil());
    set(statement, next++, tally.block().map(Block::since));
    set(statement, next++, tally.block().map(Block::until));
    statement.setString(next++, tally.block().isPresent() ? key.what() : null);
    statement.setString(next++, tally.block().map(Block::why).orElse(null));
    statement.setLong(next++, tally.expiresAt(limits.get()).toEpochMilli());
    statement.setLong(next++, row.stamp());
    statement.setString(next++, key.text());
    return next;
  }

  private static void set(PreparedStatement statement, int place, Optional<Instant> instant)
      throws SQLException {
    if (instant.isPresent()) {
      statement.setLong(place, instant.get().toEpochMilli());
    } else {
      statement.setNull(place, Types.BIGINT);
    }
  }

  @Override
  public int failuresWithin(String prefix) {
    return query(
        "select coalesce(sum(failures), 0) from anvil_entry where address > ? and address < ?",
        statement -> range(statement, prefix),
        found -> found.next() ? found.getInt(1) : 0);
  }

  @Override
  public Map<String, Tally> within(String prefix, int most) {
    return query(
        "select address, "
            + COLUMNS
            + " from anvil_entry where address > ? and address < ? order by address limit ?",
        statement -> {
          range(statement, prefix);
          statement.setInt(3, most);
        },
        found -> {
          Map<String, Tally> tallies = new LinkedHashMap<>();
          while (found.next()) {
            tallies.put(found.getString("address"), tally(found));
          }
          return tallies;
        });
  }

  /** No key has a character after the tilde. */
  private static void range(PreparedStatement statement, String prefix) throws SQLException {
    statement.setString(1, prefix);
    statement.setString(2, prefix + "~");
  }

  @Override
  public List<Standing> blocked(String after, Instant now, int most) {
    return query(
        "select address, block_what, "
            + COLUMNS
            + " from anvil_entry where address > ? and blocked_until > ?"
            + " order by address limit ?",
        statement -> {
          statement.setString(1, after);
          statement.setLong(2, now.toEpochMilli());
          statement.setInt(3, most);
        },
        found -> {
          List<Standing> standing = new ArrayList<>();
          while (found.next()) {
            String key = found.getString("address");
            standing.add(new Standing(key, what(found), block(found).orElseThrow()));
          }
          return standing;
        });
  }

  @Override
  public List<Key> fromTheFuture(Instant later, int most) {
    return query(
        "select address, block_what from anvil_entry where expires_at > ? limit ?",
        statement -> {
          statement.setLong(1, later.toEpochMilli());
          statement.setInt(2, most);
        },
        found -> {
          List<Key> keys = new ArrayList<>();
          while (found.next()) {
            keys.add(new Key(found.getString(1), what(found)));
          }
          return keys;
        });
  }

  private static String what(ResultSet row) throws SQLException {
    return Optional.ofNullable(row.getString("block_what")).orElse(row.getString("address"));
  }

  @Override
  public int sweep(Instant now) {
    try {
      return execute(
          "delete from anvil_entry where expires_at < ?",
          statement -> statement.setLong(1, now.toEpochMilli()));
    } catch (SQLException e) {
      throw new LedgerException(e);
    }
  }

  @Override
  public long changes() {
    return query(
        "select next_number from counter where name = 'anvil'",
        statement -> {},
        found -> found.next() ? found.getLong(1) : 0L);
  }

  @Override
  public void forget() {
    believed = nothing();
  }

  @Override
  public List<Exempt> whitelist() {
    return query(
        "select network, added_at, added_by from anvil_whitelist order by network",
        statement -> {},
        found -> {
          List<Exempt> exempt = new ArrayList<>();
          while (found.next()) {
            exempt.add(
                new Exempt(
                    found.getString(1),
                    Instant.ofEpochMilli(found.getLong(2)),
                    found.getString(3)));
          }
          return exempt;
        });
  }

  @Override
  public boolean exempt(Exempt network, AuditEvent event) {
    try {
      return inTransaction(
          () -> {
            execute(
                "insert into anvil_whitelist (network, added_at, added_by) values (?, ?, ?)",
                statement -> {
                  statement.setString(1, network.network());
                  statement.setLong(2, network.addedAt().toEpochMilli());
                  statement.setString(3, network.addedBy());
                });
            countChange();
            audit.accept(event);
            return true;
          });
    } catch (SQLException e) {
      if (SqlState.of(e).filter(SqlState::duplicate).isPresent()) {
        return false;
      }
      throw new LedgerException(e);
    }
  }

  @Override
  public boolean expose(String network, AuditEvent event) {
    try {
      return inTransaction(
          () -> {
            int gone =
                execute(
                    "delete from anvil_whitelist where network = ?",
                    statement -> statement.setString(1, network));
            if (gone == 0) {
              return false;
            }
            countChange();
            audit.accept(event);
            return true;
          });
    } catch (SQLException e) {
      throw new LedgerException(e);
    }
  }

  /** Sets the values of a statement. */
  private interface Filling {
    void fill(PreparedStatement statement) throws SQLException;
  }

  /** Reads what a query found. */
  private interface Reading<T> {
    T read(ResultSet found) throws SQLException;
  }

  private <T> T query(String query, Filling filling, Reading<T> reading) {
    try (Connection connection = source.getConnection();
        PreparedStatement statement = connection.prepareStatement(query)) {
      filling.fill(statement);
      try (ResultSet found = statement.executeQuery()) {
        return reading.read(found);
      }
    } catch (SQLException e) {
      throw new LedgerException(e);
    }
  }

  private int execute(String statement, Filling filling) throws SQLException {
    try (Connection connection = source.getConnection();
        PreparedStatement prepared = connection.prepareStatement(statement)) {
      filling.fill(prepared);
      return prepared.executeUpdate();
    }
  }

  private boolean inTransaction(Work work) throws SQLException {
    try {
      return database.whole(
          () -> {
            try {
              return work.done();
            } catch (SQLException e) {
              throw new LedgerException(e);
            }
          });
    } catch (LedgerException e) {
      throw (SQLException) e.getCause();
    } catch (RuntimeException e) {
      // A cluster may find a conflict only when the transaction commits.
      Optional<SqlState> conflict = SqlState.of(e).filter(SqlState::conflict);
      if (conflict.isPresent()) {
        throw new SQLException("the transaction was not kept", conflict.get().code(), e);
      }
      throw e;
    }
  }
}
