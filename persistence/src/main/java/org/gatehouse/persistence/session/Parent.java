package org.gatehouse.persistence.session;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/**
 * What a handed-over session dies with.
 *
 * @param kind what it is
 * @param hash the SHA-256 of the session's id or of the key; empty when it is the password of the
 *     account that asked
 */
public record Parent(Kind kind, Optional<String> hash) {

  /** What a session can die with. */
  public enum Kind {
    /** A session. */
    SESSION,
    /** An API key. */
    KEY,
    /** The password of the account that asked. */
    PASSWORD
  }

  static Optional<Parent> read(ResultSet row) throws SQLException {
    String kind = row.getString("parent_kind");
    return kind == null
        ? Optional.empty()
        : Optional.of(new Parent(Kind.valueOf(kind), Optional.ofNullable(row.getString("parent"))));
  }

  static void write(PreparedStatement statement, int index, Optional<Parent> parent)
      throws SQLException {
    statement.setString(index, parent.map(Parent::kind).map(Kind::name).orElse(null));
    statement.setString(index + 1, parent.flatMap(Parent::hash).orElse(null));
  }
}
