package org.gatehouse.host.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gatehouse.host.tree.Accounts.get;
import static org.gatehouse.host.tree.Accounts.list;
import static org.gatehouse.host.tree.Accounts.makeCollections;
import static org.gatehouse.host.tree.Accounts.put;
import static org.gatehouse.host.tree.Accounts.refusal;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.gatehouse.host.tree.TreeException.Reason;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Links in an account's own files lead to what is inside. */
class LinksTest extends InAHome {

  @BeforeEach
  void aHomeWithLinks() throws Exception {
    makeCollections(jane, "real", "real/deep");
    put(jane, "real/deep/f", "content");
    link("relative", "real/deep");
    link("absolute", "/home/jane/real/deep");
    link("real/up", "../real/./deep/../deep");
    link("chain", "real/up");
    link("self", ".");
    link("file", "real/deep/f");
    link("dangling", "nowhere");
    link("circle", "circle2");
    link("circle2", "circle");
  }

  private void link(String name, String leadsTo) throws Exception {
    Accounts.give(Files.createSymbolicLink(home.resolve(name), Path.of(leadsTo)), Accounts.JANE);
  }

  @Test
  void theyAreFollowedInside() throws Exception {
    for (String way :
        new String[] {"relative", "absolute", "real/up", "chain", "self/self/chain"}) {
      assertThat(jane.find(at(way)).orElseThrow().collection()).as(way).isTrue();
      assertThat(list(jane, way)).containsOnlyKeys("f");
      assertThat(get(jane, way + "/f")).isEqualTo("content");
      assertThat(jane.canonical(at(way), true)).isEqualTo(at("real/deep"));
      assertThat(jane.canonical(at(way + "/f"), true)).isEqualTo(at("real/deep/f"));
      assertThat(jane.canonical(at(way + "/new"), true)).isEqualTo(at("real/deep/new"));
      assertThat(jane.canonical(at(way + "/new"), false)).isEqualTo(at("real/deep/new"));
    }
    assertThat(jane.canonical(at("self"), true)).isEqualTo(TreePath.ROOT);
    assertThat(jane.canonical(at("chain"), false)).isEqualTo(at("chain"));
    assertThat(jane.canonical(at("self/chain"), false)).isEqualTo(at("chain"));
    assertThat(jane.canonical(TreePath.ROOT, true)).isEqualTo(TreePath.ROOT);
    assertThat(list(jane, "").keySet())
        .containsExactlyInAnyOrder("real", "relative", "absolute", "chain", "self", "file");
  }

  @Test
  void thoseThatLeadNowhereAreNotThere() throws Exception {
    for (String link : new String[] {"dangling", "circle"}) {
      assertThat(jane.find(at(link))).isEmpty();
      assertThat(refusal(() -> get(jane, link))).isEqualTo(Reason.NOT_FOUND);
      assertThat(refusal(() -> list(jane, link))).isEqualTo(Reason.NOT_FOUND);
      assertThat(refusal(() -> put(jane, link + "/x", "x"))).isEqualTo(Reason.NO_PARENT);
      assertThat(jane.canonical(at(link), true)).isEqualTo(at(link));
    }
  }

  @Test
  void thoseThatLeadNowhereMayBeRemovedAndRenamed() throws Exception {
    jane.move(at("dangling"), at("real/moved"));
    assertThat(home.resolve("real/moved")).isSymbolicLink();
    assertThat(jane.remove(at("real/moved"), member -> false)).isEmpty();
    assertThat(jane.remove(at("circle"), member -> false)).isEmpty();
    assertThat(Files.exists(home.resolve("real/moved"), LinkOption.NOFOLLOW_LINKS)).isFalse();
    assertThat(Files.exists(home.resolve("circle"), LinkOption.NOFOLLOW_LINKS)).isFalse();
  }

  @Test
  void aFileThatIsWrittenByALinkIsWrittenWhereItLeads() throws Exception {
    put(jane, "file", "changed");
    assertThat(home.resolve("file")).isSymbolicLink();
    assertThat(get(jane, "real/deep/f")).isEqualTo("changed");

    put(jane, "chain/new", "new");
    assertThat(get(jane, "real/deep/new")).isEqualTo("new");
  }

  @Test
  void aFileThatIsWrittenWhereALinkLeadsNowhereTakesItsPlace() throws Exception {
    put(jane, "dangling", "x");
    assertThat(home.resolve("dangling")).isRegularFile();
    assertThat(home.resolve("dangling")).hasContent("x");
    assertThat(home.resolve("nowhere")).doesNotExist();
  }

  @Test
  void aLinkIsRemovedAndMovedAndNotWhatItLeadsTo() throws Exception {
    assertThat(jane.remove(at("relative"), member -> false)).isEmpty();
    jane.move(at("file"), at("file2"));
    assertThat(home.resolve("file2")).isSymbolicLink();
    put(jane, "other", "y");
    jane.moveOver(at("other"), at("file2"));
    assertThat(home.resolve("file2")).isRegularFile();
    assertThat(get(jane, "real/deep/f")).isEqualTo("content");
  }

  @Test
  void aCollectionThatALinkLeadsToIsListedByTheLinkAndGoesByItsName() throws Exception {
    assertThat(jane.remove(at("real"), member -> false)).isEmpty();
    assertThat(jane.find(at("chain"))).isEmpty();
    assertThat(list(jane, "").keySet()).containsExactly("self");
  }

  @Test
  void linksInACollectionAreCopiedAsLinks() throws Exception {
    link("real/out", "/etc/passwd");
    assertThat(jane.copy(at("real"), at("copy"), true)).isEmpty();
    assertThat(Files.readSymbolicLink(home.resolve("copy/up")))
        .hasToString("../real/./deep/../deep");
    assertThat(Files.readSymbolicLink(home.resolve("copy/out"))).hasToString("/etc/passwd");
    assertThat(list(jane, "copy")).containsOnlyKeys("deep", "up");
  }

  @Test
  void aLinkThatIsCopiedItselfGivesACopyOfWhatItLeadsTo() throws Exception {
    assertThat(jane.copy(at("file"), at("copy"), true)).isEmpty();
    assertThat(home.resolve("copy")).isRegularFile();
    assertThat(jane.copy(at("chain"), at("copies"), true)).isEmpty();
    assertThat(list(jane, "copies")).containsOnlyKeys("f");
  }

  @Test
  void nothingIsCopiedIntoItselfByALink() throws Exception {
    assertThat(refusal(() -> jane.copy(at("real"), at("chain/copy"), true)))
        .isEqualTo(Reason.FORBIDDEN);
    assertThat(refusal(() -> jane.move(at("real"), at("chain/moved")))).isEqualTo(Reason.FORBIDDEN);
  }

  @Test
  void aWayThroughProcIsNoWayOut() throws Exception {
    link("proc", "/proc/self/root/etc/passwd");
    link("magic", "/proc/self/cwd");
    assertThat(jane.find(at("proc"))).isEmpty();
    assertThat(jane.find(at("magic"))).isEmpty();
  }
}
