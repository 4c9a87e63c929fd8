package org.gatehouse.host.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gatehouse.host.tree.Accounts.get;
import static org.gatehouse.host.tree.Accounts.list;
import static org.gatehouse.host.tree.Accounts.makeCollections;
import static org.gatehouse.host.tree.Accounts.put;
import static org.gatehouse.host.tree.Accounts.refusal;

import java.nio.file.Files;
import java.nio.file.Path;
import org.gatehouse.host.tool.Tool;
import org.gatehouse.host.tree.TreeException.Reason;

/** What happens where other file systems are mounted, in a mount namespace of its own. */
final class WorksAcrossFileSystems {
  private WorksAcrossFileSystems() {}

  /** Argument: an empty directory. */
  public static void main(String[] arguments) throws Exception {
    Accounts accounts = Accounts.make(Path.of(arguments[0]));
    mountedInAHome(accounts);
    aHomeThatIsMounted(accounts);
  }

  private static TreePath at(String path) {
    return TreePath.of(path);
  }

  private static void mount(Path place, long uid) throws Exception {
    Tool.Result mounted = Tool.run("", "mount", "-t", "tmpfs", "none", place.toString());
    assertThat(mounted.status()).as(mounted.output()).isZero();
    Accounts.give(place, uid);
  }

  private static void mountedInAHome(Accounts accounts) throws Exception {
    Path home = accounts.home("jane");
    try (AccountTree jane = accounts.jane()) {
      makeCollections(jane, "d", "d/m", "d/n");
      mount(home.resolve("d/m"), Accounts.JANE);
      byte[] large = new byte[300_000];
      large[299_999] = 1;
      Accounts.give(Files.write(home.resolve("d/m/f"), large), Accounts.JANE);
      put(jane, "f", "x");

      assertThat(list(jane, "d/m")).containsOnlyKeys("f");
      jane.copy(at("d/m/f"), at("copied"), true);
      assertThat(home.resolve("copied")).hasBinaryContent(large);
      assertThat(jane.copy(at("d"), at("copy"), true)).isEmpty();
      assertThat(home.resolve("copy/m/f")).hasBinaryContent(large);
      makeCollections(jane, "d/m/made");
      for (Accounts.Deed deed :
          new Accounts.Deed[] {
            () -> put(jane, "d/m/new", "x"),
            () -> jane.copy(at("f"), at("d/m/new"), true),
            () -> jane.move(at("f"), at("d/m/new")),
            () -> jane.move(at("d/m/f"), at("new")),
            () -> jane.moveOver(at("d/m/f"), at("f")),
            () -> jane.move(at("d"), at("new")),
            () -> jane.copyOver(at("f"), at("d/m/f"))
          }) {
        assertThat(refusal(deed)).isEqualTo(Reason.FORBIDDEN);
      }
      // As much as fits there, which is more than elsewhere, or not at all.
      byte[] properties = new byte[20_000];
      properties[19_999] = 1;
      Reason refusal = refusal(() -> jane.setProperties(at("d/m/f"), properties));
      assertThat(refusal).isIn(null, Reason.NO_SPACE);
      assertThat(jane.properties(at("d/m/f")))
          .isEqualTo(refusal == null ? properties : new byte[0]);
      assertThat(jane.remove(at("d"), member -> false))
          .containsExactly(new Failure(at("d/m"), Reason.FORBIDDEN));
      assertThat(list(jane, "d")).containsOnlyKeys("m");
      assertThat(home.resolve("d/m/f")).hasBinaryContent(large);
      assertThat(jane.remove(at("d/m/made"), member -> false)).isEmpty();
      assertThat(home.resolve(".gatehouse-staging")).isEmptyDirectory();
    }
  }

  private static void aHomeThatIsMounted(Accounts accounts) throws Exception {
    mount(accounts.home("admin"), Accounts.ADMIN);
    try (AccountTree admin = accounts.admin()) {
      put(admin, "f", "in the site's root");
      put(admin, "home/admin/f", "at home");
      assertThat(get(admin, "f")).isEqualTo("in the site's root");
      assertThat(get(admin, "home/admin/f")).isEqualTo("at home");
      assertThat(accounts.site().resolve(".gatehouse-staging")).isEmptyDirectory();
      assertThat(accounts.home("admin").resolve(".gatehouse-staging")).isEmptyDirectory();
      assertThat(list(admin, "").keySet()).containsExactlyInAnyOrder("etc", "f", "home");
    }
  }
}
