package org.gatehouse.anvil;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.gatehouse.auth.AccountName;
import org.gatehouse.auth.ClientAddress;

/**
 * From where an account signed in within the last 90 days. An IPv6 address stands for its /64.
 *
 * <p>What this node has read is believed for a minute when it knows the address and for a second
 * when it does not; how much is believed at once is bounded.
 */
@ApplicationScoped
public class KnownAddresses {

  private static final Duration KNOWN_FOR = Duration.ofDays(90);
  private static final Duration BELIEVED_KNOWN = Duration.ofMinutes(1);
  private static final Duration BELIEVED_UNKNOWN = Duration.ofSeconds(1);

  /** How exactly the last sign-in is kept: a sign-in within this of the last writes nothing. */
  private static final Duration EXACTNESS = Duration.ofMinutes(10);

  private static final int MOST_BELIEVED = 20_000;

  /** No account has this name. */
  private static final String ANYBODY = "";

  private static final String ANY =
      "select last_at from known_address where network = ? and last_at > ? limit 1";
  private static final String ONE =
      "select last_at from known_address where network = ? and last_at > ? and account = ?";

  private static final String KEEP =
      "insert into known_address (account, network, last_at) values (?, ?, ?)"
          + " on duplicate key update last_at = ?";

  @Resource(lookup = "java:app/jdbc/gatehouse")
  private DataSource source;

  @Inject private Clock clock;

  private final Cache<Pair, Instant> known = cache(BELIEVED_KNOWN);
  private final Cache<Pair, Instant> unknown = cache(BELIEVED_UNKNOWN);
  private final Cache<Pair, Instant> written = cache(EXACTNESS);

  private record Pair(String account, String network) {}

  /** For the container, which gives it what it needs. */
  public KnownAddresses() {}

  /** One for tests. */
  KnownAddresses(DataSource source, Clock clock) {
    this.source = source;
    this.clock = clock;
  }

  private static Cache<Pair, Instant> cache(Duration life) {
    return Caffeine.newBuilder()
        .maximumSize(MOST_BELIEVED)
        .expireAfterWrite(life)
        .executor(Runnable::run)
        .build();
  }

  /**
   * Whether an account signed in from an address, or one of its /64, within 90 days. An account
   * that does not exist costs as much as one that does.
   *
   * @param account the account's name as the client wrote it; need not exist
   */
  public boolean knows(String account, ClientAddress address) {
    return believed(new Pair(AccountName.canonical(account), address.countedAs()));
  }

  /** Whether any account at all signed in from an address, or one of its /64, within 90 days. */
  public boolean anybody(ClientAddress address) {
    return believed(new Pair(ANYBODY, address.countedAs()));
  }

  private boolean believed(Pair pair) {
    if (known.getIfPresent(pair) != null) {
      return true;
    }
    if (unknown.getIfPresent(pair) != null) {
      return false;
    }
    Instant now = clock.instant();
    boolean found = ask(pair, now);
    (found ? known : unknown).put(pair, now);
    return found;
  }

  private boolean ask(Pair pair, Instant now) {
    boolean anybody = pair.account().equals(ANYBODY);
    try (Connection connection = source.getConnection();
        PreparedStatement select = connection.prepareStatement(anybody ? ANY : ONE)) {
      select.setString(1, pair.network());
      select.setLong(2, now.minus(KNOWN_FOR).toEpochMilli());
      if (!anybody) {
        select.setString(3, pair.account());
      }
      try (var rows = select.executeQuery()) {
        return rows.next();
      }
    } catch (SQLException e) {
      throw new LedgerException(e);
    }
  }

  /**
   * Remembers that an account signed in from an address, in the caller's transaction when there is
   * one. Within ten minutes of the last time that this node did so, it writes nothing.
   */
  public void remember(String account, ClientAddress address) {
    Pair pair = new Pair(AccountName.canonical(account), address.countedAs());
    if (written.getIfPresent(pair) != null) {
      return;
    }
    Instant now = clock.instant();
    // One statement: an update that finds nothing locks the place where another one inserts.
    try (Connection connection = source.getConnection();
        PreparedStatement keep = connection.prepareStatement(KEEP)) {
      keep.setString(1, pair.account());
      keep.setString(2, pair.network());
      keep.setLong(3, now.toEpochMilli());
      keep.setLong(4, now.toEpochMilli());
      keep.executeUpdate();
    } catch (SQLException e) {
      throw new LedgerException(e);
    }
    written.put(pair, now);
    known.put(pair, now);
    known.put(new Pair(ANYBODY, pair.network()), now);
  }

  /** Forgets from where an account signed in, in the caller's transaction. */
  public void forgetAccount(String account) {
    forget("= ?", AccountName.canonical(account));
  }

  /**
   * Forgets from where the accounts of a domain signed in, in the caller's transaction: who has the
   * domain next is not known there.
   */
  public void forget(String domain) {
    // No domain has a character that stands for others here.
    forget("like ?", "%@" + domain);
  }

  private void forget(String condition, String accounts) {
    try (Connection connection = source.getConnection()) {
      // One by one by their keys: a search that deletes would make every sign-in wait for it.
      for (Pair pair : of(connection, condition, accounts)) {
        try (PreparedStatement delete =
            connection.prepareStatement(
                "delete from known_address where account = ? and network = ?")) {
          delete.setString(1, pair.account());
          delete.setString(2, pair.network());
          delete.executeUpdate();
        }
      }
    } catch (SQLException e) {
      throw new LedgerException(e);
    }
    known.invalidateAll();
    written.invalidateAll();
  }

  /**
   * Knows the accounts of a domain by another one from now on, in the caller's transaction. What
   * was known of accounts of the other one stays.
   */
  public void rename(String domain, String other) {
    try (Connection connection = source.getConnection()) {
      for (Pair pair : of(connection, "like ?", "%@" + domain)) {
        String user = pair.account().substring(0, pair.account().lastIndexOf('@') + 1);
        try (PreparedStatement copy =
            connection.prepareStatement(
                "insert into known_address (account, network, last_at)"
                    + " select ?, network, last_at from known_address"
                    + " where account = ? and network = ?"
                    + " and not exists (select 1 from known_address"
                    + " where account = ? and network = ?)")) {
          copy.setString(1, user + other);
          copy.setString(2, pair.account());
          copy.setString(3, pair.network());
          copy.setString(4, user + other);
          copy.setString(5, pair.network());
          copy.executeUpdate();
        }
      }
    } catch (SQLException e) {
      throw new LedgerException(e);
    }
    forget(domain);
  }

  private static List<Pair> of(Connection connection, String condition, String accounts)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "select account, network from known_address where account " + condition)) {
      select.setString(1, accounts);
      List<Pair> pairs = new ArrayList<>();
      try (var rows = select.executeQuery()) {
        while (rows.next()) {
          pairs.add(new Pair(rows.getString(1), rows.getString(2)));
        }
      }
      return pairs;
    }
  }

  /** Deletes what is older than 90 days. */
  public int sweep() {
    try (Connection connection = source.getConnection();
        PreparedStatement delete =
            connection.prepareStatement("delete from known_address where last_at <= ?")) {
      delete.setLong(1, clock.instant().minus(KNOWN_FOR).toEpochMilli());
      return delete.executeUpdate();
    } catch (SQLException e) {
      throw new LedgerException(e);
    }
  }
}
