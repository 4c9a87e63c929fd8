package org.gatehouse.web.rest;

import jakarta.json.spi.JsonProvider;
import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParser.Event;
import jakarta.json.stream.JsonParserFactory;
import jakarta.json.stream.JsonParsingException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gatehouse.command.CommandException;
import org.gatehouse.command.CommandException.Kind;

/**
 * Reads the arguments of a call from JSON (RFC 8259) as they stream by, so that what is too deep or
 * too much is refused where it begins, by the name of its argument.
 */
final class JsonArguments {

  private static final int DEEPEST = 64;
  private static final int MOST_VALUES = 10_000;
  private static final int LONGEST_NAME_TOLD = 64;

  /** Found once: each method of {@code Json} searches the class path for it. */
  private static final JsonParserFactory PARSERS =
      JsonProvider.provider().createParserFactory(Map.of());

  private final JsonParser parser;

  /** How the argument that is being read is called in a refusal; of the body as a whole empty. */
  private String argument = "";

  private int left = MOST_VALUES;

  private JsonArguments(JsonParser parser) {
    this.parser = parser;
  }

  /**
   * Reads the arguments of a call.
   *
   * @param body a JSON object of arguments by name or a JSON array of arguments in order; an empty
   *     body is a call without arguments
   * @return a Map or a List
   * @throws CommandException when it is neither, is not valid JSON, or is too deep or too large
   */
  static Object read(byte[] body) {
    String text = text(body);
    if (text.isBlank()) {
      return Map.of();
    }
    try (JsonParser parser = PARSERS.createParser(new StringReader(text))) {
      return new JsonArguments(parser).arguments();
    }
  }

  private static String text(byte[] body) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    } catch (CharacterCodingException e) {
      throw refusal("the body is not UTF-8");
    }
  }

  private Object arguments() {
    try {
      Object arguments =
          switch (parser.next()) {
            case START_OBJECT -> map(1);
            case START_ARRAY -> list(1);
            default ->
                throw refusal(
                    "the body must be one JSON object with the arguments by name, or an array of"
                        + " them in order");
          };
      argument = "";
      if (parser.hasNext()) {
        throw invalid();
      }
      return arguments;
    } catch (CommandException e) {
      throw e;
    } catch (JsonParsingException e) {
      throw invalid();
    } catch (RuntimeException e) {
      // Parsers differ in what they throw at an end that comes too early.
      throw invalid();
    }
  }

  private CommandException invalid() {
    return refusal(
        "the body is not one valid JSON text: line %d, column %d%s"
            .formatted(
                parser.getLocation().getLineNumber(),
                parser.getLocation().getColumnNumber(),
                argument.isEmpty() ? "" : ", in " + argument));
  }

  private Map<String, Object> map(int depth) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (Event event = parser.next(); event != Event.END_OBJECT; event = parser.next()) {
      String name = wellFormed(parser.getString());
      if (depth == 1) {
        argument = "argument '" + told(name) + "'";
      }
      if (map.containsKey(name)) {
        throw refusal(
            depth == 1
                ? argument + " is given twice"
                : argument + " has '" + told(name) + "' twice");
      }
      map.put(name, value(parser.next(), depth));
    }
    return map;
  }

  private List<Object> list(int depth) {
    List<Object> list = new ArrayList<>();
    for (Event event = parser.next(); event != Event.END_ARRAY; event = parser.next()) {
      if (depth == 1) {
        argument = "argument number " + (list.size() + 1);
      }
      list.add(value(event, depth));
    }
    return list;
  }

  private Object value(Event event, int depth) {
    if (--left < 0) {
      throw refusal(
          "a call may have at most %d values; %s is beyond".formatted(MOST_VALUES, argument));
    }
    return switch (event) {
      case START_OBJECT -> map(deeper(depth));
      case START_ARRAY -> list(deeper(depth));
      case VALUE_STRING -> wellFormed(parser.getString());
      case VALUE_NUMBER -> number(parser.getString());
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      case KEY_NAME, END_OBJECT, END_ARRAY -> throw invalid();
    };
  }

  private int deeper(int depth) {
    if (depth == DEEPEST) {
      throw refusal("%s is deeper than %d levels".formatted(argument, DEEPEST));
    }
    return depth + 1;
  }

  /** A whole number as such while it has 64 bits, and every other as a floating-point number. */
  private Object number(String digits) {
    if (digits.chars().allMatch(c -> c == '-' || c >= '0' && c <= '9')) {
      try {
        return Long.valueOf(digits);
      } catch (NumberFormatException e) {
        // It is longer.
      }
    }
    // Not expanded: 1e1000000000 is cheap to send and dear to write out.
    double number = Double.parseDouble(digits);
    if (Double.isInfinite(number)) {
      throw refusal(argument + " has a number that is out of range");
    }
    return number;
  }

  /** Half of a surrogate pair, which an escape can be, is no text that anything else takes. */
  private String wellFormed(String text) {
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw refusal((argument.isEmpty() ? "a name" : argument) + " has half a surrogate pair");
    }
    return text;
  }

  private static String told(String name) {
    return name.length() <= LONGEST_NAME_TOLD ? name : name.substring(0, LONGEST_NAME_TOLD) + "…";
  }

  private static CommandException refusal(String message) {
    return new CommandException(Kind.ARGUMENT, message);
  }
}
