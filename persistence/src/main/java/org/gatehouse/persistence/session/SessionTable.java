package org.gatehouse.persistence.session;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gatehouse.persistence.restriction.RestrictionTable;

/**
 * The live sessions. Plain JDBC: a session is read with every request of its client, in one
 * statement by primary key.
 */
public final class SessionTable {

  private static final String COLUMNS =
      "session.id_hash, session.handle, session.site_id, session.user_name, session.account,"
          + " session.gate, session.address, session.user_agent, session.asked_by,"
          + " session.parent_kind, session.parent, session.created_at, session.last_seen_at,"
          + " session.ends_at";

  private static final String FIND =
      "select "
          + COLUMNS
          + ", site.domain, site.admin, site.active, "
          + RestrictionTable.anyOf("session.site_id", "session.user_name")
          + " as restricted from session"
          + " left join site on site.id = session.site_id where session.id_hash = ?";

  private static final String INSERT =
      "insert into session (id_hash, handle, site_id, user_name, account, gate, address,"
          + " user_agent, asked_by, parent_kind, parent, created_at, last_seen_at, ends_at,"
          + " reuse_key, nonce, sealed_password) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
          + " ?, ?, ?)";

  private final Connection connection;

  /**
   * The table as a connection reaches it.
   *
   * @param connection stays open; its transaction, if it has one, is the caller's
   */
  public SessionTable(Connection connection) {
    this.connection = connection;
  }

  /**
   * Adds a session.
   *
   * @param reuseKey what a client is known by that shows no session; of one key there is one
   *     session
   * @param sealed what is kept of its password
   * @throws SQLException of class 23 when there is one of this reuse key
   */
  public void insert(SessionRow row, Optional<String> reuseKey, Optional<SealedPassword> sealed)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
      statement.setString(1, row.idHash());
      statement.setString(2, row.handle());
      statement.setObject(3, row.siteId().orElse(null), java.sql.Types.INTEGER);
      statement.setString(4, row.user());
      statement.setString(5, row.account());
      statement.setString(6, row.gate());
      statement.setString(7, row.address());
      statement.setString(8, row.userAgent());
      statement.setString(9, row.askedBy().orElse(null));
      Parent.write(statement, 10, row.parent());
      statement.setLong(12, row.createdAt().toEpochMilli());
      statement.setLong(13, row.lastSeenAt().toEpochMilli());
      statement.setLong(14, row.endsAt().toEpochMilli());
      statement.setString(15, reuseKey.orElse(null));
      statement.setBytes(16, sealed.map(SealedPassword::nonce).orElse(null));
      statement.setBytes(17, sealed.map(SealedPassword::ciphertext).orElse(null));
      statement.executeUpdate();
    }
  }

  /** The session of a hash, with what is now of its site and account: one statement. */
  public Optional<FoundSession> find(String idHash) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(FIND)) {
      statement.setString(1, idHash);
      try (ResultSet result = statement.executeQuery()) {
        return result.next()
            ? Optional.of(
                new FoundSession(row(result), site(result), result.getBoolean("restricted")))
            : Optional.empty();
      }
    }
  }

  private static Optional<FoundSession.SiteState> site(ResultSet result) throws SQLException {
    String domain = result.getString("domain");
    return domain == null
        ? Optional.empty()
        : Optional.of(
            new FoundSession.SiteState(
                domain, result.getString("admin"), result.getBoolean("active")));
  }

  /** The session of a reuse key. */
  public Optional<SessionRow> ofReuseKey(String reuseKey) throws SQLException {
    return select("where reuse_key = ?", reuseKey).stream().findFirst();
  }

  /**
   * Ends all that were started until a time. In two statements, however many there are.
   *
   * @return how many
   */
  public int endStartedUntil(Instant until, Instant now) throws SQLException {
    // The number as text: of a parameter in that place H2 does not know the type.
    try (PreparedStatement remember =
            connection.prepareStatement(
                "insert into ended_session (id_hash, ended_at, presentations) select id_hash, "
                    + now.toEpochMilli()
                    + ", 0 from session where created_at <= ?");
        PreparedStatement delete =
            connection.prepareStatement("delete from session where created_at <= ?")) {
      remember.setLong(1, until.toEpochMilli());
      remember.executeUpdate();
      delete.setLong(1, until.toEpochMilli());
      return delete.executeUpdate();
    }
  }

  /** Says that a session was used, unless somebody else said so since it was read. */
  public void seen(String idHash, Instant before, Instant now) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "update session set last_seen_at = ? where id_hash = ? and last_seen_at = ?")) {
      statement.setLong(1, now.toEpochMilli());
      statement.setString(2, idHash);
      statement.setLong(3, before.toEpochMilli());
      statement.executeUpdate();
    }
  }

  /** Says that what a session asked for was used, unless it was itself used later. */
  public void seenByWhatItAskedFor(String idHash, Instant now) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "update session set last_seen_at = ? where id_hash = ? and last_seen_at < ?")) {
      statement.setLong(1, now.toEpochMilli());
      statement.setString(2, idHash);
      statement.setLong(3, now.toEpochMilli());
      statement.executeUpdate();
    }
  }

  /** The sessions of an account, newest first. */
  public List<SessionRow> ofAccount(String account, int most) throws SQLException {
    return select("where account = ? order by created_at desc, handle limit " + most, account);
  }

  /** The sessions that an account started, as itself or by asking to come in as another. */
  public List<SessionRow> restrictedWith(String account) throws SQLException {
    return startedBy(account, " order by created_at desc, handle");
  }

  /** The same, all of them, locked until the transaction ends. */
  public List<SessionRow> lockRestrictedWith(String account) throws SQLException {
    return startedBy(account, " order by id_hash for update");
  }

  /** Two statements: each has its index, and none has the other's. */
  private List<SessionRow> startedBy(String account, String end) throws SQLException {
    List<SessionRow> rows = new ArrayList<>();
    rows.addAll(select("where account = ? and asked_by is null" + end, account));
    rows.addAll(select("where asked_by = ?" + end, account));
    return rows;
  }

  /** The session of a hash, locked until the transaction ends. */
  public List<SessionRow> lock(String idHash) throws SQLException {
    return select("where id_hash = ? for update", idHash);
  }

  /** The sessions of an account, locked until the transaction ends. */
  public List<SessionRow> lockOfAccount(String account) throws SQLException {
    return select("where account = ? order by id_hash for update", account);
  }

  /** The session of an account that has a handle, locked until the transaction ends. */
  public List<SessionRow> lockOfHandle(String account, String handle) throws SQLException {
    return select("where handle = ? and account = ? for update", handle, account);
  }

  /** The sessions of a site, locked until the transaction ends. */
  public List<SessionRow> lockOfSite(int siteId) throws SQLException {
    return select("where site_id = ? order by id_hash for update", siteId);
  }

  /** How many sessions the accounts of a site have. */
  public int countOfSite(int siteId) throws SQLException {
    return count("site_id = ?", siteId);
  }

  /** How many sessions an account has. */
  public int countOfAccount(String account) throws SQLException {
    return count("account = ?", account);
  }

  private int count(String condition, Object value) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("select count(*) from session where " + condition)) {
      statement.setObject(1, value);
      try (ResultSet result = statement.executeQuery()) {
        result.next();
        return result.getInt(1);
      }
    }
  }

  /** The sessions that die with a session or key, locked until the transaction ends. */
  public List<SessionRow> lockOfParent(Parent.Kind kind, String hash) throws SQLException {
    return select(
        "where parent = ? and parent_kind = ? order by id_hash for update", hash, kind.name());
  }

  /** The sessions that die with an account's password, locked until the transaction ends. */
  public List<SessionRow> lockAskedWithPassword(String asker) throws SQLException {
    return select(
        "where parent_kind = 'PASSWORD' and asked_by = ? order by id_hash for update", asker);
  }

  /** Some sessions that are over by themselves. */
  public List<SessionRow> over(Instant now, Instant idleSince, int most) throws SQLException {
    List<SessionRow> over = new ArrayList<>();
    // Two statements: each has its index, and none has the other's.
    over.addAll(select("where ends_at <= ? limit " + most, now.toEpochMilli()));
    over.addAll(select("where last_seen_at <= ? limit " + most, idleSince.toEpochMilli()));
    return over;
  }

  /**
   * Forgets a session but for the hash of its id.
   *
   * @param idle whether it ends because nobody used it
   * @return false when somebody else already did
   */
  public boolean end(String idHash, Instant now, boolean idle) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("delete from session where id_hash = ?")) {
      statement.setString(1, idHash);
      if (statement.executeUpdate() == 0) {
        return false;
      }
    }
    new EndedIds(connection).add(idHash, now, idle);
    return true;
  }

  /** What is kept of a session's password. */
  public Optional<SealedPassword> sealed(String idHash) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "select nonce, sealed_password from session where id_hash = ?"
                + " and sealed_password is not null")) {
      statement.setString(1, idHash);
      try (ResultSet result = statement.executeQuery()) {
        return result.next()
            ? Optional.of(new SealedPassword(result.getBytes(1), result.getBytes(2)))
            : Optional.empty();
      }
    }
  }

  /** Forgets what is kept of the passwords of an account's sessions. */
  public void unseal(String account) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "update session set nonce = null, sealed_password = null where account = ?")) {
      statement.setString(1, account);
      statement.executeUpdate();
    }
  }

  private List<SessionRow> select(String condition, Object... values) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("select " + COLUMNS + " from session " + condition)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      try (ResultSet result = statement.executeQuery()) {
        List<SessionRow> rows = new ArrayList<>();
        while (result.next()) {
          rows.add(row(result));
        }
        return rows;
      }
    }
  }

  private static SessionRow row(ResultSet result) throws SQLException {
    Integer siteId = result.getObject("site_id", Integer.class);
    return new SessionRow(
        result.getString("id_hash"),
        result.getString("handle"),
        Optional.ofNullable(siteId),
        result.getString("user_name"),
        result.getString("account"),
        result.getString("gate"),
        result.getString("address"),
        result.getString("user_agent"),
        Optional.ofNullable(result.getString("asked_by")),
        Parent.read(result),
        Instant.ofEpochMilli(result.getLong("created_at")),
        Instant.ofEpochMilli(result.getLong("last_seen_at")),
        Instant.ofEpochMilli(result.getLong("ends_at")));
  }
}
