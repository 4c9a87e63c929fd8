package org.gatehouse.arquillian.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.gatehouse.arquillian.domain.MariaDb;
import org.gatehouse.arquillian.domain.Statements;

/** What the database is asked for each page of the panel. */
final class PanelStatements {

  /** What is asked in the background adds to a page's statements at times, and takes none away. */
  private static final int MOST_TRIES = 8;

  private static final Pattern LIST = Pattern.compile("\\(\\?(, \\?)+\\)");

  private static final List<String> EVERYBODYS =
      List.of(
          "/",
          "/apps/restrictions",
          "/apps/keys",
          "/apps/sessions",
          "/apps/password",
          "/apps/logins",
          "/apps/logins?gate=UI&text=history",
          "/apps/logins?text=of+nobody");

  private static final List<String> ADMINS =
      List.of(
          "/apps/sites",
          "/apps/sites?filter=example",
          "/apps/anvil",
          "/apps/anvil?hours=week&events=1",
          "/apps/scopes",
          "/apps/audit",
          "/apps/audit?what=UNBLOCK",
          "/apps/audit?actor=nobody&text=of+nobody",
          "/apps/health");

  private final MariaDb database;
  private final Visitor visitor;
  private final GatehouseServer server;

  PanelStatements(MariaDb database, GatehouseServer server) {
    this.database = database;
    this.server = server;
    this.visitor = Visitor.onThisMachine(server);
  }

  /** Of each page, by who asks for it and its path, the statements and how often each is asked. */
  Map<String, SortedMap<String, Integer>> ofEachPage() throws SQLException {
    Map<String, SortedMap<String, Integer>> asked = new LinkedHashMap<>();
    asked.put("sign-in", fewest(SignInForm.PAGE, ""));
    String admin = session("admin", server.adminPassword());
    String demo = session("demo@example.test", server.demoPassword());
    for (String page : EVERYBODYS) {
      asked.put("admin " + page, fewest(page, admin));
      asked.put("demo " + page, fewest(page, demo));
    }
    for (String page : ADMINS) {
      asked.put("admin " + page, fewest(page, admin));
    }
    asked.put("demo /apps/users", fewest("/apps/users", demo));
    return asked;
  }

  /** How many statements those are. */
  static int number(SortedMap<String, Integer> statements) {
    return statements.values().stream().mapToInt(Integer::intValue).sum();
  }

  private String session(String name, String password) {
    Answer answer = WayIn.SIGN_IN_PAGE.attempt(visitor, name, password);
    return answer.cookies().findFirst().orElseThrow().split(";")[0];
  }

  /** The fewest of several times, until one is as few as the fewest before. */
  private SortedMap<String, Integer> fewest(String page, String cookie) throws SQLException {
    SortedMap<String, Integer> fewest = asked(page, cookie);
    for (int i = 0; i < MOST_TRIES; i++) {
      SortedMap<String, Integer> again = asked(page, cookie);
      if (number(again) == number(fewest)) {
        return again;
      }
      fewest = number(again) < number(fewest) ? again : fewest;
    }
    return fewest;
  }

  /** How many values stand in a list is no other statement. */
  private SortedMap<String, Integer> asked(String page, String cookie) throws SQLException {
    SortedMap<String, Integer> asked = new TreeMap<>();
    Statements.during(database, () -> assertThat(status(page, cookie)).isEqualTo(200))
        .forEach(
            (statement, times) ->
                asked.merge(LIST.matcher(statement).replaceAll("(?)"), times, Integer::sum));
    return asked;
  }

  private int status(String page, String cookie) {
    return visitor.send(visitor.url(page), "--cookie", cookie).status();
  }
}
