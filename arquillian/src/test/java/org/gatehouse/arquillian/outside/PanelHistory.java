package org.gatehouse.arquillian.outside;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.gatehouse.arquillian.domain.MariaDb;

/**
 * Rows that the panel's pages tell of, written by statements of the database alone: by commands
 * they would take hours.
 */
final class PanelHistory {

  /** As many as an account may have sessions that somebody would look through. */
  private static final int MOST_SESSIONS = 100;

  private static final int HOUR = 3_600_000;

  private PanelHistory() {}

  /**
   * Adds sign-ins of the appliance's admin and of the demo site's, audited events of every kind
   * (most of them denials, as under attack), blocked addresses and sites, and some sessions.
   *
   * @param first the number of the first row of each
   * @param last that of the last
   */
  static void add(MariaDb database, int first, int last) throws SQLException {
    long now = System.currentTimeMillis();
    String numbers = "seq_%d_to_%d".formatted(first, last);
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("use gatehouse");
      for (String account : new String[] {"0, 'admin'", "id, 'demo'"}) {
        statement.execute(
            """
            insert into login_history (site_id, user_name, happened_at, tie, gate, address,
              user_agent)
            select %s, %d - seq, seq, 'UI', '192.0.2.1', 'history'
            from %s, site where domain = 'example.test'"""
                .formatted(account, now, numbers));
      }
      // Ids begin with their millisecond; one in a thousand is what the anvil did.
      statement.execute(
          """
          insert into audit_record (node, sequence_number, id, recorded_at, what, actor, gate,
            address, detail, result, seal, mac, denied_account)
          select 'f000000000000000', seq,
            rpad(lpad(lower(hex((%d + seq) * 65536 + %d)), 16, '0'), 32, 'f'),
            %d + seq, if(seq %% 1000 = 1, 'BLOCK', 'DENIAL'), concat('guess', seq), 'SOAP',
            '192.0.2.1', 'no such account', 'REFUSED', repeat('0', 64), repeat('0', 64),
            if(seq %% 1000 = 1, null, 'admin')
          from %s"""
              .formatted(now - last, first, now - last, numbers));
      statement.execute(
          """
          insert into anvil_entry (address, attempts, expires_at, version, failures, blocked_until,
            blocked_since, block_what, block_why)
          select inet_ntoa(335544320 + seq), '', %d, seq, 0, %d, %d, inet_ntoa(335544320 + seq),
            '20 failures within 900 s' from %s"""
              .formatted(now + HOUR, now + HOUR, now, numbers));
      statement.execute(
          """
          insert into site (id, domain, admin, gid, active, created_at)
          select 1000 + seq, concat('site', seq, '.test'), 'owner', 100000 + seq, true, %d
          from %s"""
              .formatted(now, numbers));
      statement.execute(
          """
          insert into site_option (site_id, name, setting)
          select 1000 + seq, 'siteinfo.plan', 'basic' from %s"""
              .formatted(numbers));
      statement.execute(
          """
          insert into session (id_hash, handle, user_name, account, gate, address, user_agent,
            created_at, last_seen_at, ends_at)
          select sha2(seq, 256), lpad(lower(hex(seq)), 12, '0'), 'admin', 'admin', 'SOAP',
            '192.0.2.1', 'history', %d, %d, %d from %s where seq <= %d"""
              .formatted(now, now, now + HOUR, numbers, MOST_SESSIONS));
      statement.execute("analyze table login_history, audit_record, anvil_entry, site, session");
    }
  }
}
