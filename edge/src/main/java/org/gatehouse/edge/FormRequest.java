package org.gatehouse.edge;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.BufferedReader;
import java.io.StringReader;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A form whose fields were read by the edge. Its fields are those of the body alone: what stands in
 * the query of a form's address is not a field of it.
 */
final class FormRequest extends HttpServletRequestWrapper {

  private static final int MOST_FIELDS = 100;

  private final Map<String, String[]> fields;

  /**
   * Wraps a request.
   *
   * @param body its body, {@code application/x-www-form-urlencoded} in UTF-8
   * @throws IllegalArgumentException when an escape in the body is broken, or it has more than
   *     {@value #MOST_FIELDS} fields
   */
  FormRequest(HttpServletRequest request, byte[] body) {
    super(request);
    this.fields = parse(new String(body, StandardCharsets.UTF_8));
  }

  private static Map<String, String[]> parse(String body) {
    Map<String, String[]> fields = new LinkedHashMap<>();
    String[] pairs = body.split("&");
    if (pairs.length > MOST_FIELDS) {
      throw new IllegalArgumentException("a form has at most " + MOST_FIELDS + " fields");
    }
    for (String pair : pairs) {
      int equals = pair.indexOf('=');
      String name = decode(equals < 0 ? pair : pair.substring(0, equals));
      String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
      fields.merge(
          name,
          new String[] {value},
          (before, more) -> Stream.of(before, more).flatMap(Stream::of).toArray(String[]::new));
    }
    return Collections.unmodifiableMap(fields);
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  @Override
  public String getParameter(String name) {
    String[] values = fields.get(name);
    return values == null ? null : values[0];
  }

  @Override
  public Map<String, String[]> getParameterMap() {
    return fields;
  }

  @Override
  public Enumeration<String> getParameterNames() {
    return Collections.enumeration(fields.keySet());
  }

  @Override
  public String[] getParameterValues(String name) {
    String[] values = fields.get(name);
    return values == null ? null : values.clone();
  }

  /** Empty: the body was read. */
  @Override
  public BufferedReader getReader() {
    return new BufferedReader(new StringReader(""));
  }
}
