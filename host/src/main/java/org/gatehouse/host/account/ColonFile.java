package org.gatehouse.host.account;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The text of passwd(5), shadow(5) or group(5), a line for each name. What is not asked to change
 * stays byte for byte, odd lines and a missing last newline included. Where several lines have one
 * name the first counts, as for the C library; the others are never looked at.
 *
 * <p>Bytes are kept as characters of ISO 8859-1, which has one for each: so no encoding error can
 * lose any.
 *
 * @param lines each with its newline, but perhaps the last
 */
record ColonFile(List<String> lines) {
  ColonFile {
    lines = List.copyOf(lines);
  }

  static ColonFile of(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    List<String> lines = new ArrayList<>();
    int start = 0;
    while (start < text.length()) {
      int newline = text.indexOf('\n', start);
      int end = newline < 0 ? text.length() : newline + 1;
      lines.add(text.substring(start, end));
      start = end;
    }
    return new ColonFile(lines);
  }

  byte[] bytes() {
    return String.join("", lines).getBytes(StandardCharsets.ISO_8859_1);
  }

  /** The first line of each name, without its newline, in the order of the file. */
  Map<String, String> firstLines() {
    Map<String, String> first = LinkedHashMap.newLinkedHashMap(lines.size());
    for (String line : lines) {
      first.putIfAbsent(name(line), content(line));
    }
    return first;
  }

  /** The first line of this name, without its newline. */
  Optional<String> line(String name) {
    return lines.stream()
        .filter(line -> name(line).equals(name))
        .findFirst()
        .map(ColonFile::content);
  }

  /** With a line more, at the end. */
  ColonFile with(String line) {
    List<String> changed = new ArrayList<>(lines);
    if (!changed.isEmpty() && !changed.getLast().endsWith("\n")) {
      changed.add(changed.removeLast() + "\n");
    }
    changed.add(line + "\n");
    return new ColonFile(changed);
  }

  /** With the first line of this name replaced, or with a line more when there is none. */
  ColonFile withReplaced(String name, String line) {
    for (int i = 0; i < lines.size(); i++) {
      if (name(lines.get(i)).equals(name)) {
        List<String> changed = new ArrayList<>(lines);
        changed.set(i, line + "\n");
        return new ColonFile(changed);
      }
    }
    return with(line);
  }

  /** Without any line of this name: were only the first removed, the next would count. */
  ColonFile without(String name) {
    return new ColonFile(lines.stream().filter(line -> !name(line).equals(name)).toList());
  }

  private static String content(String line) {
    return line.endsWith("\n") ? line.substring(0, line.length() - 1) : line;
  }

  /**
   * What stands before the first colon; the C library skips blanks before a name, so they are
   * skipped here too.
   */
  private static String name(String line) {
    String content = content(line).stripLeading();
    int colon = content.indexOf(':');
    return colon < 0 ? content : content.substring(0, colon);
  }
}
