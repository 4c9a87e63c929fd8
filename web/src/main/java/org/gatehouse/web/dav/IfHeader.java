package org.gatehouse.web.dav;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The {@code If} header (RFC 4918, section 10.4): lists of conditions, each about the resource that
 * its tag names, or, without tags, about the one that the request is for. It holds when one list
 * holds whole.
 *
 * @param lists at least one
 */
record IfHeader(List<Conditions> lists) {

  private static final int LONGEST = 8_192;
  private static final int MOST_CONDITIONS = 256;
  private static final String NO_LOCK = "DAV:no-lock";

  /**
   * Conditions that hold together.
   *
   * @param resource the reference in the tag before them; empty when there is none
   */
  record Conditions(Optional<String> resource, List<Condition> conditions) {}

  /** One condition; {@code negated} is that it was written with {@code Not}. */
  sealed interface Condition {
    boolean negated();
  }

  /** That a lock of this token holds for the resource. */
  record StateToken(boolean negated, String token) implements Condition {}

  /** That the resource has this entity tag, written as in the header, with quotes. */
  record EntityTag(boolean negated, String tag) implements Condition {}

  /** What conditions are held against. */
  interface Resources {
    /**
     * Whether a lock of this token holds for a resource.
     *
     * @param reference as the header has it; empty for the one that the request is for
     */
    boolean isLocked(Optional<String> reference, String token);

    /** Whether a resource has this entity tag, by strong comparison. */
    boolean hasTag(Optional<String> reference, String tag);
  }

  /**
   * Reads a header.
   *
   * @throws DavRefusal 400 when it is none, or is too long
   */
  static IfHeader parse(String text) {
    if (text.length() > LONGEST) {
      throw new DavRefusal(400, "the If header is too long");
    }
    return new Parser(text).parse();
  }

  /** Whether one of the lists holds. */
  boolean holds(Resources resources) {
    return lists.stream()
        .anyMatch(
            list ->
                list.conditions().stream()
                    .allMatch(one -> one.negated() != matches(list.resource(), one, resources)));
  }

  private static boolean matches(
      Optional<String> resource, Condition condition, Resources resources) {
    return switch (condition) {
      // A token that no lock ever has (section 10.4.8).
      case StateToken(var _, var token) when token.equals(NO_LOCK) -> false;
      case StateToken(var _, var token) -> resources.isLocked(resource, token);
      case EntityTag(var _, var tag) -> resources.hasTag(resource, tag);
    };
  }

  /** The tokens that are submitted by it, whatever is said of them (section 10.4.1). */
  Set<String> tokens() {
    Set<String> tokens = new LinkedHashSet<>();
    for (Conditions list : lists) {
      for (Condition one : list.conditions()) {
        if (one instanceof StateToken(var _, var token)) {
          tokens.add(token);
        }
      }
    }
    return tokens;
  }

  private static final class Parser {

    private final String text;
    private int at;
    private int conditions;

    Parser(String text) {
      this.text = text;
    }

    IfHeader parse() {
      List<Conditions> lists = new ArrayList<>();
      Optional<String> tag = Optional.empty();
      skipSpace();
      // Lists with and without tags do not stand together, and a tag has a list.
      boolean tagged = at < text.length() && text.charAt(at) == '<';
      boolean listed = true;
      while (at < text.length()) {
        if (text.charAt(at) == '<') {
          if (!tagged || !listed) {
            throw bad();
          }
          tag = Optional.of(between('<', '>'));
          listed = false;
        } else {
          lists.add(new Conditions(tag, list()));
          listed = true;
        }
        skipSpace();
      }
      if (lists.isEmpty() || !listed) {
        throw bad();
      }
      return new IfHeader(List.copyOf(lists));
    }

    private List<Condition> list() {
      expect('(');
      List<Condition> list = new ArrayList<>();
      skipSpace();
      while (peek() != ')') {
        boolean negated = text.regionMatches(true, at, "Not", 0, 3);
        if (negated) {
          at += 3;
          skipSpace();
        }
        list.add(
            switch (peek()) {
              case '<' -> new StateToken(negated, between('<', '>'));
              case '[' -> new EntityTag(negated, entityTag());
              default -> throw bad();
            });
        if (++conditions > MOST_CONDITIONS) {
          throw new DavRefusal(400, "the If header has too many conditions");
        }
        skipSpace();
      }
      at++;
      if (list.isEmpty()) {
        throw bad();
      }
      return List.copyOf(list);
    }

    private String entityTag() {
      expect('[');
      int start = at;
      if (text.startsWith("W/", at)) {
        at += 2;
      }
      expect('"');
      int end = text.indexOf('"', at);
      if (end < 0) {
        throw bad();
      }
      at = end + 1;
      String tag = text.substring(start, at);
      expect(']');
      return tag;
    }

    private String between(char first, char last) {
      expect(first);
      int end = text.indexOf(last, at);
      if (end <= at || text.substring(at, end).chars().anyMatch(one -> one <= ' ' || one == '<')) {
        throw bad();
      }
      String inside = text.substring(at, end);
      at = end + 1;
      return inside;
    }

    private char peek() {
      if (at >= text.length()) {
        throw bad();
      }
      return text.charAt(at);
    }

    private void expect(char wanted) {
      if (peek() != wanted) {
        throw bad();
      }
      at++;
    }

    private void skipSpace() {
      while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
        at++;
      }
    }

    private static DavRefusal bad() {
      return new DavRefusal(400, "the If header is not in the form of RFC 4918, section 10.4");
    }
  }
}
