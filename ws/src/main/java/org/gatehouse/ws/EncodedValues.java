package org.gatehouse.ws;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Values in the encoding of SOAP 1.1, section 5, as PHP's SoapClient and its kin write and read
 * them: an associative array is a {@code Map} of {@code http://xml.apache.org/xml-soap}, a list is
 * a {@code SOAP-ENC:Array} (section 5.4.2), and everything else has the type that its {@code
 * xsi:type} says. A struct (section 5.4.1) is read as a map by the names of its children.
 *
 * <p>What one reader reads is bounded: references can make much of a small message, or go around in
 * circles.
 */
final class EncodedValues {

  /** The namespace of maps. */
  static final String MAPS = "http://xml.apache.org/xml-soap";

  private static final String ITEM = "item";
  private static final String KEY = "key";
  private static final String VALUE = "value";

  private final Map<String, XmlElement> targets;
  private int read;

  /**
   * A reader of one message.
   *
   * @param targets the elements that others may refer to, by their ids
   */
  EncodedValues(Map<String, XmlElement> targets) {
    this.targets = targets;
  }

  /**
   * Reads an element's value: null when it is nil, a {@code List}, a {@code Map} with keys that are
   * texts or whole numbers, or what {@link SimpleValue} makes of its text.
   *
   * @throws ValueException when it cannot be read, or is too large
   */
  Object read(XmlElement element) throws ValueException {
    return read(element, Optional.empty(), 1);
  }

  /** The element that holds an element's value: another one, when it refers to that. */
  XmlElement resolved(XmlElement element) throws ValueException {
    XmlElement holder = element;
    for (int hop = 0; holder.attributes().href().isPresent(); hop++) {
      String id = holder.attributes().href().get();
      holder = targets.get(id);
      if (holder == null || hop >= MessageReader.DEEPEST) {
        throw new ValueException("refers to what is not in the message");
      }
    }
    return holder;
  }

  private Object read(XmlElement reference, Optional<String> itemType, int depth)
      throws ValueException {
    if (++read > MessageReader.MOST_ELEMENTS || depth > MessageReader.DEEPEST) {
      throw new ValueException(
          "is too large: a message may have %d values, within at most %d others"
              .formatted(MessageReader.MOST_ELEMENTS, MessageReader.DEEPEST));
    }
    XmlElement element = resolved(reference);
    if (element.nil()) {
      return null;
    }
    Optional<String> type = type(element).or(() -> itemType);
    if (element.attributes().itemType().isPresent()) {
      return list(element, depth);
    }
    return switch (type.orElse("")) {
      case "Map" -> map(element, depth);
      case "Array" -> list(element, depth);
      case "Struct" -> struct(element, depth);
      default ->
          element.children().isEmpty()
              ? SimpleValue.read(type, element.text())
              : byShape(element, depth);
    };
  }

  /** An element of the encoding's own namespace is named by its type (section 5.1, rule 8). */
  private static Optional<String> type(XmlElement element) {
    return element.namespace().equals(MessageReader.ENCODING)
        ? element.type().or(() -> Optional.of(element.name()))
        : element.type();
  }

  /** A value of a type that only its client knows. */
  private Object byShape(XmlElement element, int depth) throws ValueException {
    List<XmlElement> children = element.children();
    if (children.stream().allMatch(child -> child.name().equals(ITEM))) {
      return children.stream().allMatch(child -> child.child(KEY).isPresent())
          ? map(element, depth)
          : list(element, depth);
    }
    return struct(element, depth);
  }

  private Map<Object, Object> map(XmlElement element, int depth) throws ValueException {
    Map<Object, Object> map = new LinkedHashMap<>();
    for (XmlElement reference : element.children()) {
      XmlElement item = resolved(reference);
      Optional<XmlElement> key = item.child(KEY);
      if (key.isEmpty()) {
        throw new ValueException("is a map with an item that has no key");
      }
      Optional<XmlElement> value = item.child(VALUE);
      put(
          map,
          key(key.get(), depth),
          value.isEmpty() ? null : read(value.get(), Optional.empty(), depth + 1));
    }
    return map;
  }

  private Object key(XmlElement element, int depth) throws ValueException {
    Object key = read(element, Optional.empty(), depth + 1);
    if (key instanceof Long || key instanceof String) {
      return key;
    }
    throw new ValueException("is a map with a key that is neither a text nor a whole number");
  }

  private Map<Object, Object> struct(XmlElement element, int depth) throws ValueException {
    Map<Object, Object> map = new LinkedHashMap<>();
    for (XmlElement member : element.children()) {
      put(map, member.name(), read(member, Optional.empty(), depth + 1));
    }
    return map;
  }

  private static void put(Map<Object, Object> map, Object key, Object value) throws ValueException {
    if (map.containsKey(key)) {
      throw new ValueException("has a key twice");
    }
    map.put(key, value);
  }

  private List<Object> list(XmlElement element, int depth) throws ValueException {
    List<Object> list = new ArrayList<>();
    for (XmlElement item : element.children()) {
      list.add(read(item, element.attributes().itemType(), depth + 1));
    }
    return list;
  }

  /**
   * Writes a value as an element of that name: keys of maps that are whole numbers as such, since
   * PHP makes them keys again.
   */
  static String write(String name, Object value) {
    return switch (value) {
      case null -> "<" + name + " xsi:nil=\"true\"/>";
      // PHP takes a map without items for null, and its clients repeat a call that answers null.
      case Map<?, ?> map when map.isEmpty() -> write(name, List.of());
      case Map<?, ?> map -> {
        StringBuilder items = new StringBuilder();
        map.forEach(
            (key, item) ->
                items
                    .append("<item>")
                    .append(simple(KEY, key))
                    .append(write(VALUE, item))
                    .append("</item>"));
        yield "<" + name + " xsi:type=\"ns2:Map\">" + items + "</" + name + ">";
      }
      case List<?> list -> {
        StringBuilder items = new StringBuilder();
        list.forEach(item -> items.append(write(ITEM, item)));
        yield "<%s SOAP-ENC:arrayType=\"xsd:anyType[%d]\" xsi:type=\"SOAP-ENC:Array\">"
                .formatted(name, list.size())
            + items
            + "</"
            + name
            + ">";
      }
      default -> simple(name, value);
    };
  }

  private static String simple(String name, Object value) {
    return "<"
        + name
        + " xsi:type=\"xsd:"
        + SimpleValue.type(value)
        + "\">"
        + SimpleValue.write(value)
        + "</"
        + name
        + ">";
  }
}
