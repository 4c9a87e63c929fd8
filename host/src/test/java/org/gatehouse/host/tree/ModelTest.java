package org.gatehouse.host.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gatehouse.host.tree.Accounts.refusal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.gatehouse.host.file.DeepRemoval;
import org.gatehouse.host.linux.Descriptor;
import org.gatehouse.host.linux.SystemCalls;
import org.gatehouse.host.tree.TreeException.Reason;

/** Whatever is done one after the other, a tree is as a simple model in memory says. */
class ModelTest {

  private static Path data;
  private static Accounts accounts;

  @BeforeContainer
  static void aSite() throws Exception {
    data = Files.createTempDirectory("gatehouse-model");
    accounts = Accounts.make(data);
  }

  @AfterContainer
  static void remove() throws IOException {
    try (SystemCalls calls = new SystemCalls();
        Descriptor directory =
            new Descriptor(
                calls.open(
                    SystemCalls.WORKING_DIRECTORY,
                    Names.bytes(data.toString()),
                    SystemCalls.O_DIRECTORY,
                    0))) {
      DeepRemoval.empty(directory.number(), java.time.Duration.ofMinutes(1));
    }
    Files.delete(data);
  }

  /** What is at a path: a collection where there is no content. */
  record Entry(Optional<String> content, String properties) {
    boolean collection() {
      return content.isEmpty();
    }
  }

  /** What is to be there. */
  static final class Model {
    private final Map<String, Entry> entries = new TreeMap<>();

    Model() {
      entries.put("", new Entry(Optional.empty(), ""));
    }

    private Entry at(TreePath path) {
      return entries.get(path.toString());
    }

    private boolean hasPlace(TreePath path) {
      Entry parent = path.isRoot() ? at(path) : at(path.parent());
      return parent != null && parent.collection();
    }

    Reason put(TreePath path, String content) {
      if (!hasPlace(path)) {
        return Reason.NO_PARENT;
      }
      Entry there = at(path);
      if (there != null && there.collection()) {
        return Reason.OTHER_KIND;
      }
      entries.put(
          path.toString(),
          new Entry(Optional.of(content), there == null ? "" : there.properties()));
      return null;
    }

    Reason makeCollection(TreePath path) {
      if (!hasPlace(path)) {
        return Reason.NO_PARENT;
      }
      if (at(path) != null) {
        return Reason.EXISTS;
      }
      entries.put(path.toString(), new Entry(Optional.empty(), ""));
      return null;
    }

    Reason remove(TreePath path) {
      if (path.isRoot()) {
        return Reason.FORBIDDEN;
      }
      if (at(path) == null) {
        return Reason.NOT_FOUND;
      }
      below(path).keySet().forEach(entries::remove);
      return null;
    }

    private Map<String, Entry> below(TreePath path) {
      Map<String, Entry> below = new TreeMap<>(entries);
      below.keySet().removeIf(other -> !TreePath.of(other).startsWith(path));
      return below;
    }

    Reason setProperties(TreePath path, String properties) {
      Entry there = at(path);
      if (there == null) {
        return Reason.NOT_FOUND;
      }
      entries.put(path.toString(), new Entry(there.content(), properties));
      return null;
    }

    Reason copy(TreePath from, TreePath to, boolean members) {
      if (at(from) == null) {
        return Reason.NOT_FOUND;
      }
      Reason free = free(from, to);
      if (free != null) {
        return free;
      }
      put(members ? below(from) : Map.of(from.toString(), at(from)), from, to);
      return null;
    }

    private Reason free(TreePath from, TreePath to) {
      if (!hasPlace(to)) {
        return Reason.NO_PARENT;
      }
      if (at(to) != null) {
        return Reason.EXISTS;
      }
      return to.startsWith(from) ? Reason.FORBIDDEN : null;
    }

    private void put(Map<String, Entry> what, TreePath from, TreePath to) {
      what.forEach(
          (path, entry) -> {
            List<String> names = TreePath.of(path).names();
            TreePath below = new TreePath(names.subList(from.names().size(), names.size()));
            entries.put(to.resolve(below).toString(), entry);
          });
    }

    Reason move(TreePath from, TreePath to) {
      if (from.isRoot()) {
        return Reason.FORBIDDEN;
      }
      if (at(from) == null) {
        return Reason.NOT_FOUND;
      }
      Reason free = free(from, to);
      if (free != null) {
        return free;
      }
      Map<String, Entry> moved = below(from);
      moved.keySet().forEach(entries::remove);
      put(moved, from, to);
      return null;
    }

    Reason copyOver(TreePath from, TreePath to) {
      if (at(from) == null) {
        return Reason.NOT_FOUND;
      }
      Reason over = over(from, to);
      if (over == null) {
        entries.put(to.toString(), at(from));
      }
      return over;
    }

    private Reason over(TreePath from, TreePath to) {
      if (!hasPlace(to)) {
        return Reason.NO_PARENT;
      }
      if (at(from).collection() || at(to) != null && at(to).collection()) {
        return Reason.OTHER_KIND;
      }
      return from.equals(to) ? Reason.FORBIDDEN : null;
    }

    Reason moveOver(TreePath from, TreePath to) {
      if (from.isRoot()) {
        return Reason.FORBIDDEN;
      }
      if (at(from) == null) {
        return Reason.NOT_FOUND;
      }
      if (at(from).collection()) {
        return Reason.OTHER_KIND;
      }
      Reason over = over(from, to);
      if (over == null) {
        entries.put(to.toString(), entries.remove(from.toString()));
      }
      return over;
    }
  }

  /** One thing that is done. */
  record Deed(String kind, TreePath from, TreePath to, String text) {
    Reason inModel(Model model) {
      return switch (kind) {
        case "put" -> model.put(from, text);
        case "make" -> model.makeCollection(from);
        case "remove" -> model.remove(from);
        case "properties" -> model.setProperties(from, text);
        case "copy" -> model.copy(from, to, true);
        case "shallow" -> model.copy(from, to, false);
        case "move" -> model.move(from, to);
        case "copyOver" -> model.copyOver(from, to);
        default -> model.moveOver(from, to);
      };
    }

    Reason inTree(AccountTree tree) throws IOException {
      return refusal(
          () -> {
            switch (kind) {
              case "put" -> Accounts.put(tree, from.toString(), text);
              case "make" -> tree.makeCollection(from);
              case "remove" -> assertThat(tree.remove(from, member -> false)).isEmpty();
              case "properties" -> tree.setProperties(from, Names.bytes(text));
              case "copy" -> assertThat(tree.copy(from, to, true)).isEmpty();
              case "shallow" -> assertThat(tree.copy(from, to, false)).isEmpty();
              case "move" -> tree.move(from, to);
              case "copyOver" -> tree.copyOver(from, to);
              default -> tree.moveOver(from, to);
            }
          });
    }
  }

  @Provide
  Arbitrary<List<Deed>> deeds() {
    Arbitrary<TreePath> paths =
        Arbitraries.of("a", "b", "\u00e9").list().ofMaxSize(3).map(TreePath::new);
    return Combinators.combine(
            Arbitraries.of(
                "put",
                "put",
                "make",
                "make",
                "remove",
                "properties",
                "copy",
                "shallow",
                "move",
                "copyOver",
                "moveOver"),
            paths,
            paths,
            Arbitraries.of("", "x", "y".repeat(1_000)))
        .as(Deed::new)
        .list()
        .ofMinSize(5)
        .ofMaxSize(40);
  }

  private static void read(AccountTree tree, TreePath path, Map<String, Entry> all)
      throws IOException {
    Optional<Node> node = tree.find(path);
    String properties = new String(tree.properties(path), java.nio.charset.StandardCharsets.UTF_8);
    if (node.orElseThrow().collection()) {
      all.put(path.toString(), new Entry(Optional.empty(), properties));
      for (String name : Accounts.list(tree, path.toString()).keySet()) {
        read(tree, path.child(name), all);
      }
    } else {
      all.put(
          path.toString(), new Entry(Optional.of(Accounts.get(tree, path.toString())), properties));
    }
  }

  @Property(tries = 200)
  void aTreeIsAsItsModelSays(@ForAll("deeds") List<Deed> deeds) throws Exception {
    try (AccountTree tree = accounts.jane()) {
      for (String left : Accounts.list(tree, "").keySet()) {
        tree.remove(TreePath.of(left), member -> false);
      }
      tree.setProperties(TreePath.ROOT, new byte[0]);
      Model model = new Model();
      for (Deed deed : deeds) {
        assertThat(deed.inTree(tree)).as(deed.toString()).isEqualTo(deed.inModel(model));
      }
      Map<String, Entry> all = new TreeMap<>();
      read(tree, TreePath.ROOT, all);
      assertThat(all).isEqualTo(model.entries);
    }
  }
}
