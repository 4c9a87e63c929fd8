package org.gatehouse.web.ui;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.IOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.gatehouse.command.CommandException;
import org.gatehouse.command.CommandException.Kind;

/** The sites of the appliance: their list page by page, one more, or all that is done with one. */
@Named
@RequestScoped
public class SitesPage {

  private static final String PAGE = "/apps/sites";
  private static final int ROWS = 25;
  private static final String INFO = "siteinfo";
  private static final String PLAN = "siteinfo.plan";
  private static final String DOMAIN = "domain";
  private static final List<String> TOLD = List.of(PLAN, "siteinfo.admin_user", "siteinfo.email");
  private static final Map<String, String> FIELDS =
      Map.of(
          DOMAIN,
          DOMAIN,
          "admin",
          "admin",
          "siteinfo.email",
          "email",
          "auth.tpasswd",
          "password",
          PLAN,
          "newPlan");

  /** The same of a site that there is. */
  private static final Map<String, String> CHANGED = Map.of(PLAN, "plan", "reason", "reason");

  @Inject private PanelCommands commands;
  @Inject private Asked asked;
  @Inject private ActingAs actingAs;

  private String site;
  private List<String> domains;
  private List<Site> shown;
  private Site current;

  private String domain = "";
  private String admin = "";
  private String email = "";
  private String password = "";
  private String plan;
  private String reason = "";
  private String typed = "";

  /**
   * A site, as the page shows it.
   *
   * @param name its siteN
   * @param domain its domain
   * @param plan its plan's name
   * @param admin the user name of its admin
   * @param email its owner's address; may be empty
   * @param active whether it is not suspended
   */
  public record Site(
      String name, String domain, String plan, String admin, String email, boolean active) {

    private static Site of(String name, Map<?, ?> told) {
      Map<?, ?> info = (Map<?, ?>) told.get(INFO);
      return new Site(
          name,
          (String) told.get(DOMAIN),
          Objects.toString(info.get("plan"), ""),
          Objects.toString(info.get("admin_user"), ""),
          Objects.toString(info.get("email"), ""),
          (boolean) told.get("active"));
    }

    /** The address of the page with all that is done with it. */
    public String address() {
      return Asked.address(PAGE, Map.of("site", domain));
    }
  }

  @PostConstruct
  void ask() {
    site = asked.text("site");
  }

  /** Whether the page is about one site. */
  public boolean isManaging() {
    return !site.isEmpty();
  }

  /** Whether the page asks for a new one. */
  public boolean isAdding() {
    return site.isEmpty() && !asked.text("add").isEmpty();
  }

  /** Whether the page lists them. */
  public boolean isListing() {
    return !isManaging() && !isAdding();
  }

  /** What the list's domains must have in them. */
  public String getFilter() {
    return asked.text("filter");
  }

  /** How many there are with the filter. */
  public int getCount() {
    return domains().size();
  }

  private List<String> domains() {
    if (domains == null) {
      String part = getFilter().toLowerCase(Locale.ROOT);
      domains =
          ((List<?>) commands.call("admin:get-domains", Map.of()))
              .stream().map(String.class::cast).filter(one -> one.contains(part)).sorted().toList();
    }
    return domains;
  }

  /** The sites of this page of the list, by domain. */
  public List<Site> getSites() {
    if (shown == null) {
      List<String> page = following().stream().limit(ROWS).toList();
      shown = page.isEmpty() ? List.of() : collected(page);
    }
    return shown;
  }

  private List<String> following() {
    String after = asked.text("after");
    return domains().stream().filter(one -> one.compareTo(after) > 0).toList();
  }

  private List<Site> collected(List<String> names) {
    return commands.map("admin:collect", Map.of("params", TOLD, "sites", names)).entrySet().stream()
        .map(one -> Site.of(one.getKey(), (Map<?, ?>) one.getValue()))
        .sorted(Comparator.comparing(Site::domain))
        .toList();
  }

  /** The address of the list's next page; empty at its end. */
  public String getNext() {
    List<String> following = following();
    return following.size() <= ROWS
        ? ""
        : Asked.address(PAGE, Map.of("filter", getFilter(), "after", following.get(ROWS - 1)));
  }

  /** The address of the list's first page; empty on it. */
  public String getFirst() {
    return asked.text("after").isEmpty() ? "" : Asked.address(PAGE, Map.of("filter", getFilter()));
  }

  /**
   * The one site that the page is about.
   *
   * @throws CommandException when there is none
   */
  public Site getCurrent() {
    if (current == null) {
      current =
          found().orElseThrow(() -> new CommandException(Kind.NOT_FOUND, "there is no such site"));
    }
    return current;
  }

  private Optional<Site> found() {
    return collected(List.of(site)).stream().findFirst();
  }

  /** The plans that there are. */
  public List<?> getPlans() {
    return (List<?>) commands.call("admin:list-plans", Map.of());
  }

  /** Adds a site of what was typed, and goes on with it. */
  public void add() {
    Map<String, Object> options = new HashMap<>();
    put(options, "siteinfo.email", email);
    put(options, "auth.tpasswd", password);
    put(options, PLAN, Objects.requireNonNullElse(plan, ""));
    if (commands
        .ask("admin:add-site", Map.of(DOMAIN, domain, "admin", admin, "options", options), FIELDS)
        .isPresent()) {
      site = domain.strip();
      plan = null;
      commands.done(Texts.of("sites.added", getCurrent().domain()));
    }
  }

  private static void put(Map<String, Object> options, String name, String value) {
    if (!value.isEmpty()) {
      options.put(name, value);
    }
  }

  /** Gives the site another plan, unless it has another by now than the page showed. */
  public void changePlan() {
    String now = getCurrent().plan();
    if (!now.equals(asked.text("seen"))) {
      plan = null;
      commands.refuse("plan", Texts.of("panel.changedMeanwhile", now));
    } else if (change("admin:edit-site", Map.of("options", Map.of(PLAN, getPlan())))) {
      plan = null;
      commands.done(Texts.of("sites.planChanged", site, getCurrent().plan()));
    }
  }

  /** Suspends it. */
  public void suspend() {
    if (change("admin:deactivate-site", Map.of("options", Map.of("reason", reason)))) {
      reason = "";
      commands.done(Texts.of("sites.suspended", site));
    }
  }

  /** Ends its suspension. */
  public void activate() {
    if (change("admin:activate-site", Map.of())) {
      commands.done(Texts.of("sites.activated", site));
    }
  }

  /** Goes on as the site's admin. */
  public void signInAs() throws IOException {
    actingAs.goOn("admin:hijack", Map.of("site", site, "gate", "UI"));
  }

  /** Deletes it when its domain was typed. */
  public void delete() {
    if (!site.equalsIgnoreCase(typed.strip())) {
      commands.refuse("typed", Texts.of("sites.typeDomain", site));
    } else if (change("admin:delete-site", Map.of())) {
      commands.done(Texts.of("sites.deleted", typed.strip()));
    }
  }

  /** Calls for the site, and goes back to the list when there is no such site any more. */
  private boolean change(String command, Map<String, ?> more) {
    Map<String, Object> arguments = new HashMap<>(more);
    arguments.put(DOMAIN, site);
    boolean done = commands.ask(command, arguments, CHANGED).isPresent();
    current = found().orElse(null);
    if (current == null) {
      site = "";
    }
    return done;
  }

  /** The domain of the site that the page is about, as it was asked for. */
  public String getSite() {
    return site;
  }

  /** The domain of the new one. */
  public String getDomain() {
    return domain;
  }

  /** Sets the domain of the new one. */
  public void setDomain(String domain) {
    this.domain = domain;
  }

  /** The user name of the new one's admin. */
  public String getAdmin() {
    return admin;
  }

  /** Sets the user name of the new one's admin. */
  public void setAdmin(String admin) {
    this.admin = admin;
  }

  /** The e-mail address of the new one's owner. */
  public String getEmail() {
    return email;
  }

  /** Sets the e-mail address of the new one's owner. */
  public void setEmail(String email) {
    this.email = email;
  }

  /** Always empty: a password is never sent back. */
  public String getPassword() {
    return null;
  }

  /** Sets the password of the new one's admin. */
  public void setPassword(String password) {
    this.password = password;
  }

  /** The plan that was chosen, or that the site has. */
  public String getPlan() {
    return plan == null && isManaging() ? getCurrent().plan() : plan;
  }

  /** Sets the plan that was chosen. */
  public void setPlan(String plan) {
    this.plan = plan;
  }

  /** Why it is suspended. */
  public String getReason() {
    return reason;
  }

  /** Sets why it is suspended. */
  public void setReason(String reason) {
    this.reason = reason;
  }

  /** Always empty: what is typed to confirm is typed anew. */
  public String getTyped() {
    return null;
  }

  /** Sets what was typed to confirm. */
  public void setTyped(String typed) {
    this.typed = typed;
  }
}
