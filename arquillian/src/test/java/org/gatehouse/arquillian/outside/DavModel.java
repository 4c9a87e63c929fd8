package org.gatehouse.arquillian.outside;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * What RFC 4918 says of one account's resources, as simply as can be: paths and what is there, and
 * exclusive locks. Each method tells which statuses are right, and changes the model when one of
 * them is a success.
 */
final class DavModel {

  /** What is at a path: the content of a file, or none for a collection; and one property. */
  record Thing(Optional<String> content, String property) {
    boolean collection() {
      return content.isEmpty();
    }
  }

  /** A lock that was taken, known by its token. */
  record Lock(String token, String path, boolean deep) {}

  private final TreeMap<String, Thing> things = new TreeMap<>();
  private final List<Lock> locks = new ArrayList<>();

  DavModel(String root) {
    things.put(root, new Thing(Optional.empty(), ""));
  }

  Map<String, Thing> things() {
    return things;
  }

  List<Lock> locks() {
    return locks;
  }

  private static String parent(String path) {
    return path.substring(0, path.lastIndexOf('/'));
  }

  private static boolean within(String path, String top) {
    return path.equals(top) || path.startsWith(top + "/");
  }

  private boolean isCollection(String path) {
    return things.containsKey(path) && things.get(path).collection();
  }

  private boolean locked(String path) {
    return locks.stream()
        .anyMatch(lock -> lock.path().equals(path) || lock.deep() && within(path, lock.path()));
  }

  private boolean lockedBelow(String path) {
    return locks.stream().anyMatch(lock -> within(lock.path(), path) && !lock.path().equals(path));
  }

  private boolean mayNot(String path, boolean membership, boolean submitted) {
    return !submitted && (locked(path) || membership && locked(parent(path)));
  }

  private Set<Integer> refused(Object... statusesAndConditions) {
    Set<Integer> statuses = new LinkedHashSet<>();
    for (int i = 0; i < statusesAndConditions.length; i += 2) {
      if ((boolean) statusesAndConditions[i + 1]) {
        statuses.add((Integer) statusesAndConditions[i]);
      }
    }
    return statuses;
  }

  Set<Integer> put(String path, String content, boolean submitted) {
    Thing before = things.get(path);
    Set<Integer> refused =
        refused(
            409, !isCollection(parent(path)),
            405, isCollection(path),
            423, mayNot(path, before == null, submitted));
    if (refused.isEmpty()) {
      things.put(path, new Thing(Optional.of(content), before == null ? "" : before.property()));
      return Set.of(before == null ? 201 : 204);
    }
    return refused;
  }

  Set<Integer> mkcol(String path, boolean submitted) {
    Set<Integer> refused =
        refused(
            409, !isCollection(parent(path)),
            405, things.containsKey(path),
            423, mayNot(path, true, submitted));
    if (refused.isEmpty()) {
      things.put(path, new Thing(Optional.empty(), ""));
      return Set.of(201);
    }
    return refused;
  }

  Set<Integer> delete(String path, boolean submitted) {
    Set<Integer> refused =
        refused(404, !things.containsKey(path), 423, mayNot(path, true, submitted));
    if (!refused.isEmpty()) {
      return refused;
    }
    if (submitted || !lockedBelow(path)) {
      drop(path);
      return Set.of(204);
    }
    List<String> kept =
        locks.stream().map(Lock::path).filter(locked -> within(locked, path)).toList();
    Predicate<String> stays =
        one -> kept.stream().anyMatch(locked -> within(one, locked) || within(locked, one));
    things.keySet().removeIf(one -> within(one, path) && !stays.test(one));
    return Set.of(207);
  }

  private void drop(String path) {
    things.keySet().removeIf(one -> within(one, path));
    locks.removeIf(lock -> within(lock.path(), path));
  }

  Set<Integer> copy(String from, String to, boolean members, boolean overwrite, boolean submitted) {
    Set<Integer> refused = refusedTarget(from, to, overwrite, submitted);
    if (!refused.isEmpty()) {
      return refused;
    }
    return Set.of(replace(from, to, members) ? 201 : 204);
  }

  Set<Integer> move(String from, String to, boolean overwrite, boolean submitted) {
    Set<Integer> refused = refusedTarget(from, to, overwrite, submitted);
    if (things.containsKey(from)
        && (mayNot(from, true, submitted) || !submitted && lockedBelow(from))) {
      refused.add(423);
    }
    if (!refused.isEmpty()) {
      return refused;
    }
    boolean created = replace(from, to, true);
    drop(from);
    return Set.of(created ? 201 : 204);
  }

  private Set<Integer> refusedTarget(String from, String to, boolean overwrite, boolean submitted) {
    boolean there = things.containsKey(to);
    return refused(
        404,
        !things.containsKey(from),
        409,
        !isCollection(parent(to)),
        403,
        within(from, to) || within(to, from),
        412,
        there && !overwrite,
        423,
        mayNot(to, !there, submitted)
            || there && isCollection(to) && !submitted && lockedBelow(to));
  }

  private boolean replace(String from, String to, boolean members) {
    boolean there = things.containsKey(to);
    Map<String, Thing> copied = new LinkedHashMap<>();
    things.forEach(
        (path, thing) -> {
          if (path.equals(from) || members && within(path, from)) {
            copied.put(to + path.substring(from.length()), thing);
          }
        });
    if (there && (things.get(to).collection() || things.get(from).collection())) {
      drop(to);
    }
    things.putAll(copied);
    return !there;
  }

  Set<Integer> property(String path, String value, boolean submitted) {
    Set<Integer> refused =
        refused(
            404,
            !things.containsKey(path),
            423,
            things.containsKey(path) && mayNot(path, false, submitted));
    if (refused.isEmpty()) {
      things.put(path, new Thing(things.get(path).content(), value));
      return Set.of(207);
    }
    return refused;
  }

  /**
   * The lock is added by {@link #locked(Lock)} when it was taken, since only then it has a token.
   */
  Set<Integer> lock(String path, boolean deep, boolean submitted) {
    boolean there = things.containsKey(path);
    Set<Integer> refused =
        refused(
            409,
            !isCollection(parent(path)),
            423,
            locked(path)
                || deep && lockedBelow(path)
                || !there && !submitted && locked(parent(path)));
    return refused.isEmpty() ? Set.of(there ? 200 : 201) : refused;
  }

  void locked(Lock lock) {
    things.putIfAbsent(lock.path(), new Thing(Optional.of(""), ""));
    locks.add(lock);
  }

  void unlocked(Lock lock) {
    locks.remove(lock);
  }
}
