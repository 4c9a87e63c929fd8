package org.gatehouse.scope;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/** What the audit says of a value that became another, in as many records as that takes. */
final class ToldChange {

  /** Old and new value must both fit into the audit's text. */
  private static final int LONGEST = 100;

  /** Of names of what was added or removed, in one record. */
  private static final int LONGEST_NAMES = 160;

  /** What is shown before the first letter that differs. */
  private static final int LEAD = 20;

  private ToldChange() {}

  /**
   * Tells of a change: the values where both are short; of long lists what was added and removed,
   * all of it; of other long texts the part from where they differ on.
   *
   * @param name what changed
   */
  static List<String> of(String name, Object before, Object after) {
    String old = text(before);
    String now = text(after);
    if (old.length() <= LONGEST && now.length() <= LONGEST) {
      return List.of(name + ": '" + old + "' became '" + now + "'");
    }
    Set<String> had = items(before);
    Set<String> has = items(after);
    if (had.size() > 2 || has.size() > 2) {
      return listed(name, had, has);
    }
    int same = 0;
    while (same < Math.min(old.length(), now.length()) && old.charAt(same) == now.charAt(same)) {
      same++;
    }
    int from = same > LEAD + 1 ? same - LEAD : 0;
    return List.of(name + ": " + part(old, from) + " became " + part(now, from));
  }

  private static List<String> listed(String name, Set<String> had, Set<String> has) {
    List<String> told = new ArrayList<>();
    told.addAll(parts(name + ": added ", minus(has, had)));
    told.addAll(parts(name + ": removed ", minus(had, has)));
    return told.isEmpty()
        ? List.of(name + ": the order of its " + has.size() + " values changed")
        : told;
  }

  private static List<String> parts(String beginning, List<String> items) {
    List<String> parts = new ArrayList<>();
    StringBuilder part = new StringBuilder();
    for (String item : items) {
      String bounded = item.length() <= LONGEST ? item : item.substring(0, LONGEST) + "…";
      if (!part.isEmpty() && part.length() + bounded.length() > LONGEST_NAMES) {
        parts.add(beginning + part);
        part.setLength(0);
      }
      part.append(part.isEmpty() ? "" : ", ").append(bounded);
    }
    if (!part.isEmpty()) {
      parts.add(beginning + part);
    }
    return parts;
  }

  private static List<String> minus(Set<String> all, Set<String> some) {
    return all.stream().filter(item -> !some.contains(item)).toList();
  }

  private static String part(String text, int from) {
    String rest = text.substring(Math.min(from, text.length()));
    return "'"
        + (from > 0 ? "…" : "")
        + (rest.length() <= LONGEST ? rest : rest.substring(0, LONGEST) + "…")
        + "'";
  }

  private static String text(Object value) {
    return Objects.toString(value, "");
  }

  private static Set<String> items(Object value) {
    Stream<String> items =
        value instanceof List<?> list
            ? list.stream().map(String::valueOf)
            : Stream.of(text(value).split(","));
    Set<String> distinct = new LinkedHashSet<>();
    items.map(String::strip).filter(item -> !item.isEmpty()).forEach(distinct::add);
    return distinct;
  }
}
