package org.gatehouse.arquillian.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gatehouse.arquillian.domain.Domain.freshAddress;
import static org.gatehouse.arquillian.domain.Domain.freshDomain;

import jakarta.enterprise.inject.spi.CDI;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.sql.DataSource;
import org.gatehouse.auth.Account;
import org.gatehouse.auth.AccountName;
import org.gatehouse.auth.Caller;
import org.gatehouse.auth.ClientAddress;
import org.gatehouse.auth.Gate;
import org.gatehouse.auth.Proof;
import org.gatehouse.auth.Role;
import org.gatehouse.auth.Verdict;
import org.gatehouse.command.CommandException;
import org.gatehouse.command.CommandException.Kind;
import org.gatehouse.command.CommandParameter;
import org.gatehouse.command.Declaration;
import org.gatehouse.dav.LockedException;
import org.gatehouse.dav.Locks;
import org.gatehouse.dav.TooManyLocksException;
import org.gatehouse.persistence.settings.DataDirectory;
import org.junit.jupiter.api.Test;

/**
 * Every command there is, called as every role and on another site's data. Arguments follow from
 * the declaration, by name where a name says what is meant and by type otherwise, so that a command
 * is in these tests as soon as it is declared.
 */
interface RoleTests {

  String PASSWORD = "a good password";

  Domain domain();

  /** Whoever is called by a name that says nothing: no site, user, key or session is called so. */
  String NOBODY = "nobody-is-called-so";

  private static Caller caller(String name, Role role, Optional<Integer> siteId) {
    return new Caller(
        new Account(AccountName.parse(name).orElseThrow(), role, siteId),
        Gate.REST,
        ClientAddress.of("127.0.0.1"),
        new Proof.Key("0".repeat(64)));
  }

  /** Values for a command's arguments. */
  @FunctionalInterface
  interface Values {
    /** One for a text of this name. */
    String text(String name);
  }

  private static Map<String, Object> arguments(Declaration command, Values values) {
    Map<String, Object> arguments = new LinkedHashMap<>();
    for (CommandParameter parameter : command.parameters()) {
      arguments.put(
          parameter.name(),
          switch (parameter.type()) {
            case TEXT, SIMPLE, ANY -> values.text(parameter.name());
            case INTEGER -> 1;
            case BOOLEAN -> parameter.name().equals("force");
            case LIST -> List.of();
            case MAP -> Map.of();
          });
    }
    return arguments;
  }

  /** What a call came to: its result, or the kind of its failure. */
  private Object outcome(Caller caller, Declaration command, Map<String, Object> arguments) {
    try {
      return domain().commands().call(caller, command.module(), command.function(), arguments);
    } catch (CommandException e) {
      return e.kind();
    }
  }

  @Test
  default void everyCommandIsThereForTheRolesOfItsDeclarationAlone() {
    String site = freshDomain();
    int id = domain().addSite(site, PASSWORD);
    domain().commands().call(Domain.owner(site, id), "user", "add", List.of("eve", PASSWORD));
    List<Caller> callers =
        List.of(
            caller(NOBODY, Role.APPLIANCE, Optional.empty()),
            caller("owner@" + site, Role.SITE, Optional.of(id)),
            caller("eve@" + site, Role.USER, Optional.of(id)));

    for (Declaration command : domain().commands().all()) {
      for (Caller caller : callers) {
        Role role = caller.account().role();
        Object outcome = outcome(caller, command, arguments(command, name -> NOBODY));
        assertThat(outcome != Kind.UNKNOWN_COMMAND)
            .as("%s as %s: %s", command.name(), role, outcome)
            .isEqualTo(command.allows(role));
        assertThat(outcome).as(command.name()).isNotNull().isNotEqualTo(Kind.UNAVAILABLE);
      }
    }
  }

  @Test
  default void eachRoleIsShownWhatItMayCallAndNothingElse() {
    String site = freshDomain();
    int id = domain().addSite(site, PASSWORD);
    for (Caller caller :
        List.of(
            caller(NOBODY, Role.APPLIANCE, Optional.empty()),
            caller("owner@" + site, Role.SITE, Optional.of(id)),
            caller("eve@" + site, Role.USER, Optional.of(id)))) {
      assertThat(domain().commands().call(caller, "misc", "list-commands", List.of()))
          .isEqualTo(
              domain().commands().all().stream()
                  .filter(command -> command.allows(caller.account().role()))
                  .map(Declaration::name)
                  .toList());
    }
  }

  @Test
  default void theAppliancesModulesAreTheAppliancesAlone() {
    assertThat(domain().commands().all())
        .filteredOn(command -> List.of("admin", "anvil", "audit").contains(command.module()))
        .isNotEmpty()
        .allMatch(Declaration::administrative);
  }

  /**
   * A site with something of everything.
   *
   * @param keyHandle of a key of its admin
   * @param sessionHandle of a session of its admin
   * @param lock the token of a lock of its admin
   */
  record Furnished(String site, int id, String keyHandle, String sessionHandle, String lock) {

    /** What another's argument of a name might say to reach this site. */
    String text(String name) {
      return switch (name) {
        case "domain", "site" -> site;
        case "user", "admin" -> "eve";
        case "password" -> PASSWORD;
        case "handle" -> keyHandle;
        case "ip" -> "0.0.0.0/0";
        case "email" -> "mail@example.org";
        case "gate" -> "SOAP";
        case "expires", "path" -> "";
        case "token" -> lock;
        case "access" -> "off";
        default -> "owner@" + site;
      };
    }

    /** The same, for commands that are about sessions or about whole names. */
    String otherText(String name) {
      return switch (name) {
        case "handle" -> sessionHandle;
        case "user" -> "eve@" + site;
        default -> text(name);
      };
    }
  }

  private Furnished furnished() {
    String site = freshDomain();
    int id = domain().addSite(site, PASSWORD);
    Caller owner = Domain.owner(site, id);
    domain().commands().call(owner, "user", "add", List.of("eve", PASSWORD));
    domain().commands().call(owner, "common", "set-email", List.of("owner@example.org"));
    domain().commands().call(owner, "auth", "create-api-key", List.of("of " + site));
    domain().commands().call(owner, "auth", "restrict-ip", List.of("0.0.0.0/0", "", true));
    Verdict in = domain().signIn(Gate.UI, freshAddress(), "owner@" + site, PASSWORD);
    domain().sessions().start(((Verdict.Admitted) in).caller(), "browser of " + site, "");
    domain().commands().call(owner, "dav", "set-access", List.of("eve", "ro"));
    return new Furnished(
        site,
        id,
        handle(owner, "get-api-keys"),
        handle(owner, "list-sessions"),
        lock(owner, "of " + site));
  }

  private static String lock(Caller caller, String owner) {
    try {
      return CDI.current()
          .select(Locks.class)
          .get()
          .take(caller, "home/owner/list.txt", true, true, owner, Optional.empty())
          .token();
    } catch (LockedException | TooManyLocksException e) {
      throw new AssertionError(e);
    }
  }

  private String handle(Caller caller, String list) {
    List<?> listed = (List<?>) domain().commands().call(caller, "auth", list, List.of());
    return (String) ((Map<?, ?>) listed.getFirst()).get("handle");
  }

  @Test
  default void noCommandOfASiteReachesAnotherSitesData() throws Exception {
    Furnished victim = furnished();
    String site = freshDomain();
    int id = domain().addSite(site, PASSWORD);
    domain().commands().call(Domain.owner(site, id), "user", "add", List.of("mallory", PASSWORD));
    List<Caller> callers =
        List.of(
            caller("owner@" + site, Role.SITE, Optional.of(id)),
            caller("mallory@" + site, Role.USER, Optional.of(id)));
    Map<String, List<String>> before = state(victim);
    assertThat(before).allSatisfy((table, rows) -> assertThat(rows).as(table).isNotEmpty());

    for (Declaration command : domain().commands().all()) {
      for (Caller caller : callers) {
        for (Values values : List.<Values>of(victim::text, victim::otherText)) {
          Object outcome = outcome(caller, command, arguments(command, values));
          assertThat(String.valueOf(outcome))
              .as("%s as %s", command.name(), caller.account().name())
              .doesNotContain("of " + victim.site(), "owner@example.org", victim.keyHandle());
        }
      }
    }

    assertThat(state(victim)).isEqualTo(before);
    assertThat(domain().signIn(Gate.REST, freshAddress(), "eve@" + victim.site(), PASSWORD))
        .isInstanceOf(Verdict.Admitted.class);
  }

  /** All that is kept of a site, in SQL and in its account files. */
  private static Map<String, List<String>> state(Furnished site) throws SQLException, IOException {
    Map<String, List<String>> state = new LinkedHashMap<>();
    for (String table :
        List.of("api_key", "session", "restriction", "login_history", "dav_lock", "dav_access")) {
      state.put(table, rows("select * from " + table + " where site_id = ?", site.id()));
    }
    state.put("site", rows("select * from site where id = ?", site.id()));
    state.put("site_option", rows("select * from site_option where site_id = ?", site.id()));
    Path etc = DataDirectory.path().resolve("virtual/site" + site.id() + "/fst/etc");
    for (String file : List.of("passwd", "shadow")) {
      state.put(file, Files.readAllLines(etc.resolve(file), StandardCharsets.ISO_8859_1));
    }
    return state;
  }

  private static List<String> rows(String question, int siteId) throws SQLException {
    try (Connection connection = source().getConnection();
        PreparedStatement select = connection.prepareStatement(question)) {
      select.setInt(1, siteId);
      try (ResultSet row = select.executeQuery()) {
        List<String> rows = new ArrayList<>();
        while (row.next()) {
          List<String> fields = new ArrayList<>();
          for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
            fields.add(row.getString(i));
          }
          rows.add(fields.toString());
        }
        return new ArrayList<>(new TreeSet<>(rows));
      }
    }
  }

  private static DataSource source() {
    try {
      return InitialContext.doLookup("java:app/jdbc/gatehouse");
    } catch (NamingException e) {
      throw new IllegalStateException(e);
    }
  }
}
