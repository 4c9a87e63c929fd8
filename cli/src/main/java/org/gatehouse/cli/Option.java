package org.gatehouse.cli;

import java.util.List;
import java.util.Optional;

/** An option that a program may be called with. */
enum Option {
  DOMAIN(
      "-d",
      "--domain",
      "DOMAIN",
      "Act for this site, a domain or siteN, as its admin unless -u names a user of it."),
  USER("-u", "--user", "USER", "Act as this user of the site, or of the appliance."),
  CONFIGURE(
      "-c",
      "--config",
      "SERVICE,PARAMETER=VALUE",
      "Say this of the site, such as -c siteinfo,plan=basic; may be repeated. VALUE is written as"
          + " cpcmd takes it: [a,b] is a list, \\[a the text [a, null unsets."),
  DRY_RUN(
      "",
      "--dry-run",
      "",
      "Check all that would be checked, tell what would change, and change nothing."),
  RESET("", "--reset", "", "Let the plan say again what was said of the site alone."),
  REASON("", "--reason", "TEXT", "Why, for the audit."),
  DATA(
      "",
      "--data",
      "DIR",
      "The data directory of the Gatehouse to call; else GATEHOUSE_DATA, else data/ beside cpcmd."),
  KEY_FILE(
      "",
      "--key-file",
      "FILE",
      "A file that holds an API key and nothing else; - is the standard input."),
  KEY("", "--key", "KEY", "An API key. Who may list processes sees it here: prefer --key-file."),
  ENDPOINT("", "--endpoint", "URL", "The Gatehouse to call with the key, https://host:2083."),
  AUTHORITY("", "--cacert", "FILE", "Trust the certificates in this PEM file, and no other."),
  INPUT("-i", "--input", "cli|json", "How each argument is written (default: cli)."),
  OUTPUT(
      "-o",
      "--output",
      "yaml|json|cli|print",
      "How the result is shown (default: cli); with json an error is JSON too. print is as"
          + " PHP's print_r."),
  STANDARD_INPUT(
      "",
      "--stdin",
      "",
      "Read one more argument, a text, from a line of the standard input, which unlike an argument"
          + " is seen by nobody: a password."),
  LIST("-l", "--list", "[FILTER]", "List the commands that may be called, such as auth:*."),
  HELP("-h", "--help", "", "Show this text.");

  private final String letter;
  private final String name;
  private final String label;
  private final String help;

  Option(String letter, String name, String label, String help) {
    this.letter = letter;
    this.name = name;
    this.label = label;
    this.help = help;
  }

  /** How it is written: {@code -d} and {@code --domain}. */
  List<String> names() {
    return letter.isEmpty() ? List.of(name) : List.of(letter, name);
  }

  /** Its long name, {@code --domain}. */
  String longName() {
    return name;
  }

  /** What its value is called; empty for one that has none. */
  String label() {
    return label;
  }

  /** What it does. */
  String help() {
    return help;
  }

  /** Whether it has no value. */
  boolean switches() {
    return label.isEmpty();
  }

  /** Whether its value may be left out. */
  boolean mayStandAlone() {
    return label.startsWith("[");
  }

  /** Whether it may be given more than once. */
  boolean repeatable() {
    return this == CONFIGURE;
  }

  /** The values it takes, where they are few; empty for any. */
  List<String> choices() {
    return label.indexOf('|') < 0 ? List.of() : List.of(label.split("\\|"));
  }

  /** The option of a name, among some. */
  static Optional<Option> find(String name, Iterable<Option> among) {
    for (Option option : among) {
      if (option.names().contains(name)) {
        return Optional.of(option);
      }
    }
    return Optional.empty();
  }
}
