package org.gatehouse.host.tree;

/**
 * How far a path reaches: what {@link TreePath} bounds.
 *
 * @param names how many it has
 * @param bytes of its names, and one for each
 */
record Reach(int names, int bytes) {

  static Reach of(TreePath path) {
    return new Reach(path.names().size(), path.isRoot() ? 0 : Names.bytes(path).length + 1);
  }

  Reach plus(Reach below) {
    return new Reach(names + below.names, bytes + below.bytes);
  }

  Reach plus(byte[] name) {
    return new Reach(names + 1, bytes + name.length + 1);
  }

  /** Whether a path may reach so far. */
  boolean fits() {
    return names <= TreePath.MOST_NAMES && bytes <= TreePath.LONGEST;
  }
}
