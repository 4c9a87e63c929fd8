package org.gatehouse.cli;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine;

/**
 * The command line of Gatehouse: one call, its result on standard output, what went wrong on
 * standard error, and an exit code of 0 (done), 1 (the command refused or failed), 2 (what was
 * typed cannot be understood) or 3 (no connection).
 */
public final class Cpcmd {

  private static final int DONE = 0;
  private static final int REFUSED = 1;
  private static final int NOT_UNDERSTOOD = 2;
  private static final int NO_CONNECTION = 3;

  /** What the JVM puts in the place of bytes that are no character. */
  private static final char UNDECODABLE = '\uFFFD';

  private final Map<String, String> environment;
  private final PrintStream out;
  private final PrintStream err;

  /**
   * A command line.
   *
   * @param environment the environment variables
   * @param out where results go
   * @param err where errors go
   */
  public Cpcmd(Map<String, String> environment, PrintStream out, PrintStream err) {
    this.environment = environment;
    this.out = out;
    this.err = err;
  }

  /** Runs once and ends the process with the exit code. */
  public static void main(String[] words) {
    // A shell's text is UTF-8, whatever the locale of a cron job says.
    PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    PrintStream err = new PrintStream(System.err, false, StandardCharsets.UTF_8);
    int code = new Cpcmd(System.getenv(), out, err).run(words);
    out.flush();
    err.flush();
    System.exit(code);
  }

  /**
   * Runs once.
   *
   * @param words what was typed after {@code cpcmd}
   * @return the exit code
   */
  public int run(String... words) {
    if (String.join("", words).indexOf(UNDECODABLE) >= 0) {
      // Sent on as it is, a password would silently become another one.
      err.println("cpcmd: what was typed is not UTF-8");
      return NOT_UNDERSTOOD;
    }
    Options options = new Options();
    // A password may begin with @: no argument is ever the name of a file to read.
    CommandLine line = new CommandLine(options).setStopAtPositional(true).setExpandAtFiles(false);
    try {
      line.parseArgs(words);
      if (line.isUsageHelpRequested()) {
        line.usage(out);
        return DONE;
      }
      Call call = call(options);
      Server server = new Target(options, environment).server();
      return call(server, call, options.output);
    } catch (CommandLine.ParameterException | ArgumentSyntaxException e) {
      err.println("cpcmd: " + Screen.harmless(e.getMessage()));
      err.println("cpcmd --help says more.");
      return NOT_UNDERSTOOD;
    }
  }

  private static Call call(Options options) {
    if (options.filter != null) {
      if (!options.words.isEmpty()) {
        throw new ArgumentSyntaxException("-l takes one filter and no command");
      }
      return new Call(
          "misc", "list-commands", new Value.Items(List.of(new Value.Text(options.filter))));
    }
    if (options.words.isEmpty()) {
      throw new ArgumentSyntaxException("which command? cpcmd -l lists them");
    }
    Function<String, Value> reading =
        switch (options.input) {
          case cli -> ArgumentText::read;
          case json -> Cpcmd::json;
        };
    return Call.of(
        options.words.getFirst(), options.words.subList(1, options.words.size()), reading);
  }

  private static Value json(String argument) {
    return JsonText.read(argument)
        .orElseThrow(() -> new ArgumentSyntaxException("with -i json each argument must be JSON"));
  }

  private int call(Server server, Call call, Options.Output output) {
    Reply reply;
    try {
      reply = server.call(call);
    } catch (NoConnectionException e) {
      complain("no connection", Optional.empty(), e.getMessage(), output);
      return NO_CONNECTION;
    }
    Optional<Value> result = reply.successful() ? JsonText.read(reply.text()) : Optional.empty();
    if (result.isEmpty()) {
      refuse(reply, output);
      return REFUSED;
    }
    out.print(output == Options.Output.json ? reply.text() : Screen.text(result.get()));
    return DONE;
  }

  private void refuse(Reply reply, Options.Output output) {
    boolean problem = reply.is("application/problem+json");
    if (problem && output == Options.Output.json) {
      err.print(reply.text());
      return;
    }
    Optional<String> detail =
        problem
            ? JsonText.read(reply.text()).flatMap(Cpcmd::detail)
            : Optional.of(reply.text().strip()).filter(_ -> reply.is("text/plain"));
    complain(
        "refused",
        Optional.of(reply.status()),
        detail.orElse(
            "answered with HTTP status " + reply.status() + " and no result; is it a Gatehouse?"),
        output);
  }

  private static Optional<String> detail(Value problem) {
    return problem instanceof Value.Entries entries
            && entries.entries().get("detail") instanceof Value.Text detail
        ? Optional.of(detail.text())
        : Optional.empty();
  }

  private void complain(
      String title, Optional<Integer> status, String detail, Options.Output output) {
    if (output == Options.Output.cli) {
      err.println("cpcmd: " + Screen.harmless(detail));
      return;
    }
    Map<String, Value> problem = new LinkedHashMap<>();
    problem.put("title", new Value.Text(title));
    status.ifPresent(number -> problem.put("status", new Value.Figure(number.toString())));
    problem.put("detail", new Value.Text(detail));
    err.println(JsonText.write(new Value.Entries(problem)));
  }
}
