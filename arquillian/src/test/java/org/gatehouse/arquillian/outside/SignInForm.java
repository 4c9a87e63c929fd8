package org.gatehouse.arquillian.outside;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The form of a page of the panel, filled in as a browser without scripts does.
 *
 * @param action where it goes
 * @param fields its hidden fields and its button
 */
record SignInForm(String action, Map<String, String> fields) {

  private static final Pattern ACTION = Pattern.compile("<form [^>]*action=\"([^\"]*)\"");
  private static final Pattern INPUT = Pattern.compile("<input [^>]*type=\"(hidden|submit)\"[^>]*");
  private static final Pattern NAME = Pattern.compile(" name=\"([^\"]*)\"");
  private static final Pattern VALUE = Pattern.compile(" value=\"([^\"]*)\"");

  /** The path of the page with the form. */
  static final String PAGE = "/sign-in.xhtml";

  /** The form of a page. */
  static SignInForm of(Answer page) {
    Map<String, String> fields = new TreeMap<>();
    Matcher input = INPUT.matcher(page.body());
    while (input.find()) {
      fields.put(first(NAME, input.group()), first(VALUE, input.group()));
    }
    return new SignInForm(first(ACTION, page.body()), fields);
  }

  private static String first(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find()) {
      throw new AssertionError("no " + pattern + " in " + text);
    }
    return matcher.group(1);
  }

  /** curl's options to send it with a name and a password. */
  String[] filled(String name, String password) {
    Map<String, String> filled = new TreeMap<>(fields);
    filled.put("name", name);
    filled.put("password", password);
    return options(filled);
  }

  /** curl's options to press its button. */
  String[] pressed() {
    return options(fields);
  }

  private static String[] options(Map<String, String> fields) {
    List<String> options = new ArrayList<>();
    fields.forEach(
        (name, value) -> options.addAll(List.of("--data-urlencode", name + "=" + value)));
    return options.toArray(String[]::new);
  }
}
