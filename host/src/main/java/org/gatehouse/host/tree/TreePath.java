package org.gatehouse.host.tree;

import java.util.ArrayList;
import java.util.List;

/**
 * A path below the root of a tree: the names on the way, none for the root itself. Names are kept
 * as they are written, whatever Unicode form they have; on disk they are UTF-8.
 *
 * @param names at most {@value #MOST_NAMES}; none empty, {@code .} or {@code ..}, none with a
 *     slash, a NUL or an unpaired surrogate, none longer than {@value #LONGEST_NAME} bytes;
 *     together, with slashes between them, no more than {@value #LONGEST} bytes
 */
public record TreePath(List<String> names) {

  /** NAME_MAX of Linux. */
  public static final int LONGEST_NAME = 255;

  /** PATH_MAX of Linux is 4,096; what the root's own path takes is left to it. */
  public static final int LONGEST = 3_072;

  /** Nobody nests deeper, and what walks down such a path stays within bounds. */
  public static final int MOST_NAMES = 256;

  /** The root of a tree. */
  public static final TreePath ROOT = new TreePath(List.of());

  /**
   * Checks the names.
   *
   * @throws IllegalArgumentException when they break a rule
   */
  public TreePath {
    names = List.copyOf(names);
    if (names.size() > MOST_NAMES) {
      throw new IllegalArgumentException("a path has at most " + MOST_NAMES + " names");
    }
    int length = 0;
    for (String name : names) {
      length += check(name) + 1;
    }
    if (length > LONGEST) {
      throw new IllegalArgumentException("a path has at most " + LONGEST + " bytes");
    }
  }

  /**
   * The path that a text stands for: names with one slash between them; empty for the root.
   *
   * @throws IllegalArgumentException when it is none
   */
  public static TreePath of(String text) {
    return text.isEmpty() ? ROOT : new TreePath(List.of(text.split("/", -1)));
  }

  private static int check(String name) {
    if (name.isEmpty() || name.equals(".") || name.equals("..")) {
      throw new IllegalArgumentException("a name in a path is not empty, . or ..");
    }
    if (name.indexOf('/') >= 0 || name.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("a name in a path has no slash and no NUL");
    }
    int length = 0;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (!Character.isSurrogate(c)) {
        length += c < 0x80 ? 1 : c < 0x800 ? 2 : 3;
      } else if (i + 1 < name.length() && Character.isSurrogatePair(c, name.charAt(i + 1))) {
        length += 4;
        i++;
      } else {
        throw new IllegalArgumentException("a name in a path is Unicode text");
      }
    }
    if (length > LONGEST_NAME) {
      throw new IllegalArgumentException("a name in a path has at most " + LONGEST_NAME + " bytes");
    }
    return length;
  }

  /** Whether this is the root. */
  public boolean isRoot() {
    return names.isEmpty();
  }

  /** The last name; the root has none, and empty text stands for it. */
  public String name() {
    return names.isEmpty() ? "" : names.getLast();
  }

  /**
   * The collection that this is in.
   *
   * @throws IllegalStateException for the root
   */
  public TreePath parent() {
    if (names.isEmpty()) {
      throw new IllegalStateException("the root has no parent");
    }
    return new TreePath(names.subList(0, names.size() - 1));
  }

  /** What is of this name in here. */
  public TreePath child(String name) {
    return resolve(List.of(name));
  }

  /** What a path leads to that begins here. */
  public TreePath resolve(TreePath below) {
    return resolve(below.names);
  }

  private TreePath resolve(List<String> below) {
    List<String> all = new ArrayList<>(names);
    all.addAll(below);
    return new TreePath(all);
  }

  /** Whether this is the other path, or below it. */
  public boolean startsWith(TreePath other) {
    return names.size() >= other.names.size()
        && names.subList(0, other.names.size()).equals(other.names);
  }

  /** The names with slashes between them; empty for the root. */
  @Override
  public String toString() {
    return String.join("/", names);
  }
}
