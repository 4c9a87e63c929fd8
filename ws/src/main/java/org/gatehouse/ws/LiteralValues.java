package org.gatehouse.ws;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Values in a document/literal message (WSDL 1.1, section 3.5), as the schema of {@code
 * /gatehouse.wsdl} declares them: maps are {@code item} elements with {@code key} and {@code
 * value}, lists are {@code item} elements, everything else is text, typed by {@code xsi:type} where
 * the schema says anyType.
 */
final class LiteralValues {

  private static final String ITEM = "item";
  private static final String RESULT = "return";
  private static final String KEY = "key";
  private static final String VALUE = "value";

  private LiteralValues() {}

  /**
   * Reads an element's value; null when it is nil.
   *
   * @throws ValueException when it has none that the schema allows
   */
  static Object read(XmlElement element) throws ValueException {
    if (element.nil()) {
      return null;
    }
    if (element.children().isEmpty()) {
      return switch (element.type().orElse("")) {
        case "Map" -> Map.of();
        case "List" -> List.of();
        default -> SimpleValue.read(element.type(), element.text());
      };
    }
    boolean map =
        element.children().stream()
            .allMatch(child -> child.name().equals(ITEM) && child.child(KEY).isPresent());
    return map ? map(element) : list(element);
  }

  private static Map<String, Object> map(XmlElement element) throws ValueException {
    Map<String, Object> map = new LinkedHashMap<>();
    for (XmlElement item : element.children()) {
      String key = item.child(KEY).map(XmlElement::text).orElse("");
      if (map.containsKey(key)) {
        throw new ValueException("has a key twice");
      }
      XmlElement value = item.child(VALUE).orElse(null);
      map.put(key, value == null ? null : read(value));
    }
    return map;
  }

  private static List<Object> list(XmlElement element) throws ValueException {
    List<Object> list = new ArrayList<>();
    for (XmlElement item : element.children()) {
      if (!item.name().equals(ITEM)) {
        throw new ValueException(
            "is written as item elements when it is a map or list, as the WSDL declares them");
      }
      list.add(read(item));
    }
    return list;
  }

  /**
   * Writes the result of a call as its element; a list or map says that it is one.
   *
   * @param declared whether the schema declares its type, and not just any
   */
  static String result(Object value, boolean declared) {
    return !declared || value instanceof Map<?, ?> || value instanceof List<?>
        ? typed(RESULT, value)
        : "<" + RESULT + ">" + SimpleValue.write(value) + "</" + RESULT + ">";
  }

  private static String typed(String name, Object value) {
    return switch (value) {
      case null -> "<" + name + " xsi:nil=\"true\"/>";
      case Map<?, ?> map -> {
        StringBuilder items = new StringBuilder();
        map.forEach(
            (key, item) ->
                items
                    .append("<item><key>")
                    .append(SimpleValue.escape(key.toString()))
                    .append("</key>")
                    .append(typed(VALUE, item))
                    .append("</item>"));
        yield element(name, "Map", items);
      }
      case List<?> list -> {
        StringBuilder items = new StringBuilder();
        list.forEach(item -> items.append(typed(ITEM, item)));
        yield element(name, "List", items);
      }
      // One type for all whole numbers: generated code casts to it.
      case Integer _, Long _ -> element(name, "xs:long", SimpleValue.write(value));
      default -> element(name, "xs:" + SimpleValue.type(value), SimpleValue.write(value));
    };
  }

  private static String element(String name, String type, CharSequence content) {
    return "<" + name + " xsi:type=\"" + type + "\">" + content + "</" + name + ">";
  }
}
