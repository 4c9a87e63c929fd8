package org.gatehouse.web.rest;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.gatehouse.command.CommandException;
import org.gatehouse.command.UsageException;

/** Results and failures of commands as JSON (RFC 8259). */
public final class JsonValues {

  /** Found once: each method of {@code Json} searches the class path for it. */
  private static final JsonProvider PROVIDER = JsonProvider.provider();

  private JsonValues() {}

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
   * A failure as {@code application/problem+json} (RFC 9457). Its type names the kind of failure,
   * for programs; its detail is for people. Its usage is true when the call was not understood.
   *
   * @param status the HTTP status
   * @param e what went wrong
   */
  public static byte[] problem(int status, CommandException e) {
    String kind = e.kind().name().toLowerCase(Locale.ROOT);
    Map<String, Object> problem = new LinkedHashMap<>();
    problem.put("type", "urn:gatehouse:problem:" + kind.replace('_', '-'));
    problem.put("title", kind.replace('_', ' '));
    problem.put("status", status);
    problem.put("detail", e.getMessage());
    if (e instanceof UsageException) {
      problem.put("usage", true);
    }
    return write(problem);
  }
}
