package org.gatehouse.scope;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.gatehouse.audit.Syslog;
import org.gatehouse.command.Nearest;
import org.gatehouse.host.crypt.CryptHash;
import org.gatehouse.persistence.DatabaseUrl;
import org.gatehouse.restriction.Network;
import org.gatehouse.restriction.RestrictionScope;

/**
 * Every key of {@code config.ini}, declared once: its type, range and accepted values, and whether
 * a change takes effect without a restart. What each means, and its default, stands in the shipped
 * {@code config.ini}, which has exactly these keys.
 */
public final class Settings {

  private static final Duration NONE = Duration.ZERO;
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration YEAR = Duration.ofDays(365);

  /**
   * As many addresses of a family as a network with a prefix of this length has, 1 of 64, are never
   * blocked: where most are not, nobody is. All private networks are fewer.
   */
  public static final int WIDEST_WHITELIST = 6;

  private static final Set<String> ANNOUNCED = Set.of("crm");

  private static final List<Setting<?>> ALL = new ArrayList<>();

  /** The trusted forwarders. */
  public static final Setting<List<Network>> HTTP_TRUSTED_FORWARD =
      live("core", "http_trusted_forward", SettingType.networks());

  /** What this server is called; empty for the machine's own names. */
  public static final Setting<List<String>> HOSTNAMES =
      live("core", "hostnames", SettingType.hosts());

  /** Whether the log tells more. */
  public static final Setting<Boolean> DEBUG = live("core", "debug", SettingType.flag());

  /** Whether there is a SOAP gate. */
  public static final Setting<Boolean> SOAP = live("soap", "enabled", SettingType.flag());

  /** Whether there is a REST gate. */
  public static final Setting<Boolean> REST = live("rest", "enabled", SettingType.flag());

  /** Whether there is a DAV gate. */
  public static final Setting<Boolean> DAV = live("dav", "enabled", SettingType.flag());

  /** Whether a plain browser gets a listing of a collection. */
  public static final Setting<Boolean> DAV_BROWSER = live("dav", "browser", SettingType.flag());

  /** The most locks of an account. */
  public static final Setting<Integer> DAV_LOCKS =
      live("dav", "locks", SettingType.number(1, 100_000));

  /** How long a lock lasts when nothing is asked. */
  public static final Setting<Duration> DAV_LOCK_TIMEOUT =
      live("dav", "lock_timeout", SettingType.duration(SECOND, YEAR));

  /** How long one lasts at most. */
  public static final Setting<Duration> DAV_LONGEST_LOCK =
      live("dav", "longest_lock", SettingType.duration(SECOND, YEAR));

  /** How many bytes of a body a second brings at least; 0 for any. */
  public static final Setting<Integer> DAV_SLOWEST_UPLOAD =
      live("dav", "slowest_upload", SettingType.number(0, 100_000_000));

  /** How many requests of an account may run at once. */
  public static final Setting<Integer> DAV_REQUESTS_PER_ACCOUNT =
      live("dav", "requests_per_account", SettingType.number(1, 10_000));

  /** The most failures of an address; an entry's column is bounded. */
  public static final Setting<Integer> ANVIL_LIMIT =
      live("anvil", "limit", SettingType.number(1, 500));

  /** How long a failure counts, and a block lasts. */
  public static final Setting<Duration> ANVIL_TTL =
      live("anvil", "ttl", SettingType.duration(SECOND, YEAR));

  /** From which attempt on an answer is held. */
  public static final Setting<Integer> ANVIL_MIN_ATTEMPTS =
      live("anvil", "min_attempts", SettingType.number(1, 500));

  /** The first wait. */
  public static final Setting<Duration> ANVIL_BASE_DELAY =
      live("anvil", "base_delay", SettingType.duration(NONE, Duration.ofMinutes(10)));

  /** The longest wait. */
  public static final Setting<Duration> ANVIL_MAX_DELAY =
      live("anvil", "max_delay", SettingType.duration(NONE, Duration.ofMinutes(10)));

  /** Who is never blocked. */
  public static final Setting<List<Network>> ANVIL_WHITELIST =
      live("anvil", "whitelist", SettingType.networksWithin(WIDEST_WHITELIST));

  /** Whether networks of IPv6 are blocked. */
  public static final Setting<Boolean> ANVIL_IPV6_ESCALATE =
      live("anvil", "ipv6_escalate", SettingType.flag());

  /** The idle time of a session; a shorter one could end between two noted requests. */
  public static final Setting<Duration> SESSION_TTL =
      live("session", "ttl", SettingType.duration(Duration.ofMinutes(2), YEAR));

  /** The longest time of a session. */
  public static final Setting<Duration> SESSION_MAX_AGE =
      live("session", "max_age", SettingType.duration(Duration.ofMinutes(2), YEAR));

  /** The file of the secret. */
  public static final Setting<String> AUTH_SECRET =
      afterRestart("auth", "secret", SettingType.file());

  /** Whether the panel's sessions keep the password, sealed. */
  public static final Setting<Boolean> RETAIN_UI_PASSWORD =
      live("auth", "retain_ui_password", SettingType.flag());

  /** The steps at which denied answers leave. */
  public static final Setting<Duration> DENIED_QUANTUM =
      live("auth", "denied_quantum", SettingType.duration(NONE, Duration.ofSeconds(10)));

  /** How many hashes may wait; each holds a thread. */
  public static final Setting<Integer> HASH_QUEUE =
      live("auth", "hash_queue", SettingType.number(0, 256));

  /** How long a credential is remembered. */
  public static final Setting<Duration> CREDENTIAL_CACHE =
      live("auth", "credential_cache", SettingType.duration(NONE, Duration.ofDays(1)));

  /** The rounds of new hashes. */
  public static final Setting<Integer> ROUNDS =
      live("auth", "rounds", SettingType.number(CryptHash.FEWEST_ROUNDS, CryptHash.MOST_ROUNDS));

  /** The fewest characters of a new password; the launcher counts on eight. */
  public static final Setting<Integer> PASSWORD_MIN_LENGTH =
      live("auth", "password_min_length", SettingType.number(8, 64));

  /** How hard a new password must be to guess. */
  public static final Setting<Integer> PASSWORD_MIN_SCORE =
      live("auth", "password_min_score", SettingType.number(0, 4));

  /** Whether the admin's commands are there at remote gates. */
  public static final Setting<Boolean> ADMIN_API = live("auth", "admin_api", SettingType.flag());

  /** The most restrictions of an account. */
  public static final Setting<Integer> IP_RESTRICTION_LIMIT =
      live("auth", "ip_restriction_limit", SettingType.number(1, 1_000));

  /** What a restriction to one gate says of the others. */
  public static final Setting<RestrictionScope> RESTRICTION_SCOPE =
      live(
          "auth",
          "restriction_scope",
          new SettingType<>("all-gates or listed-gates", RestrictionScope::named));

  /** The plan of sites for which none is named. */
  public static final Setting<String> DEFAULT_PLAN =
      live("site", "default_plan", SettingType.text());

  /** For how long a figure of what a site stores is given again. */
  public static final Setting<Duration> USAGE_KEPT =
      live("site", "usage_kept", SettingType.duration(NONE, Duration.ofDays(1)));

  /** How long somebody who asks waits for figures. */
  public static final Setting<Duration> USAGE_DEADLINE =
      live("site", "usage_deadline", SettingType.duration(NONE, Duration.ofHours(1)));

  /** The largest body, in KiB. */
  public static final Setting<Integer> BODY_LIMIT =
      live("edge", "body_limit", SettingType.number(1, 65_536));

  /** How many answers may be held. */
  public static final Setting<Integer> HELD_LIMIT =
      live("edge", "held_limit", SettingType.number(1, 100_000));

  /** After how many days a record is removed. */
  public static final Setting<Integer> AUDIT_DAYS =
      live("audit", "days", SettingType.number(1, 36_500));

  /** Where the head of the chain is told. */
  public static final Setting<Optional<Syslog>> AUDIT_SYSLOG =
      live(
          "audit",
          "syslog",
          SettingType.read("udp://host:port, tcp://host:port, unix:///path or empty", Syslog::of));

  /** Whether plain HTTP is closed to all but loopback. */
  public static final Setting<Boolean> HTTPS_ONLY =
      live("frontend", "https_only", SettingType.flag());

  /** How long browsers are to come by HTTPS alone. */
  public static final Setting<Duration> HSTS_MAX_AGE =
      live("frontend", "hsts_max_age", SettingType.duration(NONE, YEAR.multipliedBy(2)));

  /** The file of the certificate; empty for the one of the first run. */
  public static final Setting<String> CERTIFICATE =
      live("frontend", "certificate", SettingType.file());

  /** The file of its key. */
  public static final Setting<String> CERTIFICATE_KEY =
      live("frontend", "certificate_key", SettingType.file());

  /** How long a head may take to arrive. */
  public static final Setting<Duration> HEAD_TIMEOUT =
      live("frontend", "head_timeout", SettingType.duration(SECOND, Duration.ofHours(1)));

  /** Whether the panel is away. */
  public static final Setting<Boolean> HEADLESS = live("frontend", "headless", SettingType.flag());

  /** The database, read before there is a domain. */
  public static final Setting<String> DATABASE_URL =
      afterRestart(
          "database",
          "url",
          SettingType.read(
              "jdbc:mysql://host:port/name, with no properties but "
                  + String.join(", ", new TreeSet<>(DatabaseUrl.PROPERTIES))
                  + ", or empty for the embedded database",
              Settings::databaseUrl));

  /** Its user. */
  public static final Setting<String> DATABASE_USER =
      afterRestart("database", "user", SettingType.text());

  /** The file with its password. */
  public static final Setting<String> DATABASE_PASSWORD_FILE =
      afterRestart("database", "password_file", SettingType.file());

  private Settings() {}

  private static String databaseUrl(String text) {
    return text.isEmpty() ? text : DatabaseUrl.of(text).text();
  }

  private static <T> Setting<T> live(String section, String key, SettingType<T> type) {
    return declare(section, key, type, true);
  }

  private static <T> Setting<T> afterRestart(String section, String key, SettingType<T> type) {
    return declare(section, key, type, false);
  }

  private static <T> Setting<T> declare(
      String section, String key, SettingType<T> type, boolean live) {
    Setting<T> setting = new Setting<>(section, key, type, live, ALL.size());
    ALL.add(setting);
    return setting;
  }

  /** All of them; the place of each is its index. */
  static List<Setting<?>> all() {
    return List.copyOf(ALL);
  }

  /** The names of all sections. */
  static Set<String> sections() {
    Set<String> sections = new LinkedHashSet<>();
    ALL.forEach(setting -> sections.add(setting.section()));
    return sections;
  }

  /** The settings of a section; none when there is no such section. */
  static List<Setting<?>> of(String section) {
    return all().stream().filter(setting -> setting.section().equals(section)).toList();
  }

  /** The setting of a section and key. */
  static Optional<Setting<?>> find(String section, String key) {
    return of(section).stream().filter(setting -> setting.key().equals(key)).findFirst();
  }

  /** Whether a section is one that ApisCP's files have, and of which nothing is here yet. */
  static boolean announced(String section) {
    return ANNOUNCED.contains(section);
  }

  /** Why there is no such section: a sentence that names the nearest, or all. */
  static String noSection(String section) {
    if (announced(section)) {
      return "no setting of [" + section + "] is there yet";
    }
    return "there is no section [" + shown(section) + "]" + instead(section, sections());
  }

  /** Why a section has no such key: a sentence that names the nearest, or all. */
  static String noKey(String section, String key) {
    return "there is no setting '"
        + shown(key)
        + "' in ["
        + section
        + "]"
        + instead(key, of(section).stream().map(Setting::key).toList());
  }

  private static String instead(String written, Collection<String> known) {
    return Nearest.of(written, known)
        .map(nearest -> "; did you mean " + nearest + "?")
        .orElse("; there are " + String.join(", ", known));
  }

  private static String shown(String written) {
    return written.length() <= 64 ? written : written.substring(0, 64) + "…";
  }
}
