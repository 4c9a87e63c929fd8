package org.gatehouse.session;

import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.gatehouse.audit.Audit;
import org.gatehouse.audit.AuditEvent;
import org.gatehouse.auth.Account;
import org.gatehouse.auth.AccountName;
import org.gatehouse.auth.Accounts;
import org.gatehouse.auth.Caller;
import org.gatehouse.auth.ClientAddress;
import org.gatehouse.auth.Gate;
import org.gatehouse.auth.LoginHistory;
import org.gatehouse.auth.Proof;
import org.gatehouse.auth.Role;
import org.gatehouse.database.Database;
import org.gatehouse.database.TestDatabase;
import org.gatehouse.host.Host;
import org.gatehouse.host.PasswordStamp;
import org.gatehouse.persistence.Schema;
import org.gatehouse.restriction.Restrictions;
import org.gatehouse.scope.TestConfiguration;
import org.gatehouse.secret.CurrentSecret;
import org.gatehouse.secret.Secret;
import org.h2.jdbcx.JdbcDataSource;

/**
 * A node without a container: sessions on a database in memory, with a clock that stands until it
 * is moved. Site 1 is {@code example.org}, with the admin {@code owner}.
 */
final class House {

  /** Migrations say a page for each test's database. */
  private static final Logger MIGRATIONS = Logger.getLogger("org.flywaydb");

  static {
    MIGRATIONS.setLevel(Level.WARNING);
  }

  static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
  static final ClientAddress ADDRESS = ClientAddress.of("192.0.2.1");
  static final Account OWNER = account("owner", Role.SITE);
  static final Account EVE = account("eve", Role.USER);
  static final Account ADMIN =
      new Account(new AccountName("admin", Optional.empty()), Role.APPLIANCE, Optional.empty());

  final JdbcDataSource source;
  final TestConfiguration settings = new TestConfiguration();
  final List<AuditEvent> told = Collections.synchronizedList(new ArrayList<>());
  final List<String> restricted = new ArrayList<>();
  final List<String> statements = Collections.synchronizedList(new ArrayList<>());
  final Secret secret;
  final Sessions sessions;
  final SessionEnds ends;
  final HandOvers handOvers;
  final Accounts accounts = new KnownAccounts();
  Instant now = START;

  /** The password that every account has now, as far as the host side knows. */
  PasswordStamp password = PasswordStamp.of("secret");

  /** What happens once, just before the next transaction is committed. */
  Optional<Runnable> beforeCommit = Optional.empty();

  /** A node on a database of its own. */
  House() {
    this(fresh());
    sql("insert into site values (1, 'example.org', 'owner', 20000, true, 0)");
  }

  /** Another node on the same database, with the same secret. */
  House(House other) {
    this(other.source);
    now = other.now;
  }

  private House(JdbcDataSource source) {
    this.source = source;
    secret = new Secret("0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII));
    Database database =
        new TestDatabase(() -> CountedStatements.of(source, statements), this::runBeforeCommit);
    Listed listed = new Listed();
    Ear ear = new Ear();
    Standing clock = new Standing();
    SecureRandom random = new SecureRandom();
    sessions =
        new Sessions(
            database,
            listed,
            new Told(),
            host(),
            ear,
            new CurrentSecret(secret),
            random,
            clock,
            settings);
    ends = new SessionEnds(database, sessions, ear, clock, settings);
    handOvers =
        new HandOvers(database, sessions, accounts, listed, host(), ear, random, clock, settings);
  }

  private static JdbcDataSource fresh() {
    JdbcDataSource source = new JdbcDataSource();
    source.setURL(
        "jdbc:h2:mem:"
            + UUID.randomUUID()
            + ";MODE=MySQL;DATABASE_TO_LOWER=TRUE;CASE_INSENSITIVE_IDENTIFIERS=TRUE"
            + ";DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=5000");
    try {
      Schema.migrate(source);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return source;
  }

  private static Account account(String user, Role role) {
    return new Account(new AccountName(user, Optional.of("example.org")), role, Optional.of(1));
  }

  static Caller caller(Account account, Gate gate) {
    return new Caller(account, gate, ADDRESS, new Proof.Password(PasswordStamp.of("secret")));
  }

  private Host host() {
    return (Host)
        Proxy.newProxyInstance(
            House.class.getClassLoader(),
            new Class<?>[] {Host.class},
            (proxy, method, arguments) -> {
              if (!method.getName().equals("stands")) {
                throw new UnsupportedOperationException(method.getName());
              }
              return arguments[2].equals(password);
            });
  }

  /** Does what a change of an account's password does: the file first, then the sessions. */
  void changePassword(Account account) {
    password = PasswordStamp.of("another secret");
    ends.endOf(account, Optional.empty(), caller(ADMIN, Gate.CLI), "its password was changed");
  }

  String start(Account account, Gate gate) {
    return sessions.start(caller(account, gate), "browser", "").id();
  }

  Optional<Live> find(String id, Gate gate) {
    return sessions.find(id, gate, ADDRESS).map(Sessions.Found::live);
  }

  void pass(Duration time) {
    now = now.plus(time);
  }

  /** What was told to the audit of a kind. */
  List<String> told(AuditEvent.What what) {
    return told.stream().filter(event -> event.what() == what).map(AuditEvent::detail).toList();
  }

  int sql(String statement) {
    try (Connection connection = source.getConnection();
        PreparedStatement prepared = connection.prepareStatement(statement)) {
      return prepared.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private void runBeforeCommit() {
    Optional<Runnable> first = beforeCommit;
    beforeCommit = Optional.empty();
    first.ifPresent(Runnable::run);
  }

  List<String> ask(String query) {
    try (Connection connection = source.getConnection();
        PreparedStatement prepared = connection.prepareStatement(query);
        ResultSet result = prepared.executeQuery()) {
      List<String> values = new ArrayList<>();
      while (result.next()) {
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
          values.add(result.getString(i));
        }
      }
      return values;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private final class KnownAccounts extends Accounts {
    @Override
    public Optional<Standing> findAdmin(String domain) {
      return ask("select id, admin from site where domain = '" + domain + "'").isEmpty()
          ? Optional.empty()
          : find(Optional.of(1), "owner");
    }

    @Override
    public Optional<Standing> find(Optional<Integer> siteId, String user) {
      List<String> site =
          ask("select domain, admin, active from site where id = " + siteId.orElse(0));
      return site.isEmpty()
          ? Optional.empty()
          : Optional.of(
              new Standing(
                  new Account(
                      new AccountName(user, Optional.of(site.get(0))),
                      site.get(1).equals(user) ? Role.SITE : Role.USER,
                      siteId),
                  site.get(2).equalsIgnoreCase("true")));
    }
  }

  private final class Listed extends Restrictions {
    @Override
    public boolean allow(Optional<Account> account, Gate gate, ClientAddress address) {
      return !restricted.contains(account.orElseThrow().name() + " " + gate + " " + address.text());
    }
  }

  private final class Ear extends Audit {
    @Override
    public void record(AuditEvent event) {
      told.add(event);
    }
  }

  private final class Standing extends Clock {
    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  /** Connections that say which statements are prepared. */
  static final class CountedStatements {

    private CountedStatements() {}

    static Connection of(DataSource source, List<String> statements) throws SQLException {
      Connection connection = source.getConnection();
      return (Connection)
          Proxy.newProxyInstance(
              House.class.getClassLoader(),
              new Class<?>[] {Connection.class},
              (proxy, method, arguments) -> {
                if (method.getName().equals("prepareStatement")) {
                  statements.add((String) arguments[0]);
                }
                try {
                  return method.invoke(connection, arguments);
                } catch (java.lang.reflect.InvocationTargetException e) {
                  throw e.getCause();
                }
              });
    }
  }

  /** The history of sign-ins, of which only the audit's part is of interest here. */
  private final class Told extends LoginHistory {
    @Override
    public void signedIn(Caller caller, String userAgent, String detail) {
      told.add(AuditEvent.by(caller, AuditEvent.What.SIGN_IN, detail, AuditEvent.Result.DONE));
    }
  }
}
