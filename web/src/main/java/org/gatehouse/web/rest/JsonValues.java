package org.gatehouse.web.rest;

import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonConfig;
import jakarta.json.JsonConfig.KeyStrategy;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.JsonReaderFactory;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import jakarta.json.stream.JsonParsingException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.gatehouse.command.CommandException;
import org.gatehouse.command.CommandException.Kind;

/** Arguments and results of commands as JSON (RFC 8259). */
public final class JsonValues {

  private static final int DEEPEST = 64;
  private static final int MOST_VALUES = 10_000;

  /** Found once: each method of {@code Json} searches the class path for it. */
  private static final JsonProvider PROVIDER = JsonProvider.provider();

  /** Named as a string: the implementation's class is not part of the platform's API. */
  private static final JsonReaderFactory READERS =
      PROVIDER.createReaderFactory(
          Map.of(
              "org.eclipse.parsson.maxDepth", DEEPEST, JsonConfig.KEY_STRATEGY, KeyStrategy.NONE));

  private JsonValues() {}

  /**
   * Reads the arguments of a call.
   *
   * @param body a JSON object of arguments by name or a JSON array of arguments in order; an empty
   *     body is a call without arguments
   * @return a Map or a List
   * @throws CommandException when it is neither, is not valid JSON, or is too deep or too large
   */
  public static Object arguments(byte[] body) {
    if (new String(body, StandardCharsets.UTF_8).isBlank()) {
      return Map.of();
    }
    // A reader with a stream would guess among five encodings; RFC 8259 has one.
    try (JsonReader reader =
        READERS.createReader(new ByteArrayInputStream(body), StandardCharsets.UTF_8)) {
      int[] left = {MOST_VALUES};
      return switch (reader.readValue()) {
        case JsonObject object -> map(object, left);
        case JsonArray array -> list(array, left);
        default -> throw notArguments();
      };
    } catch (JsonParsingException e) {
      throw new CommandException(
          Kind.ARGUMENT,
          "the body is not valid JSON, or deeper than %d levels, near line %d, column %d"
              .formatted(
                  DEEPEST, e.getLocation().getLineNumber(), e.getLocation().getColumnNumber()));
    } catch (CommandException e) {
      throw e;
    } catch (RuntimeException e) {
      // Parsers differ in what they throw at numbers of many digits, at depth and at trailing text.
      throw notArguments();
    }
  }

  private static CommandException notArguments() {
    return new CommandException(
        Kind.ARGUMENT,
        "the body must be one JSON object with the arguments by name, each name once");
  }

  private static Map<String, Object> map(JsonObject object, int[] left) {
    Map<String, Object> map = new LinkedHashMap<>();
    object.forEach((name, value) -> map.put(name, read(value, left)));
    return map;
  }

  private static List<Object> list(JsonArray array, int[] left) {
    List<Object> list = new ArrayList<>();
    array.forEach(value -> list.add(read(value, left)));
    return list;
  }

  private static Object read(JsonValue value, int[] left) {
    if (--left[0] < 0) {
      throw new CommandException(
          Kind.ARGUMENT, "a call may have at most " + MOST_VALUES + " values");
    }
    return switch (value) {
      case JsonObject object -> map(object, left);
      case JsonArray array -> list(array, left);
      case JsonString string -> string.getString();
      case JsonNumber number -> number(number);
      default ->
          switch (value.getValueType()) {
            case TRUE -> Boolean.TRUE;
            case FALSE -> Boolean.FALSE;
            default -> null;
          };
    };
  }

  private static Object number(JsonNumber number) {
    // A number such as 1e1000000000 is cheap to send and dear to expand: it stays a double.
    boolean whole = number.bigDecimalValue().scale() == 0;
    try {
      return whole ? (Object) number.longValueExact() : (Object) number.doubleValue();
    } catch (ArithmeticException e) {
      return number.doubleValue();
    }
  }

  /** A result as JSON text. */
  public static byte[] write(Object result) {
    return (json(result).toString() + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static JsonValue json(Object value) {
    return switch (value) {
      case null -> JsonValue.NULL;
      case Boolean truth -> truth ? JsonValue.TRUE : JsonValue.FALSE;
      case Integer number -> PROVIDER.createValue(number);
      case Long number -> PROVIDER.createValue(number);
      case Double number -> PROVIDER.createValue(number);
      case Map<?, ?> map -> {
        JsonObjectBuilder object = PROVIDER.createObjectBuilder();
        map.forEach((name, member) -> object.add(name.toString(), json(member)));
        yield object.build();
      }
      case List<?> list -> {
        JsonArrayBuilder array = PROVIDER.createArrayBuilder();
        list.forEach(member -> array.add(json(member)));
        yield array.build();
      }
      default -> PROVIDER.createValue(value.toString());
    };
  }

  /**
   * A failure as {@code application/problem+json} (RFC 9457).
   *
   * @param status the HTTP status
   * @param e what went wrong
   */
  public static byte[] problem(int status, CommandException e) {
    return write(
        Map.of(
            "title",
            e.kind().name().toLowerCase(Locale.ROOT).replace('_', ' '),
            "status",
            status,
            "detail",
            e.getMessage()));
  }
}
