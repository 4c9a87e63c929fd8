package org.gatehouse.host.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gatehouse.host.tree.Accounts.get;
import static org.gatehouse.host.tree.Accounts.makeCollections;
import static org.gatehouse.host.tree.Accounts.put;
import static org.gatehouse.host.tree.Accounts.refusal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.List;
import java.util.Map;
import org.gatehouse.host.tool.Needs;
import org.gatehouse.host.tree.TreeException.Reason;
import org.junit.jupiter.api.Test;

/** Whose files are changed by whom, where this process may give files away. */
@Needs(command = "chown", debianPackage = "coreutils", rights = Needs.Rights.ROOT)
class OwnershipTest extends InAHome {

  private void assertJanes(String path) throws Exception {
    assertThat(Files.readAttributes(home.resolve(path), "unix:uid,gid", LinkOption.NOFOLLOW_LINKS))
        .isEqualTo(Map.of("uid", (int) Accounts.JANE, "gid", (int) Accounts.GID));
  }

  private Path file(String path, long uid) throws Exception {
    Files.createDirectories(home.resolve(path).getParent());
    return Accounts.give(Files.writeString(home.resolve(path), "theirs"), uid);
  }

  @Test
  void allThatAnAccountMakesIsTheirs() throws Exception {
    makeCollections(jane, "d");
    put(jane, "d/f", "x");
    Files.createSymbolicLink(home.resolve("d/l"), Path.of("f"));
    jane.copy(at("d"), at("copy"), true);
    jane.copy(at("d/f"), at("f"), true);
    jane.copyOver(at("d/f"), at("f"));
    try (StagedFile open = jane.stage(at("open"))) {
      open.write(new byte[1], 0, 1);
      for (String path :
          List.of("d", "d/f", "copy", "copy/f", "copy/l", "f", ".gatehouse-staging")) {
        assertJanes(path);
      }
      try (var staged = Files.list(home.resolve(".gatehouse-staging"))) {
        assertJanes(home.relativize(staged.findFirst().orElseThrow()).toString());
      }
    }
  }

  @Test
  void aFileThatIsReplacedIsTheAccountsAgain() throws Exception {
    file("f", 0);
    put(jane, "f", "x");
    assertJanes("f");
  }

  @Test
  void whatIsSomebodyElsesIsReadAndNotChanged() throws Exception {
    file("theirs", Accounts.ADMIN);
    put(jane, "mine", "mine");
    Map<String, String> before = Snapshot.of(home);

    assertThat(get(jane, "theirs")).isEqualTo("theirs");
    assertThat(jane.writable(at("theirs"))).isFalse();
    for (Accounts.Deed deed :
        List.<Accounts.Deed>of(
            () -> put(jane, "theirs", "x"),
            () -> jane.setProperties(at("theirs"), new byte[] {1}),
            () -> jane.remove(at("theirs"), member -> false),
            () -> jane.move(at("theirs"), at("moved")),
            () -> jane.moveOver(at("theirs"), at("mine")),
            () -> jane.moveOver(at("mine"), at("theirs")),
            () -> jane.copyOver(at("mine"), at("theirs")))) {
      assertThat(refusal(deed)).isEqualTo(Reason.FORBIDDEN);
    }
    assertThat(Snapshot.of(home)).isEqualTo(before);

    jane.copy(at("theirs"), at("copy"), true);
    assertJanes("copy");
  }

  @Test
  void nothingIsMadeRenamedOrRemovedInSomebodyElsesCollection() throws Exception {
    file("theirs/mine", Accounts.JANE);
    Accounts.give(home.resolve("theirs"), Accounts.ADMIN);
    put(jane, "f", "x");
    Map<String, String> before = Snapshot.of(home);

    assertThat(jane.writable(at("theirs/new"))).isFalse();
    for (Accounts.Deed deed :
        List.<Accounts.Deed>of(
            () -> put(jane, "theirs/new", "x"),
            () -> makeCollections(jane, "theirs/new"),
            () -> jane.remove(at("theirs/mine"), member -> false),
            () -> jane.move(at("theirs/mine"), at("moved")),
            () -> jane.move(at("f"), at("theirs/f")),
            () -> jane.copy(at("f"), at("theirs/f"), true))) {
      assertThat(refusal(deed)).isEqualTo(Reason.FORBIDDEN);
    }
    assertThat(Snapshot.of(home)).isEqualTo(before);

    assertThat(jane.writable(at("theirs/mine"))).isTrue();
    put(jane, "theirs/mine", "changed");
    assertThat(get(jane, "theirs/mine")).isEqualTo("changed");
  }

  @Test
  void aCollectionWithSomethingOfSomebodyElseInItIsNotMovedAndLosesTheRest() throws Exception {
    makeCollections(jane, "d", "d/e", "d/e/g", "d/gone", "d/gone/deep");
    put(jane, "d/f", "x");
    put(jane, "d/gone/deep/f", "x");
    file("d/e/g/theirs", Accounts.ADMIN);
    Files.createSymbolicLink(home.resolve("d/e/link"), Path.of("theirs"));
    Files.setAttribute(
        home.resolve("d/e/link"), "unix:uid", (int) Accounts.ADMIN, LinkOption.NOFOLLOW_LINKS);

    assertThat(refusal(() -> jane.move(at("d"), at("moved")))).isEqualTo(Reason.FORBIDDEN);

    assertThat(jane.remove(at("d"), member -> false))
        .containsExactlyInAnyOrder(
            new Failure(at("d/e/g/theirs"), Reason.FORBIDDEN),
            new Failure(at("d/e/link"), Reason.FORBIDDEN));
    assertThat(Snapshot.of(home.resolve("d")).keySet())
        .containsExactlyInAnyOrder("", "e", "e/g", "e/g/theirs", "e/link");
  }

  @Test
  void theFilesOfTheSystemsRootBelongToWhomTheirPlaceBelongsTo() throws Exception {
    file("roots", 0);
    assertThat(jane.writable(at("roots"))).isTrue();
    Files.createDirectories(accounts.site().resolve("var/www"));
    Files.createDirectories(accounts.site().resolve("home/eve"));
    try (AccountTree admin = accounts.admin()) {
      assertThat(admin.writable(at("var/www/index.html"))).isTrue();
      assertThat(admin.writable(at("home/jane/roots"))).isFalse();
      // Nobody has this home.
      assertThat(admin.writable(at("home/eve/f"))).isFalse();
    }
  }

  private void record(Path file, String owner) throws Exception {
    Files.getFileAttributeView(file, UserDefinedFileAttributeView.class)
        .write("gatehouse.owner", ByteBuffer.wrap(owner.getBytes(StandardCharsets.US_ASCII)));
  }

  @Test
  void anOwnerThatIsRecordedCountsWhereTheSystemDoesNotSay() throws Exception {
    record(file("recorded", 0), Accounts.ADMIN + ":" + Accounts.GID);
    record(file("janes", 0), Accounts.JANE + ":" + Accounts.GID);
    record(file("damaged", 0), "jane");
    record(file("real", Accounts.ADMIN), Accounts.JANE + ":" + Accounts.GID);

    assertThat(jane.writable(at("recorded"))).isFalse();
    assertThat(jane.writable(at("janes"))).isTrue();
    assertThat(jane.writable(at("damaged"))).isFalse();
    assertThat(jane.writable(at("real"))).isFalse();
  }
}
