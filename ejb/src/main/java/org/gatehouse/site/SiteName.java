package org.gatehouse.site;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gatehouse.auth.AccountName;
import org.gatehouse.command.CommandException;
import org.gatehouse.command.CommandException.Kind;

/** What a caller means a site by: its domain, {@code siteN}, or the number alone. */
public sealed interface SiteName {

  /** The form of an id; no domain has it, for each has a dot. */
  Pattern ID = Pattern.compile("(?:site)?([1-9]\\d{0,8})");

  /** By its domain in lower-case ASCII form. */
  record Domain(String domain) implements SiteName {}

  /** By its numeric id. */
  record Id(int id) implements SiteName {}

  /** What is written, or empty when it can be no site's name. */
  static Optional<SiteName> parse(Object written) {
    if (!(written instanceof String || written instanceof Integer || written instanceof Long)) {
      return Optional.empty();
    }
    String text = written.toString();
    Matcher id = ID.matcher(text);
    if (id.matches()) {
      return Optional.of(new Id(Integer.parseInt(id.group(1))));
    }
    return AccountName.domain(text).map(Domain::new);
  }

  /**
   * What is written.
   *
   * @throws CommandException when it can be no site's name
   */
  static SiteName require(String written) {
    return parse(written).orElseThrow(SiteName::noSuchSite);
  }

  /** What is said when there is none. */
  static CommandException noSuchSite() {
    return new CommandException(Kind.NOT_FOUND, "there is no such site");
  }

  /** What clients call the site of an id. */
  static String of(int siteId) {
    return "site" + siteId;
  }
}
