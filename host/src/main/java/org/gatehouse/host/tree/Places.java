package org.gatehouse.host.tree;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What may be seen and changed where, whoever owns it. Paths are those of a tree and have no links
 * on the way.
 *
 * @param root where the tree's root is below its realm's
 */
record Places(TreePath root) {

  /** The directory of an account in which it stages what it writes; others begin with the same. */
  static final String STAGING = ".gatehouse-staging";

  private static final String HOME = "home";
  private static final String ETC = "etc";

  /** The system's, whether they are there or not. */
  private static final Set<String> SYSTEM =
      Set.of(
          ETC, "info", "usr", "bin", "sbin", "lib", "lib32", "lib64", "libx32", "boot", "dev",
          "proc", "root", "run", "sys");

  /** Below these, something is hidden, so many names deep. */
  private static final Set<String> RULED = Set.of(ETC, HOME, "proc", "sys");

  private static final int DEEPEST_RULE = 3;

  /** Whether what is at a path does not exist for any gate. */
  boolean hidden(TreePath path) {
    List<String> names = path.names();
    for (String name : names) {
      if (name.startsWith(STAGING)) {
        return true;
      }
    }
    if (!root.isRoot() || names.isEmpty()) {
      return false;
    }
    return switch (names.getFirst()) {
      case "info" -> true;
      // Where they are mounted, they tell of this very process.
      case "proc", "sys" -> names.size() > 1;
      case ETC -> secret(names);
      // Homes that are set aside or on their way out; no account has such a name.
      case HOME -> names.size() > 1 && names.get(1).startsWith(".");
      default -> false;
    };
  }

  /**
   * Whether a member of a collection that is not hidden does not exist for any gate. Without a path
   * for each of very many, where no rule could be about them.
   */
  boolean hides(TreePath collection, String name) {
    List<String> names = collection.names();
    return name.startsWith(STAGING)
        || root.isRoot()
            && (names.isEmpty() || names.size() < DEEPEST_RULE && RULED.contains(names.getFirst()))
            && hidden(collection.child(name));
  }

  /** Hashes of passwords, now and before, under whatever name tools keep them, and locks. */
  private static boolean secret(List<String> names) {
    if (names.size() < 2) {
      return false;
    }
    // Some file systems take names in any case.
    String name = names.get(1).toLowerCase(Locale.ROOT);
    return name.contains("shadow")
        || name.endsWith(".lock")
        || name.equals("security")
            && names.size() > 2
            && names.get(2).toLowerCase(Locale.ROOT).contains("opasswd");
  }

  /** Whether nothing may be changed at a path, nor made there. */
  boolean readOnly(TreePath path) {
    if (!root.isRoot() || path.isRoot()) {
      return false;
    }
    String first = path.names().getFirst();
    return SYSTEM.contains(first) || path.names().size() == 1 && first.equals(HOME);
  }

  /** Whether what is at a path stays where it is: a root, and the homes. */
  boolean fixed(TreePath path) {
    return path.isRoot()
        || readOnly(path)
        || root.isRoot() && path.names().size() == 2 && path.names().getFirst().equals(HOME);
  }

  /**
   * Whose home something is in or is; empty text when it is in none.
   *
   * <p>In a tree that is a home, it is that one's.
   */
  String home(TreePath path) {
    List<String> names = root.isRoot() ? path.names() : root.names();
    return names.size() > 1 && names.getFirst().equals(HOME) ? names.get(1) : "";
  }
}
