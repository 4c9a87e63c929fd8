package org.gatehouse.persistence.dav;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The locks of the DAV gate. Plain JDBC: they are read with most of its requests. One that is over
 * at the given instant is never seen, whether or not it was swept. Each question is one statement
 * by an index.
 */
public final class LockTable {

  private static final int ALL = Integer.MAX_VALUE;

  private static final String IN_FORCE =
      "select token, site_id, user_name, path, exclusive, deep, owner, expires_at from dav_lock"
          + " where site_id = ? and expires_at > ?";

  private static final String OF_USER = " and user_name = ?";

  private final Connection connection;

  /**
   * The table as a connection reaches it.
   *
   * @param connection stays open; its transaction, if it has one, is the caller's
   */
  public LockTable(Connection connection) {
    this.connection = connection;
  }

  /**
   * Lets one transaction at a time, over all nodes, go on from here with a site's locks until it
   * ends.
   *
   * @return false when there is no such site
   */
  public boolean takeTurn(int siteId) throws SQLException {
    // The site first, as whoever deletes it does.
    try (PreparedStatement lock =
        connection.prepareStatement("select id from site where id = ? for update")) {
      lock.setInt(1, siteId);
      try (ResultSet row = lock.executeQuery()) {
        if (!row.next()) {
          return false;
        }
      }
    }
    change(
        "insert into dav_turn (site_id, turns) values (?, 1)"
            + " on duplicate key update turns = turns + 1",
        siteId);
    return true;
  }

  /** Which locks are meant; the arguments are bytes, numbers and texts. */
  private record Condition(String text, List<Object> arguments) {

    /** One at the path, or a deep one above it. */
    static Condition holdsFor(LockPath path) {
      List<byte[]> downwards = path.downwards();
      List<byte[]> heads = new ArrayList<>();
      for (byte[] above : downwards) {
        byte[] head = LockPath.head(above);
        if (heads.isEmpty() || !Arrays.equals(heads.getLast(), head)) {
          heads.add(head);
        }
      }
      List<Object> arguments = new ArrayList<>(heads);
      arguments.addAll(downwards);
      arguments.add(path.bytes());
      return new Condition(
          "head in (%s) and path in (%s) and (deep or path = ?)"
              .formatted(places(heads.size()), places(downwards.size())),
          arguments);
    }

    private static String places(int count) {
      return String.join(", ", Collections.nCopies(count, "?"));
    }

    /** One below the path. */
    static Condition below(LockPath path) {
      return new Condition(
          "head >= ? and head <= ? and path >= ? and path < ?"
              // The root is below nothing, itself neither.
              + " and names > ?",
          List.of(path.headBelow(), path.headBeyond(), path.below(), path.beyond(), path.names()));
    }

    /** One at a member of the path. */
    static Condition atMember(LockPath path) {
      Condition below = below(path);
      List<Object> arguments = new ArrayList<>(below.arguments);
      arguments.add(path.names() + 1);
      return new Condition(below.text + " and names = ?", arguments);
    }

    Condition ofUser(String user) {
      List<Object> more = new ArrayList<>(arguments);
      more.add(user);
      return new Condition(text + OF_USER, more);
    }

    Condition ofExclusive() {
      return new Condition(text + " and exclusive", arguments);
    }
  }

  /** The locks that hold for a path: at it, and deep ones above it. */
  public List<LockRow> on(int siteId, LockPath path, Instant now) throws SQLException {
    return any(siteId, now, ALL, List.of(Condition.holdsFor(path)));
  }

  /** Those, and the ones at direct members of the path. */
  public List<LockRow> onMembers(int siteId, LockPath path, Instant now) throws SQLException {
    return any(siteId, now, ALL, List.of(Condition.holdsFor(path), Condition.atMember(path)));
  }

  /** The locks that hold for a path, and the ones below it. */
  public List<LockRow> within(int siteId, LockPath path, Instant now) throws SQLException {
    return within(siteId, path, Optional.empty(), now, ALL);
  }

  /**
   * The locks that stand in another one's way.
   *
   * @param exclusive whether the other one would be; it may be beside shared ones otherwise
   * @param deep whether it would be on what is below, too
   * @param most how many are told
   */
  public List<LockRow> against(
      int siteId, LockPath path, boolean exclusive, boolean deep, Instant now, int most)
      throws SQLException {
    List<Condition> conditions = new ArrayList<>();
    conditions.add(Condition.holdsFor(path));
    if (deep) {
      conditions.add(Condition.below(path));
    }
    if (!exclusive) {
      conditions.replaceAll(Condition::ofExclusive);
    }
    return any(siteId, now, most, conditions);
  }

  /** One statement, of which each condition has an index of its own. */
  private List<LockRow> any(int siteId, Instant now, int most, List<Condition> conditions)
      throws SQLException {
    List<String> parts = new ArrayList<>();
    List<Object> arguments = new ArrayList<>();
    for (Condition condition : conditions) {
      parts.add(IN_FORCE + " and " + condition.text());
      arguments.add(siteId);
      arguments.add(now.toEpochMilli());
      arguments.addAll(condition.arguments());
    }
    return select(String.join(" union all ", parts), arguments, most);
  }

  /**
   * Some of the locks that hold for a path, and of the ones below it.
   *
   * @param user of whom; empty for all
   * @param most how many at most
   */
  public List<LockRow> within(
      int siteId, LockPath path, Optional<String> user, Instant now, int most) throws SQLException {
    List<Condition> conditions =
        new ArrayList<>(List.of(Condition.holdsFor(path), Condition.below(path)));
    user.ifPresent(name -> conditions.replaceAll(condition -> condition.ofUser(name)));
    return any(siteId, now, most, conditions);
  }

  /** The lock of a token. */
  public Optional<LockRow> find(int siteId, String token, Instant now) throws SQLException {
    return select(IN_FORCE + " and token = ?", List.of(siteId, now.toEpochMilli(), token), 1)
        .stream()
        .findFirst();
  }

  private List<LockRow> select(String query, List<Object> arguments, int most) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(query + " order by path, token limit ?")) {
      int place = 0;
      for (Object argument : arguments) {
        select.setObject(++place, argument);
      }
      select.setInt(++place, most);
      try (ResultSet row = select.executeQuery()) {
        List<LockRow> rows = new ArrayList<>();
        while (row.next()) {
          rows.add(
              new LockRow(
                  row.getString(1),
                  row.getInt(2),
                  row.getString(3),
                  LockPath.of(row.getBytes(4)),
                  row.getBoolean(5),
                  row.getBoolean(6),
                  new String(row.getBytes(7), StandardCharsets.UTF_8),
                  Instant.ofEpochMilli(row.getLong(8))));
        }
        return rows;
      }
    }
  }

  /** How many locks an account has. */
  public int count(int siteId, String user, Instant now) throws SQLException {
    try (PreparedStatement count =
        connection.prepareStatement(
            "select count(*) from dav_lock where site_id = ? and expires_at > ?" + OF_USER)) {
      count.setInt(1, siteId);
      count.setLong(2, now.toEpochMilli());
      count.setString(3, user);
      try (ResultSet row = count.executeQuery()) {
        row.next();
        return row.getInt(1);
      }
    }
  }

  /** Adds a lock. */
  public void insert(LockRow lock, Instant now) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into dav_lock (token, site_id, user_name, path, exclusive, deep, owner,"
                + " expires_at, head, names, created_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
      insert.setString(1, lock.token());
      insert.setInt(2, lock.siteId());
      insert.setString(3, lock.user());
      insert.setBytes(4, lock.path().bytes());
      insert.setBoolean(5, lock.exclusive());
      insert.setBoolean(6, lock.deep());
      insert.setBytes(7, lock.owner().getBytes(StandardCharsets.UTF_8));
      insert.setLong(8, lock.expiresAt().toEpochMilli());
      insert.setBytes(9, lock.path().head());
      insert.setInt(10, lock.path().names());
      insert.setLong(11, now.toEpochMilli());
      insert.executeUpdate();
    }
  }

  /** Has a lock end at another time; false when there is none of that token. */
  public boolean extend(String token, Instant expiresAt) throws SQLException {
    return change(
            "update dav_lock set expires_at = ? where token = ?", expiresAt.toEpochMilli(), token)
        == 1;
  }

  /** Removes a lock; false when there was none of that token. */
  public boolean delete(String token) throws SQLException {
    return change("delete from dav_lock where token = ?", token) == 1;
  }

  /** Removes the locks at a path and below it; how many there were. */
  public int deleteWithin(int siteId, LockPath path) throws SQLException {
    int at =
        change(
            "delete from dav_lock where site_id = ? and head = ? and path = ?",
            siteId,
            path.head(),
            path.bytes());
    Condition below = Condition.below(path);
    List<Object> arguments = new ArrayList<>(List.of(siteId));
    arguments.addAll(below.arguments());
    return at
        + change("delete from dav_lock where site_id = ? and " + below.text(), arguments.toArray());
  }

  /** Removes the locks of an account of a site; how many there were. */
  public int deleteOf(int siteId, String user) throws SQLException {
    return change("delete from dav_lock where site_id = ?" + OF_USER, siteId, user);
  }

  /** Removes what is over; how many there were. */
  public int sweep(Instant now) throws SQLException {
    return change("delete from dav_lock where expires_at <= ?", now.toEpochMilli());
  }

  private int change(String statement, Object... arguments) throws SQLException {
    try (PreparedStatement change = connection.prepareStatement(statement)) {
      for (int i = 0; i < arguments.length; i++) {
        change.setObject(i + 1, arguments[i]);
      }
      return change.executeUpdate();
    }
  }
}
