package org.gatehouse.cli;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The programs that make, change and find sites, named as people know them from ApisCP. Each is one
 * call of a command of module {@code admin}.
 */
enum SiteProgram implements Program {
  ADD(
      "AddDomain",
      "add-site",
      EnumSet.of(Option.CONFIGURE, Option.DRY_RUN),
      "[DOMAIN] -c siteinfo,admin_user=USER [-c ...]",
      """
      Adds a site and prints its name, such as site12. Its domain stands as a word
      or as -c siteinfo,domain=DOMAIN; what is not said of it, its plan says.
      """),
  EDIT(
      "EditDomain",
      "edit-site",
      EnumSet.of(Option.CONFIGURE, Option.RESET, Option.DRY_RUN),
      "SITE -c SERVICE,PARAMETER=VALUE [-c ...]",
      """
      Changes a site: all that is asked, or nothing. What is not named stays.
      """),
  DELETE(
      "DeleteDomain",
      "delete-site",
      EnumSet.of(Option.DRY_RUN),
      "SITE",
      """
      Deletes a site with all its files, users, options, sessions and keys.
      """),
  SUSPEND(
      "SuspendDomain",
      "deactivate-site",
      EnumSet.of(Option.REASON, Option.DRY_RUN),
      "SITE",
      """
      Suspends a site: its sessions end at once, and its passwords and keys are
      refused until ActivateDomain. One that is suspended stays so.
      """),
  ACTIVATE(
      "ActivateDomain",
      "activate-site",
      EnumSet.of(Option.DRY_RUN),
      "SITE",
      """
      Ends the suspension of a site; one that is not suspended stays so.
      """),
  NAME(
      "get_site",
      "collect",
      EnumSet.noneOf(Option.class),
      "DOMAIN",
      """
      Prints the name of the site of a domain, such as site12.
      """),
  ID(
      "get_site_id",
      "collect",
      EnumSet.noneOf(Option.class),
      "DOMAIN",
      """
      Prints the number of the site of a domain, such as 12.
      """);

  private static final Set<Option> OF_ALL =
      EnumSet.of(
          Option.DATA,
          Option.KEY_FILE,
          Option.KEY,
          Option.ENDPOINT,
          Option.AUTHORITY,
          Option.OUTPUT,
          Option.HELP);

  private static final String DOMAIN = "siteinfo.domain";
  private static final String ADMIN = "siteinfo.admin_user";
  private static final String PREFIX = "site";

  private final String name;
  private final String function;
  private final Set<Option> options;
  private final String arguments;
  private final String description;

  SiteProgram(String name, String function, Set<Option> own, String arguments, String description) {
    this.name = name;
    this.function = function;
    this.options = EnumSet.copyOf(own);
    this.arguments = arguments;
    this.description = description;
  }

  /** The program of a name. */
  static Optional<Program> find(String name) {
    for (SiteProgram program : values()) {
      if (program.name.equals(name)) {
        return Optional.of(program);
      }
    }
    return Optional.empty();
  }

  @Override
  public String calledAs() {
    return name;
  }

  @Override
  public Set<Option> options() {
    Set<Option> all = EnumSet.copyOf(OF_ALL);
    all.addAll(options);
    return all;
  }

  @Override
  public boolean optionsAnywhere() {
    return true;
  }

  @Override
  public List<String> synopsis() {
    return List.of(name + " [OPTION...] " + arguments);
  }

  @Override
  public String description() {
    return description;
  }

  @Override
  public String footer() {
    String site =
        this == ADD || this == NAME || this == ID
            ? ""
            : "SITE is a domain, siteN, or the number alone.\n";
    return site
        + """
        Exit codes: 0 done, 1 refused or failed, 2 not understood, 3 no connection.
        More: cpcmd misc:info admin:%s
        Environment: as cpcmd --help tells.
        """
            .formatted(function);
  }

  @Override
  public Call call(Options options, StandardInput input) {
    Map<String, Value> settings = settings(options.all(Option.CONFIGURE));
    return switch (this) {
      case ADD -> add(options, settings);
      case EDIT -> edit(options, settings);
      case DELETE, ACTIVATE -> call(options, List.of(site(options)));
      case SUSPEND -> suspend(options);
      case NAME, ID ->
          call(
              options,
              List.of(
                  new Value.Items(List.of(new Value.Text("siteinfo.plan"))),
                  new Value.Entries(Map.of()),
                  new Value.Items(List.of(site(options)))));
    };
  }

  private Call add(Options options, Map<String, Value> settings) {
    Value named = settings.get(DOMAIN);
    Value domain =
        named != null && options.words().isEmpty()
            ? named
            : word(
                options,
                "name the domain of the new site once, as a word or by -c siteinfo,domain=DOMAIN");
    Value admin = settings.get(ADMIN);
    if (admin == null) {
      throw new ArgumentSyntaxException("name the site's admin by -c siteinfo,admin_user=USER");
    }
    return call(options, List.of(domain, admin, new Value.Entries(settings)));
  }

  private Call edit(Options options, Map<String, Value> settings) {
    Value site = site(options);
    if (settings.isEmpty() && !options.has(Option.RESET)) {
      throw new ArgumentSyntaxException("what is to change? -c SERVICE,PARAMETER=VALUE says it");
    }
    Map<String, Value> extra =
        options.has(Option.RESET) ? Map.of("reset", new Value.Truth(true)) : Map.of();
    return call(options, List.of(site, new Value.Entries(settings), new Value.Entries(extra)));
  }

  private Call suspend(Options options) {
    Map<String, Value> extra = new LinkedHashMap<>();
    options.value(Option.REASON).ifPresent(text -> extra.put("reason", new Value.Text(text)));
    return call(options, List.of(site(options), new Value.Entries(extra)));
  }

  private Call call(Options options, List<Value> arguments) {
    String called = options.has(Option.DRY_RUN) ? "preview-" + function : function;
    return new Call("admin", called, new Value.Items(arguments));
  }

  private static Value site(Options options) {
    return word(options, "name one site, by its domain, siteN or number");
  }

  private static Value word(Options options, String otherwise) {
    if (options.words().size() != 1) {
      throw new ArgumentSyntaxException(otherwise);
    }
    return new Value.Text(options.words().getFirst());
  }

  private static Map<String, Value> settings(List<String> given) {
    Map<String, Value> settings = new LinkedHashMap<>();
    for (String setting : given) {
      int equals = setting.indexOf('=');
      String parameter = (equals < 0 ? setting : setting.substring(0, equals)).strip();
      int comma = parameter.indexOf(',') < 0 ? parameter.indexOf('.') : parameter.indexOf(',');
      if (equals < 0 || comma < 1 || comma == parameter.length() - 1) {
        throw new ArgumentSyntaxException(
            "-c takes SERVICE,PARAMETER=VALUE, such as -c siteinfo,plan=basic");
      }
      String name = parameter.substring(0, comma) + "." + parameter.substring(comma + 1);
      if (settings.put(name, ArgumentText.read(setting.substring(equals + 1))) != null) {
        throw new ArgumentSyntaxException("-c says " + name + " twice");
      }
    }
    return settings;
  }

  @Override
  public Value result(Options options, Value answered) throws NotThereException {
    if (options.has(Option.DRY_RUN)) {
      return answered;
    }
    return switch (this) {
      case ADD ->
          answered instanceof Value.Figure(String id) ? new Value.Text(PREFIX + id) : answered;
      // At a shell no news is good news.
      case EDIT, DELETE, SUSPEND, ACTIVATE ->
          options.has(Option.OUTPUT) ? answered : new Value.Nothing();
      case NAME -> new Value.Text(found(answered));
      case ID -> new Value.Figure(found(answered).substring(PREFIX.length()));
    };
  }

  private static String found(Value answered) throws NotThereException {
    if (answered instanceof Value.Entries(Map<String, Value> sites)) {
      for (String site : sites.keySet()) {
        return site;
      }
    }
    throw new NotThereException("there is no such site");
  }
}
