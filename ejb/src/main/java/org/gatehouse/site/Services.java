package org.gatehouse.site;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.gatehouse.command.CommandException;
import org.gatehouse.command.CommandException.Kind;
import org.gatehouse.command.Nearest;
import org.gatehouse.site.ParameterKind.Address;
import org.gatehouse.site.ParameterKind.Choice;
import org.gatehouse.site.ParameterKind.Items;
import org.gatehouse.site.ParameterKind.Text;
import org.gatehouse.site.ParameterKind.Truth;
import org.gatehouse.site.ParameterKind.WholeNumber;
import org.gatehouse.site.ServiceParameter.Use;

/**
 * The catalog: every service of sites and each of its parameters, declared here and nowhere else.
 * The names are those that billing modules and scripts use today.
 */
final class Services {

  static final String DOMAIN = "siteinfo.domain";
  static final String ADMIN_USER = "siteinfo.admin_user";
  static final String ENABLED = "siteinfo.enabled";
  static final String EMAIL = "siteinfo.email";
  static final String PLAN = "siteinfo.plan";
  static final String PASSWORD = "auth.tpasswd";
  static final String PASSWORD_HASH = "auth.cpasswd";
  static final String USERS_ENABLED = "users.enabled";
  static final String MOST_USERS = "users.max";
  static final String QUOTA_ENABLED = "diskquota.enabled";
  static final String QUOTA = "diskquota.quota";
  static final String QUOTA_UNITS = "diskquota.units";

  /** The form of a plan's name. */
  static final Pattern PLAN_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,63}");

  private static final int LONGEST_ECHO = 64;

  private static final int BILLION = 1_000_000_000;
  private static final Truth TRUTH = new Truth();
  private static final Text LINE = Text.line(255);
  private static final Text NAME =
      new Text(
          32,
          Pattern.compile("[a-z_][a-z0-9_.-]{0,31}"),
          "a user name of at most 32 lower-case letters, digits, dots, hyphens or underscores");
  private static final Text HOST =
      new Text(
          253,
          Pattern.compile("(?i)[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?\\.?"),
          "a host name, or its beginning with a dot after it");
  private static final Text IP =
      new Text(45, Pattern.compile("[0-9a-fA-F.:]{2,45}"), "an IPv4 or IPv6 address");
  private static final Text PREFIX =
      new Text(
          16,
          Pattern.compile("[A-Za-z0-9-]{1,15}_"),
          "letters, digits or hyphens and an underscore at the end, at most 16");
  private static final Choice UNITS = new Choice(List.of("B", "KB", "MB", "GB", "TB"));

  private static final Map<String, ServiceParameter> ALL = catalog();

  private Services() {}

  private static Map<String, ServiceParameter> catalog() {
    Catalog catalog = new Catalog();
    catalog
        .service("siteinfo")
        .enabled(Use.ACTED_ON, true, "always true; admin:deactivate-site suspends a site")
        .unset("domain", HOST, Use.ACTED_ON, "the site's domain; another one renames the site")
        .unset("admin_user", NAME, Use.ACTED_ON, "the user name of its admin, given once")
        .unset(
            "email",
            new Address(),
            Use.ACTED_ON,
            "where its admin gets mail; the same as common:set-email of the admin")
        .unset(
            "plan",
            new Text(64, PLAN_NAME, "the name of a plan"),
            Use.ACTED_ON,
            "the plan that says what the site itself does not")
        .unset("notes", Text.line(2_000), Use.KEPT, "what the server's admin notes of it");
    catalog
        .service("auth")
        .unset(
            "tpasswd",
            new Text(4_000, Pattern.compile("(?s).*"), "a text"),
            Use.SECRET_ACTED_ON,
            "the admin's password, as auth:password-permitted permits it")
        .unset(
            "cpasswd",
            new Text(512, Pattern.compile("(?s).*"), "a text"),
            Use.SECRET_ACTED_ON,
            "the admin's password as a crypt hash, as auth:change-cpassword takes it")
        .set("pwoverride", TRUTH, false, Use.KEPT, "whether the server's admin may sign in as it");
    catalog
        .service("billing")
        .unset("invoice", LINE, Use.KEPT, "what the billing calls the account")
        .unset("parent_invoice", LINE, Use.KEPT, "what the billing calls the account it belongs to")
        .unset("ctime", new WholeNumber(0, Integer.MAX_VALUE), Use.KEPT, "since when, Unix time");
    catalog
        .service("diskquota")
        .enabled(Use.ACTED_ON, true, "whether storage is limited")
        .unset("quota", new WholeNumber(0, BILLION), Use.ACTED_ON, "how much may be stored")
        .set("units", UNITS, "MB", Use.ACTED_ON, "what the quota counts, in powers of 1024")
        .unset("fquota", new WholeNumber(0, BILLION), Use.KEPT, "how many files there may be")
        .unset("amnesty", new WholeNumber(0, Integer.MAX_VALUE), Use.KEPT, "more until, Unix time");
    catalog
        .service("users")
        .enabled(Use.ACTED_ON, true, "whether there may be users beside the admin")
        .unset(
            "max",
            new WholeNumber(0, 100_000),
            Use.ACTED_ON,
            "how many users there may be with the admin; user:add refuses more");
    catalog
        .service("aliases")
        .enabled(Use.KEPT, true, "whether the site may have more domains")
        .set("aliases", new Items(1_000, HOST), List.of(), Use.KEPT, "its other domains")
        .unset("max", new WholeNumber(0, 100_000), Use.KEPT, "how many other domains it may have");
    catalog
        .service("apache")
        .enabled(Use.KEPT, true, "whether it has a web site")
        .set("jail", TRUTH, true, Use.KEPT, "whether PHP runs as a process of its own")
        .set("webserver", HOST, "www.", Use.KEPT, "the name before its domain")
        .set("webuser", NAME, "apache", Use.KEPT, "the user that its programs run as")
        .unset("subnum", new WholeNumber(0, 100_000), Use.KEPT, "how many subdomains it may have");
    catalog
        .service("bandwidth")
        .enabled(Use.KEPT, true, "whether its traffic is counted")
        .unset("threshold", new WholeNumber(0, BILLION), Use.KEPT, "how much traffic it may have")
        .set("units", UNITS, "GB", Use.KEPT, "what the threshold counts, in powers of 1024")
        .unset("rollover", new WholeNumber(1, 31), Use.KEPT, "the day on which counting begins");
    catalog
        .service("cgroup")
        .enabled(Use.KEPT, true, "whether its processes are limited")
        .unset("memory", new WholeNumber(1, 100_000_000), Use.KEPT, "memory in MB")
        .unset("cpu", new WholeNumber(1, BILLION), Use.KEPT, "CPU seconds in a day")
        .set("cpuweight", new WholeNumber(1, 10_000), 100, Use.KEPT, "its share of the CPU")
        .unset("proclimit", new WholeNumber(0, 4_096), Use.KEPT, "how many processes it may have")
        .unset("io", new WholeNumber(0, BILLION), Use.KEPT, "reads and writes in KB a second")
        .set("ioweight", new WholeNumber(1, 10_000), 100, Use.KEPT, "its share of the disks")
        .unset("readbw", new WholeNumber(0, BILLION), Use.KEPT, "reads in MB a second")
        .unset("writebw", new WholeNumber(0, BILLION), Use.KEPT, "writes in MB a second")
        .unset("readiops", new WholeNumber(0, BILLION), Use.KEPT, "read operations a second")
        .unset("writeiops", new WholeNumber(0, BILLION), Use.KEPT, "write operations a second")
        .unset("cpupin", LINE, Use.KEPT, "the processors it runs on");
    catalog.service("dav").enabled(Use.KEPT, true, "whether its files are served by WebDAV");
    catalog
        .service("ftp")
        .enabled(Use.KEPT, true, "whether its files are served by FTP")
        .set("ftpserver", HOST, "ftp.", Use.KEPT, "the name before its domain");
    catalog
        .service("ipinfo")
        .enabled(Use.KEPT, true, "whether it has an address")
        .set("namebased", TRUTH, true, Use.KEPT, "whether it shares its addresses with others")
        .set("ipaddrs", new Items(64, IP), List.of(), Use.KEPT, "its own IPv4 addresses")
        .set("ip6addrs", new Items(64, IP), List.of(), Use.KEPT, "its own IPv6 addresses")
        .set("nbaddrs", new Items(64, IP), List.of(), Use.KEPT, "the addresses that it shares");
    catalog
        .service("mail")
        .enabled(Use.KEPT, true, "whether it has mail")
        .set("provider", LINE, "builtin", Use.KEPT, "who handles its mail")
        .unset("key", Text.line(1_000), Use.SECRET, "what opens the provider")
        .set("mailserver", HOST, "mail.", Use.KEPT, "the name before its domain")
        .set("smtpserver", HOST, "mail.", Use.KEPT, "the name before its domain for sending")
        .set("preference", new WholeNumber(0, 65_535), 10, Use.KEPT, "of its MX record");
    database(catalog, "mysql", true, "MySQL");
    database(catalog, "pgsql", false, "PostgreSQL");
    catalog
        .service("ssh")
        .enabled(Use.KEPT, true, "whether it has a shell")
        .set("jail", TRUTH, true, Use.KEPT, "whether its shell sees its own files only")
        .set("embed", TRUTH, false, Use.KEPT, "whether the panel shows a terminal")
        .unset("port_index", new WholeNumber(0, 65_535), Use.KEPT, "where its ports begin");
    return Collections.unmodifiableMap(catalog.all);
  }

  private static void database(Catalog catalog, String service, boolean enabled, String name) {
    catalog
        .service(service)
        .enabled(Use.KEPT, enabled, "whether it has " + name + " databases")
        .unset("dbaseadmin", NAME, Use.KEPT, "the name of its " + name + " admin")
        .unset("dbaseprefix", PREFIX, Use.KEPT, "how its databases' names begin")
        .unset("dbasenum", new WholeNumber(0, 999), Use.KEPT, "how many databases it may have")
        .unset("passwd", Text.line(1_000), Use.SECRET, "the password of its " + name + " admin");
  }

  /** Gathers the declarations above. */
  private static final class Catalog {

    private final Map<String, ServiceParameter> all = new LinkedHashMap<>();
    private String service;

    Catalog service(String name) {
      service = name;
      return this;
    }

    Catalog enabled(Use use, boolean initially, String help) {
      return set("enabled", TRUTH, initially, use, help);
    }

    Catalog set(String name, ParameterKind kind, Object initial, Use use, String help) {
      return add(name, kind, Optional.of(initial), use, help);
    }

    Catalog unset(String name, ParameterKind kind, Use use, String help) {
      return add(name, kind, Optional.empty(), use, help);
    }

    private Catalog add(
        String name, ParameterKind kind, Optional<Object> initial, Use use, String help) {
      ServiceParameter parameter = new ServiceParameter(service, name, kind, initial, use, help);
      all.put(parameter.fullName(), parameter);
      return this;
    }
  }

  /** All parameters, in the order of the catalog. */
  static Collection<ServiceParameter> all() {
    return ALL.values();
  }

  /** The parameters of a service that may be shown; none when there is no such service. */
  static List<ServiceParameter> shownOf(String service) {
    return ALL.values().stream()
        .filter(parameter -> parameter.service().equals(service) && !parameter.secret())
        .toList();
  }

  /** The parameter of a name, with a dot or a comma between service and parameter. */
  static Optional<ServiceParameter> find(String written) {
    return Optional.ofNullable(ALL.get(written.replace(',', '.')));
  }

  /**
   * The parameter of a name.
   *
   * @throws CommandException with the nearest name, when there is none
   */
  static ServiceParameter require(String written) {
    return find(written).orElseThrow(() -> unknown("option", written, ALL.keySet()));
  }

  /**
   * The parameters that a name means which may be shown: one, or those of a service.
   *
   * @throws CommandException with the nearest name, when there is none, or it is a secret
   */
  static List<ServiceParameter> shown(String written) {
    List<ServiceParameter> all = shownOf(written);
    if (!all.isEmpty()) {
      return all;
    }
    boolean service = written.indexOf('.') < 0 && written.indexOf(',') < 0;
    ServiceParameter parameter =
        find(written)
            .orElseThrow(
                () ->
                    service
                        ? unknown("service", written, services())
                        : unknown("parameter", written, ALL.keySet()));
    if (parameter.secret()) {
      throw new CommandException(
          Kind.ARGUMENT, parameter.fullName() + " is a secret and never given back");
    }
    return List.of(parameter);
  }

  /** The names of the services. */
  static List<String> services() {
    return ALL.values().stream().map(ServiceParameter::service).distinct().toList();
  }

  /**
   * Says that there is none of a name, and which one may have been meant.
   *
   * @param what it was taken for
   */
  static CommandException unknown(String what, String written, Collection<String> known) {
    String shown =
        written
            .replace(',', '.')
            .substring(0, Math.min(written.length(), LONGEST_ECHO))
            .replaceAll("[^\\x20-\\x7e]", "?");
    Optional<String> nearest = Nearest.of(shown, known);
    return new CommandException(
        Kind.ARGUMENT,
        "unknown "
            + what
            + " "
            + shown
            + nearest.map(name -> "; did you mean " + name + "?").orElse(""));
  }

  /** Values by service and parameter, as clients read them. */
  static Map<String, Object> nested(Map<ServiceParameter, Object> values) {
    Map<String, Map<String, Object>> services = new LinkedHashMap<>();
    values.forEach(
        (parameter, value) ->
            services
                .computeIfAbsent(parameter.service(), ignored -> new LinkedHashMap<>())
                .put(parameter.name(), value));
    return new LinkedHashMap<>(services);
  }

  /** Each once, in the order given. */
  static List<ServiceParameter> shown(Collection<String> written) {
    List<ServiceParameter> parameters = new ArrayList<>();
    written.forEach(name -> parameters.addAll(shown(name)));
    return parameters.stream().distinct().toList();
  }
}
