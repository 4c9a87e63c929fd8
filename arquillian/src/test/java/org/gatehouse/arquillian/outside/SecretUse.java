package org.gatehouse.arquillian.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Uses passwords, keys and session ids in all ways there are, and remembers them: of passwords the
 * random part, which stands as it is in a form, a message, a header or a URL.
 */
final class SecretUse {

  private static final String SITE = "example.test";
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Pattern TOKEN =
      Pattern.compile("<meta name=\"csrf-token\" content=\"([^\"]+)\"");

  private static final Pattern RETURN = Pattern.compile("<return[^>]*>([^<]+)</return>");

  /** A panel's session: its URL without a path, and its cookies. */
  private record Panel(String url, String cookies) {}

  private final GatehouseServer gatehouse;
  private final Visitor visitor;
  private final String user;
  private final List<String> secrets = new ArrayList<>();
  private final List<String> tokens = new ArrayList<>();
  private final List<Panel> panels = new ArrayList<>();

  /**
   * Makes an account of the demo site to use them with.
   *
   * @param user its name
   */
  SecretUse(GatehouseServer gatehouse, Visitor visitor, String user) {
    this.gatehouse = gatehouse;
    this.visitor = visitor;
    this.user = user;
  }

  private String name() {
    return user + "@" + SITE;
  }

  private String newPassword() {
    byte[] random = new byte[12];
    RANDOM.nextBytes(random);
    return "a pass-word's " + remembered(HexFormat.of().formatHex(random));
  }

  private String remembered(String secret) {
    secrets.add(secret);
    return secret;
  }

  /** Passwords, keys, ids of sessions and of hand-overs, and tags of sealed passwords. */
  List<String> secrets() {
    return List.copyOf(secrets);
  }

  /** What the panel's pages send with their calls; good for nothing without the session's id. */
  List<String> tokens() {
    return List.copyOf(tokens);
  }

  /**
   * Comes in by every gate, right and wrong, with every kind of credential; all stays signed in.
   */
  void everywhere() {
    String password = changePasswords();
    signInAtPanel(visitor.url(""), password);
    signInAtPanel(visitor.tlsUrl(""), password);
    Answer soap = WayIn.SOAP.attempt(visitor, name(), password);
    assertThat(remember(soap)).as(soap.body()).isNotEmpty();
    assertThat(WayIn.REST.attempt(visitor, name(), password).status()).isEqualTo(200);
    handOver();
    key(password);
    makeMistakes(password);
  }

  /** By SOAP, REST and the local socket. */
  private String changePasswords() {
    String first = newPassword();
    String second = newPassword();
    String third = newPassword();
    ok(
        rest(
            gatehouse.demo(),
            "user/add",
            "{\"user\":\"%s\",\"password\":\"%s\"}".formatted(user, first)));
    signInAtPanel(visitor.url(""), first);
    Answer soap =
        soap(
            name() + ":" + first,
            "<auth_change_password><password>" + second + "</password></auth_change_password>");
    ok(soap);
    remember(soap);
    ok(rest(name() + ":" + second, "auth/change_password", "{\"password\":\"" + third + "\"}"));
    return changePasswordAtSocket();
  }

  private String changePasswordAtSocket() {
    String password = newPassword();
    ok(
        visitor.send(
            "http://localhost/cli/auth/change_password?user=" + user + "&domain=" + SITE,
            "--unix-socket",
            gatehouse.data().resolve("run/gatehouse.sock").toString(),
            "--json",
            "[\"" + password + "\"]"));
    return password;
  }

  private void signInAtPanel(String url, String password) {
    Answer answer =
        visitor.send(url + WayIn.SIGN_IN_PAGE.path(), WayIn.SIGN_IN_PAGE.attempt(name(), password));
    assertThat(answer.status()).as(answer.body()).isEqualTo(302);
    assertThat(remember(answer)).as("its id, and the tag of the sealed password").hasSize(2);
    Panel panel = new Panel(url, cookies(answer));
    panels.add(panel);
    String token = token(panel);
    ok(
        visitor.send(
            url + WayIn.REST.path(),
            "--cookie",
            panel.cookies(),
            "--header",
            "X-CSRF-Token: " + token,
            "--json",
            "{}"));
  }

  private String token(Panel panel) {
    Matcher token = TOKEN.matcher(page(panel).body());
    assertThat(token.find()).isTrue();
    tokens.add(token.group(1));
    return token.group(1);
  }

  private Answer page(Panel panel) {
    return visitor.send(panel.url() + "/", "--cookie", panel.cookies());
  }

  /** One that is exchanged at the panel, and one for SOAP. */
  private void handOver() {
    String asked = "{\"site\":\"%s\",\"user\":\"%s\",\"gate\":\"%s\"}";
    String panels =
        rest(gatehouse.admin(), "admin/hijack", asked.formatted(SITE, user, "UI")).text();
    Answer exchanged = visitor.send(visitor.url("/?esprit_id=" + remembered(panels)));
    assertThat(exchanged.status()).isEqualTo(303);
    assertThat(remember(exchanged)).hasSize(1);
    this.panels.add(new Panel(visitor.url(""), cookies(exchanged)));
    Answer answer =
        soap(
            gatehouse.admin(),
            "<admin_hijack><site>%s</site><user>%s</user></admin_hijack>".formatted(SITE, user));
    remember(answer);
    String soaps = returned(answer);
    ok(
        visitor.send(
            visitor.url(WayIn.SOAP.path()),
            "--cookie",
            "esprit_id=" + remembered(soaps),
            "--header",
            "Content-Type: text/xml",
            "--data",
            message("<common_whoami/>")));
  }

  private void key(String password) {
    Answer answer = soap(name() + ":" + password, "<auth_create_api_key/>");
    remember(answer);
    String key = returned(answer);
    remembered(key);
    remembered(key.replace("-", ""));
    ok(
        visitor.send(
            visitor.url("/soap?authkey=" + key),
            "--header",
            "Content-Type: text/xml",
            "--data",
            message("<common_whoami/>")));
  }

  /** What is broken or refused is what is logged. */
  private void makeMistakes(String password) {
    String guest = newPassword();
    assertThat(
            List.of(
                rest(gatehouse.demo(), "user/add", "{\"password\":\"" + guest + "\"}"),
                rest(name() + ":" + password, "auth/change_password", "{\"password\":\"" + guest),
                visitor.send(
                    visitor.url(WayIn.SOAP.path()),
                    "--user",
                    name() + ":" + password,
                    "--header",
                    "Content-Type: text/xml",
                    "--data",
                    "<a>" + guest + "</b>")))
        .allSatisfy(answer -> assertThat(answer.status()).isEqualTo(400));
    String wrong = newPassword();
    for (WayIn gate : WayIn.values()) {
      assertThat(gate.attempt(visitor, name(), wrong).status()).isEqualTo(401);
    }
    assertThat(
            visitor
                .send(
                    visitor.url("/soap?authkey=" + wrong.substring(wrong.lastIndexOf(' ') + 1)),
                    "--header",
                    "Content-Type: text/xml",
                    "--data",
                    message("<common_whoami/>"))
                .status())
        .isEqualTo(401);
  }

  /** Signs out of the panel, and ends all other sessions by another password. */
  void signOut() {
    for (Panel panel : panels) {
      Answer page = page(panel);
      if (page.status() == 200) {
        SignInForm button = SignInForm.of(page);
        List<String> press = new ArrayList<>(List.of(button.pressed()));
        press.addAll(List.of("--cookie", panel.cookies()));
        visitor.send(panel.url() + button.action(), press.toArray(String[]::new));
      }
    }
    changePasswordAtSocket();
    assertThat(panels).allSatisfy(panel -> assertThat(page(panel).status()).isEqualTo(302));
  }

  private List<String> remember(Answer answer) {
    List<String> values = cookieValues(answer).values().stream().distinct().toList();
    secrets.addAll(values);
    return values;
  }

  private static String cookies(Answer answer) {
    return cookieValues(answer).entrySet().stream()
        .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
        .collect(Collectors.joining("; "));
  }

  private static Map<String, String> cookieValues(Answer answer) {
    return answer
        .cookies()
        .map(cookie -> cookie.split(";", 2)[0].split("=", 2))
        .filter(pair -> !pair[1].isEmpty())
        .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
  }

  private static String message(String call) {
    return "<S:Envelope xmlns:S=\"http://schemas.xmlsoap.org/soap/envelope/\"><S:Body>"
        + call
        + "</S:Body></S:Envelope>";
  }

  private Answer rest(String credential, String command, String arguments) {
    return visitor.send(visitor.url("/api/" + command), "--user", credential, "--json", arguments);
  }

  private Answer soap(String credential, String call) {
    return visitor.send(
        visitor.url(WayIn.SOAP.path()),
        "--user",
        credential,
        "--header",
        "Content-Type: text/xml;charset=UTF-8",
        "--data",
        message(call));
  }

  private static String returned(Answer answer) {
    Matcher returned = RETURN.matcher(answer.body());
    assertThat(returned.find()).as(answer.body()).isTrue();
    return returned.group(1);
  }

  private static void ok(Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
  }
}
