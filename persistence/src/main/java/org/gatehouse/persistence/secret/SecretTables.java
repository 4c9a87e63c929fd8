package org.gatehouse.persistence.secret;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which secrets are and were in force, and what is still needed of those that were. */
public final class SecretTables {

  private static final String SELECT =
      "select generation, fingerprint, begun_at, in_force from auth_secret ";

  private final Connection connection;

  /**
   * The tables as a connection reaches them.
   *
   * @param connection stays open; its transaction, if it has one, is the caller's
   */
  public SecretTables(Connection connection) {
    this.connection = connection;
  }

  /** The one in force; empty before the first start. */
  public Optional<SecretRow> inForce() throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(SELECT + "order by generation desc limit 1")) {
      return row(statement);
    }
  }

  /** A generation's, which nobody exchanges until the transaction ends. */
  public Optional<SecretRow> hold(int generation) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(SELECT + "where generation = ? for update")) {
      statement.setInt(1, generation);
      return row(statement);
    }
  }

  private static Optional<SecretRow> row(PreparedStatement statement) throws SQLException {
    try (ResultSet result = statement.executeQuery()) {
      return result.next()
          ? Optional.of(
              new SecretRow(
                  result.getInt(1), result.getString(2), result.getLong(3), result.getBoolean(4)))
          : Optional.empty();
    }
  }

  /**
   * Adds one that is in force.
   *
   * @throws SQLException of class 23 when another node was first
   */
  public void add(SecretRow row) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "insert into auth_secret (generation, fingerprint, begun_at, in_force)"
                + " values (?, ?, ?, ?)")) {
      statement.setInt(1, row.generation());
      statement.setString(2, row.fingerprint());
      statement.setLong(3, row.begunAt());
      statement.setBoolean(4, row.inForce());
      statement.executeUpdate();
    }
  }

  /**
   * Takes one out of force.
   *
   * @return false when it is not in force, or another one has its generation
   */
  public boolean retire(int generation, String fingerprint) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "update auth_secret set in_force = false"
                + " where generation = ? and fingerprint = ? and in_force = true")) {
      statement.setInt(1, generation);
      statement.setString(2, fingerprint);
      return statement.executeUpdate() == 1;
    }
  }

  /** The keys that are kept of former ones. */
  public List<FormerKeyRow> formerKeys() throws SQLException {
    try (PreparedStatement statement =
            connection.prepareStatement(
                "select generation, purpose, sealed from former_key"
                    + " order by generation, purpose");
        ResultSet result = statement.executeQuery()) {
      List<FormerKeyRow> rows = new ArrayList<>();
      while (result.next()) {
        rows.add(new FormerKeyRow(result.getInt(1), result.getString(2), result.getBytes(3)));
      }
      return rows;
    }
  }

  /** Keeps a key of a former one. */
  public void keep(FormerKeyRow row) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "insert into former_key (generation, purpose, sealed) values (?, ?, ?)"
                + " on duplicate key update sealed = ?")) {
      statement.setInt(1, row.generation());
      statement.setString(2, row.purpose());
      statement.setBytes(3, row.sealed());
      statement.setBytes(4, row.sealed());
      statement.executeUpdate();
    }
  }
}
