package org.gatehouse.restriction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.gatehouse.restriction.Desk.ADMIN;
import static org.gatehouse.restriction.Desk.OWNER;
import static org.gatehouse.restriction.Desk.socket;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.gatehouse.auth.Account;
import org.gatehouse.auth.ClientAddress;
import org.gatehouse.auth.Gate;
import org.gatehouse.scope.Settings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whether an account may be used from an address, as SQL says at each call. */
class RestrictionsTest {

  private Desk desk;

  @BeforeEach
  void open() throws SQLException {
    desk = new Desk();
  }

  @AfterEach
  void close() throws SQLException {
    desk.close();
  }

  @Test
  void anAccountWithoutRestrictionsMayBeUsedFromEverywhere() {
    for (Gate gate : Gate.values()) {
      assertThat(desk.allowed(OWNER, gate, "192.0.2.1")).isTrue();
      assertThat(desk.allowed(ADMIN, gate, "2001:db8::1")).isTrue();
    }
  }

  @Test
  void aChangeHoldsAtTheNextCall() {
    desk.commands.restrictIp(socket(OWNER), "192.0.2.0/24", "", false);
    assertThat(desk.allowed(OWNER, Gate.DAV, "192.0.2.1")).isTrue();
    assertThat(desk.allowed(OWNER, Gate.DAV, "192.0.3.1")).isFalse();

    desk.commands.removeIpRestriction(socket(OWNER), "192.0.2.0/24", "", false);
    assertThat(desk.allowed(OWNER, Gate.DAV, "192.0.3.1")).isTrue();
  }

  @Test
  void restrictionsAreOfOneAccountAlone() {
    desk.commands.restrictIp(socket(OWNER), "192.0.2.1", "", false);
    desk.commands.restrictIp(socket(ADMIN), "192.0.2.2", "", false);

    assertThat(desk.allowed(OWNER, Gate.UI, "192.0.2.1")).isTrue();
    assertThat(desk.allowed(OWNER, Gate.UI, "192.0.2.2")).isFalse();
    assertThat(desk.allowed(ADMIN, Gate.UI, "192.0.2.1")).isFalse();
    assertThat(desk.allowed(ADMIN, Gate.UI, "192.0.2.2")).isTrue();
    assertThat(desk.allowed(Desk.account("other", 1), Gate.UI, "192.0.2.3")).isTrue();
    assertThat(desk.allowed(Desk.account("owner", 2), Gate.UI, "192.0.2.3")).isTrue();
  }

  @Test
  void theScopeIsTheSettings() {
    desk.commands.restrictIp(socket(OWNER), "192.0.2.1", "UI", false);
    assertThat(desk.allowed(OWNER, Gate.SOAP, "192.0.2.1")).isFalse();

    desk.settings.with(Settings.RESTRICTION_SCOPE, "listed-gates");
    assertThat(desk.allowed(OWNER, Gate.SOAP, "192.0.2.1")).isTrue();
    assertThat(desk.allowed(OWNER, Gate.UI, "192.0.2.2")).isFalse();
  }

  @Test
  void aForwardedLoopbackAddressMatchesNothing() {
    desk.commands.restrictIp(socket(OWNER), "127.0.0.0/8", "", false);
    ClientAddress own = ClientAddress.of("127.0.0.1");

    assertThat(desk.restrictions.allow(Optional.of(OWNER), Gate.REST, own)).isTrue();
    assertThat(desk.restrictions.allow(Optional.of(OWNER), Gate.REST, own.forwarded())).isFalse();
    assertThat(desk.restrictions.allow(Optional.of(ADMIN), Gate.REST, own.forwarded())).isTrue();
  }

  @Test
  void anAccountThatDoesNotExistIsRefusedByTheSameStatement() {
    List<String> statements = new ArrayList<>();
    Restrictions watched = new Restrictions(watched(statements), desk.settings);
    ClientAddress address = ClientAddress.of("192.0.2.1");

    assertThat(watched.allow(Optional.of(OWNER), Gate.SOAP, address)).isTrue();
    assertThat(watched.allow(Optional.empty(), Gate.SOAP, address)).isFalse();

    assertThat(statements).hasSize(2);
    assertThat(statements.get(0)).isEqualTo(statements.get(1));
  }

  @Test
  void whatOthersWroteIntoTheTableLetsNobodyIn() throws SQLException {
    try (var statement = desk.connection.createStatement()) {
      statement.execute("insert into restriction values (1, 'owner', 'UI', 'no network', 0)");
    }

    assertThatThrownBy(() -> desk.allowed(OWNER, Gate.UI, "192.0.2.1"))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aDatabaseThatIsAwayLetsNobodyIn() {
    DataSource away =
        (DataSource)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {DataSource.class},
                (proxy, method, arguments) -> {
                  throw new SQLException("away");
                });
    Restrictions restrictions = new Restrictions(away, desk.settings);
    Optional<Account> owner = Optional.of(OWNER);
    ClientAddress address = ClientAddress.of("192.0.2.1");

    assertThatThrownBy(() -> restrictions.allow(owner, Gate.UI, address))
        .isInstanceOf(IllegalStateException.class)
        .hasRootCauseMessage("away");
  }

  private DataSource watched(List<String> statements) {
    return (DataSource)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {DataSource.class},
            (proxy, method, arguments) -> watched(desk.source.getConnection(), statements));
  }

  private Connection watched(Connection connection, List<String> statements) {
    return (Connection)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("prepareStatement")) {
                statements.add((String) arguments[0]);
              }
              try {
                return method.invoke(connection, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
