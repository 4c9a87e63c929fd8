package org.gatehouse.host.account;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.gatehouse.host.file.Graveyard;
import org.gatehouse.host.file.StrictDirectory;

/**
 * How the home directories of a realm go: first set aside, while it can be brought back; then
 * buried, when the account is gone; then emptied. Each of the first two is one rename. Callers hold
 * the realm's lock for all but emptying.
 */
final class Homes {

  private static final String SUFFIX = ".leaving";

  /** How long a call removes files; what is left then goes later. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Path base;
  private final List<String> way;

  /**
   * The homes below a directory.
   *
   * @param base a directory that only this server's owner can replace
   * @param way the directories from there to {@code home}, which nobody else can write to
   */
  Homes(Path base, List<String> way) {
    this.base = base;
    this.way = List.copyOf(way);
  }

  private StrictDirectory open() throws IOException {
    return StrictDirectory.open(base, way.toArray(String[]::new));
  }

  /** No account has such a name. */
  private static String aside(String user) {
    return "." + user + SUFFIX;
  }

  /** Takes a home from its place; one that is not there is nothing to do. */
  void setAside(String user) throws IOException {
    rename(user, aside(user));
  }

  /** Puts a home that was set aside in its place again. */
  void bringBack(String user) throws IOException {
    rename(aside(user), user);
  }

  private void rename(String from, String to) throws IOException {
    try (StrictDirectory homes = open()) {
      homes.rename(from, to);
    } catch (NoSuchFileException e) {
      // nothing to do
    }
  }

  /**
   * Decides about a home that was set aside, by this call or by one that was cut short: it comes
   * back to an account that is still there and has none, and is buried otherwise.
   */
  void settle(String user, boolean accountIsThere) throws IOException {
    boolean isAside;
    boolean hasHome;
    try (StrictDirectory homes = open()) {
      isAside = homes.has(aside(user));
      hasHome = homes.has(user);
    } catch (NoSuchFileException e) {
      return;
    }
    if (!isAside) {
      return;
    }
    if (accountIsThere && !hasHome) {
      bringBack(user);
    } else {
      graveyard(user).bury(aside(user));
    }
  }

  private Graveyard graveyard(String user) {
    return new Graveyard(base, way, user);
  }

  /** Whose homes are set aside. */
  List<String> setAside() throws IOException {
    return names(
        name ->
            name.startsWith(".") && name.endsWith(SUFFIX) && name.length() > SUFFIX.length() + 1
                ? Optional.of(name.substring(1, name.length() - SUFFIX.length()))
                : Optional.empty());
  }

  /** Whose homes are buried. */
  List<String> buried() throws IOException {
    return names(Graveyard::nameOf);
  }

  private List<String> names(Function<String, Optional<String>> user) throws IOException {
    List<String> users = new ArrayList<>();
    try (StrictDirectory homes = open()) {
      for (String name : homes.names()) {
        user.apply(name).filter(AccountRules::isAccountName).ifPresent(users::add);
      }
    } catch (NoSuchFileException e) {
      // nobody has one
    }
    return users;
  }

  /**
   * Removes for good what was buried.
   *
   * @return whether nothing is left
   */
  boolean empty(String user) throws IOException {
    return graveyard(user).empty(PATIENCE);
  }
}
