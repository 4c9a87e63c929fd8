package org.gatehouse.ws;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gatehouse.command.CommandException;
import org.gatehouse.command.CommandException.Kind;

/**
 * Values in a document/literal message: maps are {@code item} elements with {@code key} and {@code
 * value}, lists are {@code item} elements, everything else is text, typed by {@code xsi:type} where
 * the schema says anyType.
 */
final class Values {

  private static final String ITEM = "item";
  private static final String RESULT = "return";
  private static final String KEY = "key";
  private static final String VALUE = "value";

  private Values() {}

  /**
   * The arguments of a call by name; a nil argument is one that was left out.
   *
   * @throws CommandException when an argument is given twice
   */
  static Map<String, Object> arguments(XmlElement call) {
    Map<String, Object> arguments = new LinkedHashMap<>();
    for (XmlElement argument : call.children()) {
      if (arguments.containsKey(argument.name())) {
        throw new CommandException(
            Kind.ARGUMENT, "an argument is given twice; each may be given once, by its name");
      }
      arguments.put(argument.name(), read(argument));
    }
    return arguments;
  }

  private static Object read(XmlElement element) {
    if (element.nil()) {
      return null;
    }
    if (element.children().isEmpty()) {
      return simple(element);
    }
    boolean map =
        element.children().stream()
            .allMatch(child -> child.name().equals(ITEM) && child.child(KEY).isPresent());
    return map ? map(element) : list(element);
  }

  private static Map<String, Object> map(XmlElement element) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (XmlElement item : element.children()) {
      String key = item.child(KEY).map(XmlElement::text).orElse("");
      if (map.containsKey(key)) {
        throw new CommandException(Kind.ARGUMENT, "a map has a key twice");
      }
      map.put(key, item.child(VALUE).map(Values::read).orElse(null));
    }
    return map;
  }

  private static List<Object> list(XmlElement element) {
    List<Object> list = new ArrayList<>();
    for (XmlElement item : element.children()) {
      if (!item.name().equals(ITEM)) {
        throw new CommandException(
            Kind.ARGUMENT, "a map or list is written as item elements, as the WSDL declares them");
      }
      list.add(read(item));
    }
    return list;
  }

  private static Object simple(XmlElement element) {
    String text = element.text();
    try {
      return switch (element.type().orElse("string")) {
        case "boolean" -> truth(text.strip());
        case "int", "integer", "long", "short", "byte" -> Long.valueOf(text.strip());
        case "double", "float", "decimal" -> Double.valueOf(text.strip());
        default -> text;
      };
    } catch (NumberFormatException e) {
      throw new CommandException(
          Kind.ARGUMENT, "a value is not of the type that its xsi:type says");
    }
  }

  private static boolean truth(String text) {
    return switch (text) {
      case "true", "1" -> true;
      case "false", "0" -> false;
      default -> throw new NumberFormatException(text);
    };
  }

  /** Writes a result into an element's content, typed where the schema says anyType. */
  static String write(Object value) {
    return switch (value) {
      case Map<?, ?> map -> {
        StringBuilder items = new StringBuilder();
        map.forEach(
            (key, item) ->
                items
                    .append("<item><key>")
                    .append(escape(key.toString()))
                    .append("</key>")
                    .append(typed(VALUE, item))
                    .append("</item>"));
        yield items.toString();
      }
      case List<?> list -> {
        StringBuilder items = new StringBuilder();
        list.forEach(item -> items.append(typed(ITEM, item)));
        yield items.toString();
      }
      default -> escape(value.toString());
    };
  }

  /** Writes the result of a call as its element. */
  static String result(Object value) {
    return value instanceof Map<?, ?> || value instanceof List<?>
        ? typed(RESULT, value)
        : "<" + RESULT + ">" + write(value) + "</" + RESULT + ">";
  }

  private static String typed(String name, Object value) {
    String type =
        switch (value) {
          case null -> null;
          case Boolean _ -> "xs:boolean";
          case Integer _, Long _ -> "xs:long";
          case Double _, Float _ -> "xs:double";
          case Map<?, ?> _ -> "Map";
          case List<?> _ -> "List";
          default -> "xs:string";
        };
    return type == null
        ? "<" + name + " xsi:nil=\"true\"/>"
        : "<" + name + " xsi:type=\"" + type + "\">" + write(value) + "</" + name + ">";
  }

  /** The text as XML character data; what XML 1.0 cannot hold at all becomes U+FFFD. */
  static String escape(String text) {
    StringBuilder escaped = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            point -> {
              switch (point) {
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '&' -> escaped.append("&amp;");
                case '"' -> escaped.append("&quot;");
                case '\r' -> escaped.append("&#13;");
                default -> escaped.appendCodePoint(character(point) ? point : '\uFFFD');
              }
            });
    return escaped.toString();
  }

  /** Production 2 of XML 1.0. */
  private static boolean character(int point) {
    return point == '\t'
        || point == '\n'
        || point >= 0x20 && point <= 0xD7FF
        || point >= 0xE000 && point <= 0xFFFD
        || point >= 0x10000;
  }
}
