package org.gatehouse.ws;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Values that are text in XML, by the built-in types of XML Schema (part 2, section 3): whole
 * numbers are {@code Long}, other numbers {@code Double}, and everything else is text.
 */
final class SimpleValue {

  private static final Set<String> WHOLE_NUMBERS =
      Set.of(
          "int",
          "integer",
          "long",
          "short",
          "byte",
          "unsignedInt",
          "unsignedLong",
          "unsignedShort",
          "unsignedByte",
          "nonNegativeInteger",
          "positiveInteger",
          "nonPositiveInteger",
          "negativeInteger");

  private static final Set<String> NUMBERS = Set.of("double", "float", "decimal");

  /** The longest text that is read as a number: hundreds of digits are no number of anybody's. */
  private static final int LONGEST_NUMBER = 400;

  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d+)?");

  private SimpleValue() {}

  /**
   * Reads a value.
   *
   * @param type the local name of its type; empty for text
   * @throws ValueException when the text is no value of that type
   */
  static Object read(Optional<String> type, String text) throws ValueException {
    String name = type.orElse("string");
    if (WHOLE_NUMBERS.contains(name)) {
      return wholeNumber(text.strip());
    } else if (NUMBERS.contains(name)) {
      return number(text.strip());
    }
    return switch (name) {
      case "boolean" -> truth(text.strip());
      case "base64Binary", "base64" -> base64(text);
      default -> text;
    };
  }

  /** Whether a type is that of numbers. */
  static boolean numeric(Optional<String> type) {
    return type.filter(name -> WHOLE_NUMBERS.contains(name) || NUMBERS.contains(name)).isPresent();
  }

  /** The number; or its text, where a client took a text of digits for one: 007 or +1. */
  private static Object wholeNumber(String text) throws ValueException {
    try {
      Long number = Long.valueOf(text);
      return number.toString().equals(text) ? number : text;
    } catch (NumberFormatException e) {
      throw new ValueException("holds no whole number of 64 bits where its xsi:type says so");
    }
  }

  private static Double number(String text) throws ValueException {
    return switch (text) {
      case "INF" -> Double.POSITIVE_INFINITY;
      case "-INF" -> Double.NEGATIVE_INFINITY;
      case "NaN" -> Double.NaN;
      default -> {
        if (text.length() > LONGEST_NUMBER || !NUMBER.matcher(text).matches()) {
          throw new ValueException("holds no number where its xsi:type says so");
        }
        Double number = Double.valueOf(text);
        if (number.isInfinite()) {
          throw new ValueException("holds a number that is too large");
        }
        yield number;
      }
    };
  }

  private static Boolean truth(String text) throws ValueException {
    return switch (text) {
      // Python's suds writes them with a capital letter.
      case "true", "True", "1" -> true;
      case "false", "False", "0" -> false;
      default ->
          throw new ValueException("holds neither true nor false where its xsi:type says so");
    };
  }

  /** As Perl's clients send a text that is not ASCII. */
  private static String base64(String text) throws ValueException {
    try {
      byte[] bytes = Base64.getMimeDecoder().decode(text);
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (IllegalArgumentException | CharacterCodingException e) {
      throw new ValueException("holds no text of UTF-8 in Base64 where its xsi:type says so");
    }
  }

  /** Writes a value as XML character data. */
  static String write(Object value) {
    return switch (value) {
      case Double number when number.isInfinite() -> number > 0 ? "INF" : "-INF";
      case Float number when number.isInfinite() -> number > 0 ? "INF" : "-INF";
      case Number number -> number.toString();
      case Boolean truth -> truth.toString();
      default -> escape(value.toString());
    };
  }

  /** The local name of a value's type. */
  static String type(Object value) {
    return switch (value) {
      case Boolean _ -> "boolean";
      case Integer _ -> "int";
      case Long number -> number == number.intValue() ? "int" : "long";
      case Double _, Float _ -> "double";
      default -> "string";
    };
  }

  /**
   * The text as XML character data, in ASCII: clients that find no charset, or believe none, read
   * an answer as ISO 8859-1. What XML 1.0 cannot hold at all becomes U+FFFD.
   */
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
                case '\t', '\n' -> escaped.appendCodePoint(point);
                default -> {
                  if (point >= ' ' && point <= '~') {
                    escaped.appendCodePoint(point);
                  } else {
                    escaped.append("&#").append(character(point) ? point : '\uFFFD').append(';');
                  }
                }
              }
            });
    return escaped.toString();
  }

  /** Production 2 of XML 1.0. */
  private static boolean character(int point) {
    return point == '\t'
        || point == '\n'
        || point == '\r'
        || point >= 0x20 && point <= 0xD7FF
        || point >= 0xE000 && point <= 0xFFFD
        || point >= 0x10000;
  }
}
