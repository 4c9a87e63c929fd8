package org.gatehouse.cli;

import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The command line of Gatehouse: one call, its result on standard output, what went wrong on
 * standard error, and an exit code of 0 (done), 1 (the command refused or failed), 2 (what was
 * typed cannot be understood, here or by the server) or 3 (no connection).
 */
public final class Cpcmd {

  /** Says as which program it is called; what it is without it is {@code cpcmd}. */
  private static final String PROGRAM = "cpcmd.program";

  private static final int DONE = 0;
  private static final int REFUSED = 1;
  private static final int NOT_UNDERSTOOD = 2;
  private static final int NO_CONNECTION = 3;

  /** What the JVM puts in the place of bytes that are no character. */
  private static final char UNDECODABLE = '\uFFFD';

  private final Program program;
  private final Map<String, String> environment;
  private final StandardInput in;
  private final PrintStream out;
  private final PrintStream err;

  /**
   * A command line.
   *
   * @param program what it is called as, {@code cpcmd} or {@code AddDomain}
   * @param environment the environment variables
   * @param in where a secret may be read from
   * @param out where results go
   * @param err where errors go
   */
  public Cpcmd(
      String program,
      Map<String, String> environment,
      InputStream in,
      PrintStream out,
      PrintStream err) {
    this.program = SiteProgram.find(program).orElseGet(CommandProgram::new);
    this.environment = environment;
    this.in = new StandardInput(in);
    this.out = out;
    this.err = err;
  }

  /** Runs once and ends the process with the exit code. */
  public static void main(String[] words) {
    // A shell's text is UTF-8, whatever the locale of a cron job says.
    PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    PrintStream err = new PrintStream(System.err, false, StandardCharsets.UTF_8);
    String program = System.getProperty(PROGRAM, "");
    int code = new Cpcmd(program, System.getenv(), System.in, out, err).run(words);
    out.flush();
    err.flush();
    System.exit(code);
  }

  /**
   * Runs once.
   *
   * @param words what was typed after the program's name
   * @return the exit code
   */
  public int run(String... words) {
    Options options = Options.read(program.options(), List.of(words), program.optionsAnywhere());
    Output output = Output.of(options);
    try {
      if (String.join("", words).indexOf(UNDECODABLE) >= 0) {
        // Sent on as it is, a password would silently become another one.
        throw new ArgumentSyntaxException("what was typed is not UTF-8");
      }
      if (options.has(Option.HELP)) {
        return print(Help.of(program), output);
      }
      options.check();
      Call call = program.call(options, in);
      Server server = new Target(options, environment, in).server();
      return call(server, call, options, output);
    } catch (OutOfMemoryError e) {
      complain(
          "too large",
          Optional.empty(),
          "the answer is larger than there is memory for; ask for less of it",
          output);
      return REFUSED;
    } catch (ArgumentSyntaxException e) {
      complain("not understood", Optional.empty(), e.getMessage(), output);
      if (output != Output.json) {
        err.println(program.calledAs() + " --help says more.");
      }
      return NOT_UNDERSTOOD;
    }
  }

  private int call(Server server, Call call, Options options, Output output) {
    Reply reply;
    try {
      reply = server.call(call);
    } catch (NoConnectionException e) {
      complain("no connection", Optional.empty(), e.getMessage(), output);
      return NO_CONNECTION;
    }
    Optional<Value> answered = reply.successful() ? JsonText.read(reply.text()) : Optional.empty();
    if (answered.isEmpty()) {
      boolean usage = refuse(reply, output);
      if (output != Output.json && hasOptionsAfterTheCommand(options)) {
        err.println("Options of " + program.calledAs() + " stand before the command.");
      }
      return usage ? NOT_UNDERSTOOD : REFUSED;
    }
    try {
      Value result = program.result(options, answered.get());
      boolean asItCame = output == Output.json && result.equals(answered.get());
      return print(asItCame ? reply.text() : output.text(result), output);
    } catch (NotThereException e) {
      complain("not found", Optional.empty(), e.getMessage(), output);
      return REFUSED;
    }
  }

  /** What was done is done, but whoever asked for its result must not think that they have it. */
  private int print(String text, Output output) {
    out.print(text);
    if (out.checkError()) {
      complain("not written", Optional.empty(), "the result could not be written", output);
      return REFUSED;
    }
    return DONE;
  }

  /** The letters alone: long names are names of arguments there. */
  private boolean hasOptionsAfterTheCommand(Options options) {
    return !program.optionsAnywhere()
        && options.words().stream()
            .anyMatch(
                word -> word.matches("-[a-z]") && Option.find(word, program.options()).isPresent());
  }

  /** Tells why a call was refused, and whether because the server did not understand it. */
  private boolean refuse(Reply reply, Output output) {
    Optional<Value> problem =
        reply.is("application/problem+json") ? JsonText.read(reply.text()) : Optional.empty();
    if (problem.isPresent() && output == Output.json) {
      err.print(reply.text());
    } else {
      Optional<String> detail =
          problem
              .flatMap(Cpcmd::detail)
              .or(() -> Optional.of(reply.text().strip()).filter(_ -> reply.is("text/plain")));
      complain(
          "refused",
          Optional.of(reply.status()),
          detail.orElse(
              "answered with HTTP status " + reply.status() + " and no result; is it a Gatehouse?"),
          output);
    }
    return problem
        .filter(
            told ->
                told instanceof Value.Entries(Map<String, Value> members)
                    && new Value.Truth(true).equals(members.get("usage")))
        .isPresent();
  }

  private static Optional<String> detail(Value problem) {
    return problem instanceof Value.Entries entries
            && entries.entries().get("detail") instanceof Value.Text detail
        ? Optional.of(detail.text())
        : Optional.empty();
  }

  private void complain(String title, Optional<Integer> status, String detail, Output output) {
    if (output != Output.json) {
      err.println(program.calledAs() + ": " + Screen.harmless(detail));
      return;
    }
    Map<String, Value> problem = new LinkedHashMap<>();
    problem.put("title", new Value.Text(title));
    status.ifPresent(number -> problem.put("status", new Value.Figure(number.toString())));
    problem.put("detail", new Value.Text(detail));
    err.println(JsonText.write(new Value.Entries(problem)));
  }
}
