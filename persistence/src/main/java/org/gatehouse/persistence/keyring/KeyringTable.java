package org.gatehouse.persistence.keyring;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The sealed values of the keyring, by name. */
public final class KeyringTable {

  private static final String SELECT =
      "select name, sealed, fingerprint, created_at, changed_at from keyring_value ";

  private final Connection connection;

  /**
   * The table as a connection reaches it.
   *
   * @param connection stays open; its transaction, if it has one, is the caller's
   */
  public KeyringTable(Connection connection) {
    this.connection = connection;
  }

  /** The value of a name. */
  public Optional<KeyringRow> find(String name) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(SELECT + "where name = ?")) {
      statement.setString(1, name);
      return rows(statement).stream().findFirst();
    }
  }

  /** All of them, by name, which nobody changes until the transaction ends. */
  public List<KeyringRow> lockAll() throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(SELECT + "order by name for update")) {
      return rows(statement);
    }
  }

  /** Those after a name, by name. */
  public List<KeyringRow> after(String name, int limit) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(SELECT + "where name > ? order by name limit ?")) {
      statement.setString(1, name);
      statement.setInt(2, limit);
      return rows(statement);
    }
  }

  /** How many there are. */
  public int count() throws SQLException {
    try (PreparedStatement statement =
            connection.prepareStatement("select count(*) from keyring_value");
        ResultSet result = statement.executeQuery()) {
      result.next();
      return result.getInt(1);
    }
  }

  private static List<KeyringRow> rows(PreparedStatement statement) throws SQLException {
    List<KeyringRow> rows = new ArrayList<>();
    try (ResultSet result = statement.executeQuery()) {
      while (result.next()) {
        rows.add(
            new KeyringRow(
                result.getString(1),
                result.getBytes(2),
                result.getString(3),
                result.getLong(4),
                result.getLong(5)));
      }
    }
    return rows;
  }

  /** Sets a value; one that there is keeps the time since when there is one of its name. */
  public void set(KeyringRow row) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "insert into keyring_value (name, sealed, fingerprint, created_at, changed_at)"
                + " values (?, ?, ?, ?, ?)"
                + " on duplicate key update sealed = ?, fingerprint = ?, changed_at = ?")) {
      statement.setString(1, row.name());
      statement.setBytes(2, row.sealed());
      statement.setString(3, row.fingerprint());
      statement.setLong(4, row.createdAt());
      statement.setLong(5, row.changedAt());
      statement.setBytes(6, row.sealed());
      statement.setString(7, row.fingerprint());
      statement.setLong(8, row.changedAt());
      statement.executeUpdate();
    }
  }

  /**
   * Deletes a value.
   *
   * @return whether there was one
   */
  public boolean delete(String name) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("delete from keyring_value where name = ?")) {
      statement.setString(1, name);
      return statement.executeUpdate() == 1;
    }
  }
}
