package org.gatehouse.web.ui;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.gatehouse.auth.AccountName;
import org.gatehouse.command.CommandException;
import org.gatehouse.command.CommandException.Kind;

/** The users of a site, for its admin: their list page by page, one more, or one of them. */
@Named
@RequestScoped
public class UsersPage {

  private static final String PAGE = "/apps/users";
  private static final int ROWS = 50;
  private static final String USER = "user";
  private static final Map<String, String> FIELDS =
      Map.of(USER, "name", "password", "password", "gecos", "gecos");

  @Inject private PanelCommands commands;
  @Inject private SignedIn signedIn;
  @Inject private Asked asked;
  @Inject private ActingAs actingAs;

  private String user;
  private List<User> all;

  private String name = "";
  private String password = "";
  private String gecos = "";
  private String typed = "";
  private String made = "";

  /**
   * A user, as the page shows it.
   *
   * @param name the user name
   * @param gecos the full name
   * @param home the home directory, as seen from inside the site
   * @param suspended whether it is
   * @param self whether it is the admin that looks
   */
  public record User(String name, String gecos, String home, boolean suspended, boolean self) {

    /** The address of the page with all that is done with it. */
    public String address() {
      return Asked.address(PAGE, Map.of(USER, name));
    }
  }

  @PostConstruct
  void ask() {
    user = asked.text(USER);
  }

  /** Whether the page is about one user. */
  public boolean isManaging() {
    return !user.isEmpty();
  }

  /** Whether the page asks for a new one. */
  public boolean isAdding() {
    return user.isEmpty() && !asked.text("add").isEmpty();
  }

  /** Whether the page lists them. */
  public boolean isListing() {
    return !isManaging() && !isAdding();
  }

  /** What the list's names must have in them. */
  public String getFilter() {
    return asked.text("filter");
  }

  private List<User> all() {
    if (all == null) {
      AccountName own = signedIn.caller().account().name();
      all =
          commands.map("user:get-users", Map.of()).entrySet().stream()
              .map(one -> user(one.getKey(), (Map<?, ?>) one.getValue(), own.user()))
              .sorted(Comparator.comparing(User::name))
              .toList();
    }
    return all;
  }

  private static User user(String name, Map<?, ?> told, String own) {
    return new User(
        name,
        (String) told.get("gecos"),
        (String) told.get("home"),
        (boolean) told.get("suspended"),
        name.equals(own));
  }

  private List<User> wanted() {
    String part = getFilter().toLowerCase(Locale.ROOT);
    return all().stream()
        .filter(
            one -> one.name().contains(part) || one.gecos().toLowerCase(Locale.ROOT).contains(part))
        .toList();
  }

  private List<User> following() {
    String after = asked.text("after");
    return wanted().stream().filter(one -> one.name().compareTo(after) > 0).toList();
  }

  /** How many there are with the filter. */
  public int getCount() {
    return wanted().size();
  }

  /** The users of this page of the list, by name. */
  public List<User> getUsers() {
    return following().stream().limit(ROWS).toList();
  }

  /** The address of the list's next page; empty at its end. */
  public String getNext() {
    List<User> following = following();
    return following.size() <= ROWS
        ? ""
        : Asked.address(
            PAGE, Map.of("filter", getFilter(), "after", following.get(ROWS - 1).name()));
  }

  /** The address of the list's first page; empty on it. */
  public String getFirst() {
    return asked.text("after").isEmpty() ? "" : Asked.address(PAGE, Map.of("filter", getFilter()));
  }

  /**
   * The one user that the page is about.
   *
   * @throws CommandException when there is none
   */
  public User getCurrent() {
    return found()
        .orElseThrow(() -> new CommandException(Kind.NOT_FOUND, "the site has no such user"));
  }

  private Optional<User> found() {
    return all().stream().filter(one -> one.name().equals(user)).findFirst();
  }

  /** Adds a user of what was typed, and goes on with it. */
  public void add() {
    if (commands
        .ask("user:add", Map.of(USER, name, "password", password, "gecos", gecos), FIELDS)
        .isPresent()) {
      user = name;
      commands.done(Texts.of("users.added", user));
    }
  }

  /** Suspends it. */
  public void suspend() {
    if (change("user:suspend").isPresent()) {
      commands.done(Texts.of("users.suspended", user));
    }
  }

  /** Ends its suspension. */
  public void activate() {
    if (change("user:activate").isPresent()) {
      commands.done(Texts.of("users.activated", user));
    }
  }

  /** Gives it a new password, which is shown this once. */
  public void reset() {
    made = change("auth:reset-password").map(Object::toString).orElse("");
    if (!made.isEmpty()) {
      commands.done(Texts.of("users.reset", user));
    }
  }

  /** Goes on as the user. */
  public void signInAs() throws IOException {
    actingAs.goOn("user:hijack", Map.of(USER, user, "gate", "UI"));
  }

  /** Deletes it when its name was typed. */
  public void delete() {
    if (!user.equals(typed.strip())) {
      commands.refuse("typed", Texts.of("users.typeName", user));
    } else if (change("user:delete").isPresent()) {
      commands.done(Texts.of("users.deleted", typed.strip()));
    }
  }

  /** Calls for the user, and goes back to the list when there is no such user any more. */
  private Optional<Object> change(String command) {
    Optional<Object> answer = commands.ask(command, Map.of(USER, user), Map.of());
    all = null;
    if (found().isEmpty()) {
      user = "";
    }
    return answer;
  }

  /** The user that the page is about, as it was asked for. */
  public String getUser() {
    return user;
  }

  /** The new password that was made just now; empty otherwise. */
  public String getMade() {
    return made;
  }

  /** The name of the new one. */
  public String getName() {
    return name;
  }

  /** Sets the name of the new one. */
  public void setName(String name) {
    this.name = name;
  }

  /** Always empty: a password is never sent back. */
  public String getPassword() {
    return null;
  }

  /** Sets the password of the new one. */
  public void setPassword(String password) {
    this.password = password;
  }

  /** The full name of the new one. */
  public String getGecos() {
    return gecos;
  }

  /** Sets the full name of the new one. */
  public void setGecos(String gecos) {
    this.gecos = gecos;
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
