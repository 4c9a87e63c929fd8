package org.gatehouse.cli;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The call of one command.
 *
 * @param module the command's module, safe to stand in a path
 * @param function the command's function, safe to stand in a path
 * @param arguments the arguments in order, or by name; where there are both, those in order stand
 *     under the name {@value #IN_ORDER}, which no argument has
 */
record Call(String module, String function, Value arguments) {

  /** The largest body that a server takes unless it is configured otherwise, in bytes. */
  private static final int LARGEST_BODY = 1 << 20;

  private static final Pattern COMMAND =
      Pattern.compile("([a-z][a-z0-9]{0,31})[:_]([a-z0-9][a-z0-9_-]{0,63})");
  private static final Pattern NAMED =
      Pattern.compile("--([a-zA-Z][a-zA-Z0-9_-]{0,63})(?:=(.*))?", Pattern.DOTALL);
  private static final String IN_ORDER = "";
  private static final String ONLY_IN_ORDER_FROM_HERE = "--";

  /**
   * Reads a call as it was typed. Arguments are given in order, and after them by name: {@code
   * --name=value}, {@code --name value}, and {@code --name} alone for true. After {@code --} every
   * word is an argument in order, whatever it begins with.
   *
   * @param command {@code module:function} or {@code module_function}
   * @param words what was typed after it
   * @param reading how one argument is read
   * @throws ArgumentSyntaxException when it cannot be read
   */
  static Call of(String command, List<String> words, Function<String, Value> reading) {
    Matcher matcher = COMMAND.matcher(command);
    if (!matcher.matches()) {
      throw new ArgumentSyntaxException(
          "a command is written module:function, such as common:whoami; cpcmd -l lists them");
    }
    Value arguments = arguments(words, reading);
    if (JsonText.write(arguments).getBytes(StandardCharsets.UTF_8).length > LARGEST_BODY) {
      throw new ArgumentSyntaxException("the arguments may have at most 1 MiB together");
    }
    return new Call(matcher.group(1), matcher.group(2), arguments);
  }

  private static Value arguments(List<String> words, Function<String, Value> reading) {
    List<Value> inOrder = new ArrayList<>();
    Map<String, Value> byName = new LinkedHashMap<>();
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      Matcher named = NAMED.matcher(word);
      if (word.equals(ONLY_IN_ORDER_FROM_HERE)) {
        words
            .subList(i + 1, words.size())
            .forEach(rest -> add(reading.apply(rest), inOrder, byName));
        break;
      } else if (!named.matches()) {
        add(reading.apply(word), inOrder, byName);
      } else {
        Value value;
        if (named.group(2) != null) {
          value = reading.apply(named.group(2));
        } else if (i + 1 < words.size() && !words.get(i + 1).startsWith("--")) {
          value = reading.apply(words.get(++i));
        } else {
          value = new Value.Truth(true);
        }
        if (byName.put(named.group(1).replace('-', '_'), value) != null) {
          throw new ArgumentSyntaxException("--" + named.group(1) + " stands there twice");
        }
      }
    }
    if (byName.isEmpty()) {
      return new Value.Items(inOrder);
    }
    if (inOrder.isEmpty()) {
      return new Value.Entries(byName);
    }
    Map<String, Value> both = new LinkedHashMap<>();
    both.put(IN_ORDER, new Value.Items(inOrder));
    both.putAll(byName);
    return new Value.Entries(both);
  }

  private static void add(Value value, List<Value> inOrder, Map<String, Value> byName) {
    if (!byName.isEmpty()) {
      throw new ArgumentSyntaxException(
          "arguments in order stand before those by name, and there is one after --"
              + byName.keySet().iterator().next()
              + "; after -- every word is one in order, whatever it begins with");
    }
    inOrder.add(value);
  }

  /** The path of its URL. */
  String path() {
    return "/cli/" + module + "/" + function;
  }

  /** The body of its request, JSON in UTF-8. */
  byte[] body() {
    return JsonText.write(arguments).getBytes(StandardCharsets.UTF_8);
  }
}
