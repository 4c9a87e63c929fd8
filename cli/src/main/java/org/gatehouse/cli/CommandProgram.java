package org.gatehouse.cli;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** {@code cpcmd}: calls any command. */
final class CommandProgram implements Program {

  @Override
  public String calledAs() {
    return "cpcmd";
  }

  @Override
  public Set<Option> options() {
    return EnumSet.complementOf(
        EnumSet.of(Option.CONFIGURE, Option.DRY_RUN, Option.RESET, Option.REASON));
  }

  /** What stands after the command is the command's. */
  @Override
  public boolean optionsAnywhere() {
    return false;
  }

  @Override
  public List<String> synopsis() {
    return List.of(
        "cpcmd [-d DOMAIN] [-u USER] [--data DIR] COMMAND [ARGUMENT...]",
        "cpcmd --key-file FILE --endpoint URL COMMAND [ARGUMENT...]",
        "cpcmd -l [FILTER]");
  }

  @Override
  public String description() {
    return """
        Calls a command of Gatehouse, written module:function or module_function, on
        this machine or, with an API key, elsewhere.
        """;
  }

  @Override
  public String footer() {
    return """
        Arguments are given in order, by name, or in order and then by name:
        --name=value, --name value, or --name for true. After -- every word is an
        argument in order. A list is [a,b], a map [name:value,other:[1,2]]; within
        brackets '...', "..." and \\ keep a character from meaning something. A text
        that begins with [ is written \\[, and one that begins with \\[ is \\\\[. null,
        true and false are these values, and within brackets 'null' is the text.
        Options of cpcmd stand before the command. The shell reads the line first:
        quote brackets, stars and backslashes.

          cpcmd common:whoami
          cpcmd misc:info auth:restrict-ip
          cpcmd admin:add-site example.org admin '[siteinfo.email:me@example.org]'
          cpcmd -d example.org user:add --user=joe --password=secret
          cpcmd -d example.org auth:restrict-ip 64.22.68.1/24 UI --force
          cpcmd --stdin auth:change-password

        Exit codes: 0 done, 1 the command refused or failed, 2 not understood,
        3 no connection.
        Environment: GATEHOUSE_DATA, GATEHOUSE_KEY and GATEHOUSE_ENDPOINT stand for
        the options of these names.
        """;
  }

  @Override
  public Call call(Options options, StandardInput input) {
    List<String> words = options.words();
    if (options.has(Option.LIST)) {
      if (!words.isEmpty()) {
        throw new ArgumentSyntaxException("-l takes one filter and no command");
      }
      String filter = options.value(Option.LIST).filter(text -> !text.isEmpty()).orElse("*");
      return new Call("misc", "list-commands", new Value.Items(List.of(new Value.Text(filter))));
    }
    if (words.isEmpty()) {
      throw new ArgumentSyntaxException("which command? cpcmd -l lists them");
    }
    boolean json = options.value(Option.INPUT).filter("json"::equals).isPresent();
    Function<String, Value> reading = json ? CommandProgram::json : ArgumentText::read;
    Call call = Call.of(words.getFirst(), words.subList(1, words.size()), reading);
    return options.has(Option.STANDARD_INPUT) ? withOneMore(call, input) : call;
  }

  private static Call withOneMore(Call call, StandardInput input) {
    if (!(call.arguments() instanceof Value.Items(List<Value> inOrder))) {
      throw new ArgumentSyntaxException(
          "with --stdin the arguments are given in order, for it is the last of them");
    }
    List<Value> all = new ArrayList<>(inOrder);
    all.add(new Value.Text(input.line()));
    return new Call(call.module(), call.function(), new Value.Items(all));
  }

  private static Value json(String argument) {
    return JsonText.read(argument)
        .orElseThrow(() -> new ArgumentSyntaxException("with -i json each argument must be JSON"));
  }

  @Override
  public Value result(Options options, Value answered) {
    return answered;
  }
}
