package org.gatehouse.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What may be typed after {@code cpcmd}. */
@Command(
    name = "cpcmd",
    sortOptions = false,
    customSynopsis = {
      "cpcmd [-d DOMAIN] [-u USER] [--data DIR] COMMAND [ARGUMENT...]",
      "       cpcmd --key-file FILE --endpoint URL COMMAND [ARGUMENT...]",
      "       cpcmd -l [FILTER]%n"
    },
    description = {
      "Calls a command of Gatehouse, written module:function or module_function, on",
      "this machine or, with an API key, elsewhere.%n"
    },
    footer = {
      "",
      "Arguments are given in order, or all by name: --name=value, --name value, or",
      "--name for true. After -- every word is an argument in order. A list is [a,b],",
      "a map [name:value,other:[1,2]]; within brackets '...', \"...\" and \\ keep a",
      "character from meaning something. Options of cpcmd stand before the command.",
      "",
      "  cpcmd common:whoami",
      "  cpcmd admin:add-site example.org admin '[siteinfo.email:me@example.org]'",
      "  cpcmd -d example.org user:add --user=joe --password=secret",
      "",
      "Exit codes: 0 done, 1 the command refused or failed, 2 not understood,",
      "3 no connection.",
      "Environment: GATEHOUSE_DATA, GATEHOUSE_KEY and GATEHOUSE_ENDPOINT stand for",
      "the options of these names."
    })
final class Options {

  /** How an argument is written. */
  enum Input {
    /** As {@link ArgumentText} reads it. */
    cli,
    /** As JSON. */
    json
  }

  /** How a result is shown. */
  enum Output {
    /** For a person. */
    cli,
    /** As JSON, as it was received. */
    json
  }

  @Option(
      names = {"-d", "--domain"},
      paramLabel = "DOMAIN",
      description = "Act for this site, as its admin unless -u names a user of it.")
  String domain;

  @Option(
      names = {"-u", "--user"},
      paramLabel = "USER",
      description = "Act as this user of the site, or of the appliance.")
  String user;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "The data directory of the Gatehouse to call; else data/ beside cpcmd.")
  Path data;

  @Option(
      names = "--key",
      paramLabel = "KEY",
      description =
          "An API key; other users of this machine can see it here, so prefer --key-file.")
  String key;

  @Option(
      names = "--key-file",
      paramLabel = "FILE",
      description = "A file that holds an API key and nothing else.")
  Path keyFile;

  @Option(
      names = "--endpoint",
      paramLabel = "URL",
      description = "The Gatehouse to call with the key, https://host:2083.")
  String endpoint;

  @Option(
      names = "--cacert",
      paramLabel = "FILE",
      description = "Trust the certificates in this PEM file, and no other.")
  Path authority;

  @Option(
      names = {"-i", "--input"},
      paramLabel = "cli|json",
      description = "How each argument is written (default: cli).")
  Input input = Input.cli;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "cli|json",
      description = "How the result, or the error, is shown (default: cli).")
  Output output = Output.cli;

  @Option(
      names = {"-l", "--list"},
      arity = "0..1",
      fallbackValue = "*",
      paramLabel = "FILTER",
      description = "List the commands that may be called, such as auth:*.")
  String filter;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this text.")
  boolean help;

  @Parameters(hidden = true)
  List<String> words = new ArrayList<>();
}
