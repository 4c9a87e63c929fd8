package org.gatehouse.auth;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.gatehouse.command.Command;
import org.gatehouse.command.CommandException;
import org.gatehouse.command.CommandException.Kind;
import org.gatehouse.command.Default;
import org.gatehouse.command.Effect;
import org.gatehouse.command.Module;
import org.gatehouse.persistence.login.KeptLogin;
import org.gatehouse.persistence.login.LoginFilter;
import org.gatehouse.persistence.login.LoginKey;
import org.gatehouse.persistence.login.LoginRow;
import org.gatehouse.restriction.Network;

/** What an account may know of its own sign-ins. */
@ApplicationScoped
@Module("auth")
public class LoginCommands {

  /** The length of a date. */
  private static final int DATE = 10;

  /** Some 30,000 years; beyond it a time may have no milliseconds. */
  private static final long MOST_SECONDS = 1L << 40;

  private static final Pattern KEY = Pattern.compile("([0-9]{1,15})-([0-9a-f]{8})");

  @Inject private LoginHistory history;
  @Inject private Accounts accounts;

  /** For the container. */
  public LoginCommands() {}

  /** For tests. */
  LoginCommands(LoginHistory history, Accounts accounts) {
    this.history = history;
    this.accounts = accounts;
  }

  /**
   * Lists the caller's sign-ins, newest first. Where no session is started (REST, DAV, CLI, and
   * SOAP with a key) the first request from an address counts as one, every 15 minutes.
   *
   * @param limit how many at most, 1 to 1000
   * @param gate those at one gate, such as UI; empty for all
   * @param address those from an address or network (CIDR); empty for all
   * @param from those since a date, 2026-01-31, or time, 2026-01-31T12:00:00Z (UTC); empty for all
   * @param to those to the end of a date, or before a time; empty for all
   * @param after the key of the last one of the page before; empty for the first page
   * @return for each the instant (UTC), gate, address and user agent, and its key
   */
  @Command(
      roles = {Role.APPLIANCE, Role.SITE, Role.USER},
      effect = Effect.READS)
  public List<Object> getLoginHistory(
      Caller caller,
      @Default("10") int limit,
      @Default("") String gate,
      @Default("") String address,
      @Default("") String from,
      @Default("") String to,
      @Default("") String after) {
    if (limit < 1 || limit > LoginHistory.KEPT) {
      throw new CommandException(
          Kind.ARGUMENT, "argument 'limit' must be from 1 to " + LoginHistory.KEPT);
    }
    Optional<Network> network = given(address).map(LoginCommands::network);
    LoginFilter filter =
        new LoginFilter(
            given(gate).map(LoginCommands::gate),
            given(from).map(text -> instant("from", text, 0)),
            given(to).map(text -> instant("to", text, 1)),
            given(after).map(LoginCommands::key));
    // A database compares no addresses with networks; of one account there are few.
    int looked = network.isPresent() ? LoginHistory.MOST_OF_ACCOUNT : limit;
    return history.find(caller.account(), filter, looked).stream()
        .filter(found -> network.filter(one -> !one.contains(found.login().address())).isEmpty())
        .limit(limit)
        .<Object>map(LoginCommands::listed)
        .toList();
  }

  private static Optional<String> given(String text) {
    return Optional.of(text).filter(one -> !one.isEmpty());
  }

  private static String gate(String text) {
    return Stream.of(Gate.values())
        .map(Gate::name)
        .filter(name -> name.equalsIgnoreCase(text))
        .findFirst()
        .orElseThrow(() -> argument("'gate' must be one of " + List.of(Gate.values())));
  }

  private static Network network(String text) {
    return Network.parse(text)
        .orElseThrow(() -> argument("'address' must be an IPv4 or IPv6 address or CIDR"));
  }

  private static Instant instant(String argument, String text, int daysAfter) {
    try {
      Instant instant =
          text.length() == DATE
              ? LocalDate.parse(text).plusDays(daysAfter).atStartOfDay(ZoneOffset.UTC).toInstant()
              : Instant.parse(text);
      if (Math.abs(instant.getEpochSecond()) <= MOST_SECONDS) {
        return instant;
      }
    } catch (DateTimeException e) {
      // as what is out of range
    }
    throw argument(
        "'" + argument + "' must be a date such as 2026-01-31 or a time, 2026-01-31T12:00:00Z");
  }

  private static LoginKey key(String text) {
    Matcher key = KEY.matcher(text);
    if (!key.matches()) {
      throw argument("'after' must be the key of an entry that this command listed");
    }
    return new LoginKey(
        Instant.ofEpochMilli(Long.parseLong(key.group(1))),
        Integer.parseUnsignedInt(key.group(2), 16));
  }

  private static CommandException argument(String reason) {
    return new CommandException(Kind.ARGUMENT, "argument " + reason);
  }

  private static Map<String, Object> listed(KeptLogin found) {
    Map<String, Object> listed = new LinkedHashMap<>(shown(found.login()));
    listed.put(
        "key",
        found.key().at().toEpochMilli() + "-" + HexFormat.of().toHexDigits(found.key().tie()));
    return listed;
  }

  /**
   * The caller's sign-in before the present one.
   *
   * @return its instant (UTC), gate, address and user agent; empty when there was none
   */
  @Command(
      roles = {Role.APPLIANCE, Role.SITE, Role.USER},
      effect = Effect.READS)
  public Map<String, Object> getLastLogin(Caller caller) {
    // Coming in by the local socket, or by somebody else's hand-over, is no sign-in of the account.
    boolean presentIsOne =
        switch (caller.proof()) {
          case Proof.Password _, Proof.Key _ -> true;
          case Proof.Session session -> session.askedBy().isEmpty();
          case Proof.Socket _ -> false;
        };
    return history.last(caller.account(), 2).stream()
        .skip(presentIsOne ? 1 : 0)
        .findFirst()
        .map(LoginCommands::shown)
        .orElseGet(Map::of);
  }

  private static Map<String, Object> shown(LoginRow login) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("at", login.at().toString());
    shown.put("gate", login.gate());
    shown.put("address", login.address());
    shown.put("user_agent", login.userAgent());
    return shown;
  }

  /**
   * Whether the caller's site is suspended.
   *
   * @return false for the appliance
   */
  @Command(
      roles = {Role.APPLIANCE, Role.SITE, Role.USER},
      effect = Effect.READS)
  public boolean isInactive(Caller caller) {
    return accounts
        .find(caller.account().siteId(), caller.account().name().user())
        .filter(Accounts.Standing::active)
        .isEmpty();
  }
}
