package org.gatehouse.host.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gatehouse.host.tree.Accounts.get;
import static org.gatehouse.host.tree.Accounts.list;
import static org.gatehouse.host.tree.Accounts.makeCollections;
import static org.gatehouse.host.tree.Accounts.put;
import static org.gatehouse.host.tree.Accounts.refusal;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.assertj.core.api.Assertions;
import org.gatehouse.host.HostException;
import org.gatehouse.host.tree.TreeException.Reason;
import org.junit.jupiter.api.Test;

/** What a user does with the files of their home. */
class AccountTreeTest extends InAHome {

  private Reason refused(Accounts.Deed deed) throws Exception {
    Reason reason = refusal(deed);
    assertThat(reason).as("a refusal").isNotNull();
    return reason;
  }

  @Test
  void whatWasWrittenIsRead() throws Exception {
    Node made = put(jane, "letter.txt", "Dear all");

    assertThat(get(jane, "letter.txt")).isEqualTo("Dear all");
    assertThat(home.resolve("letter.txt")).hasContent("Dear all");
    assertThat(jane.find(at("letter.txt"))).contains(made);
    assertThat(made.collection()).isFalse();
    assertThat(made.size()).isEqualTo(8);
    assertThat(made.version()).matches("[0-9a-f-]{1,60}");
    assertThat(made.created()).isBefore(Instant.now().plusSeconds(1));
  }

  @Test
  void aFileOfManyPiecesIsWrittenAndReadWhole() throws Exception {
    byte[] bytes = new byte[300_000];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (i * 31 + i / 256);
    }
    try (StagedFile file = jane.stage(at("big"))) {
      file.write(bytes, 0, 1);
      file.write(bytes, 1, 299_998);
      file.write(bytes, 299_999, 1);
      file.commit();
    }

    try (OpenFile file = jane.open(at("big"))) {
      ByteArrayOutputStream part = new ByteArrayOutputStream();
      file.writeTo(part, 70_001, 140_000);
      assertThat(part.toByteArray())
          .isEqualTo(java.util.Arrays.copyOfRange(bytes, 70_001, 210_001));
      file.writeTo(part, 5, 0);
      assertThat(part.size()).isEqualTo(140_000);
      Assertions.assertThatThrownBy(() -> file.writeTo(part, 299_000, 1_001))
          .isInstanceOf(EOFException.class);
    }
  }

  @Test
  void anOpenFileIsReadOnWhenItIsReplacedOrTheTreeIsClosed() throws Exception {
    put(jane, "f", "old");
    try (OpenFile file = jane.open(at("f"))) {
      put(jane, "f", "newer");
      jane.remove(at("f"), member -> false);
      jane.close();
      ByteArrayOutputStream content = new ByteArrayOutputStream();
      file.writeTo(content, 0, file.node().size());
      assertThat(content.toString(StandardCharsets.UTF_8)).isEqualTo("old");
    }
  }

  @Test
  void whatIsNotThereIsNotFound() throws Exception {
    assertThat(jane.find(at("nothing"))).isEmpty();
    assertThat(jane.find(at("no/thing"))).isEmpty();
    put(jane, "file", "x");
    assertThat(jane.find(at("file/below"))).isEmpty();
    for (String path : List.of("nothing", "no/thing", "file/below")) {
      assertThat(refused(() -> get(jane, path))).isEqualTo(Reason.NOT_FOUND);
      assertThat(refused(() -> list(jane, path))).isEqualTo(Reason.NOT_FOUND);
      assertThat(refused(() -> jane.properties(at(path)))).isEqualTo(Reason.NOT_FOUND);
      assertThat(refused(() -> jane.setProperties(at(path), new byte[1])))
          .isEqualTo(Reason.NOT_FOUND);
      assertThat(refused(() -> jane.copy(at(path), at("copy"), true))).isEqualTo(Reason.NOT_FOUND);
    }
    assertThat(refused(() -> jane.remove(at("nothing"), member -> false)))
        .isEqualTo(Reason.NOT_FOUND);
    assertThat(refused(() -> jane.move(at("nothing"), at("moved")))).isEqualTo(Reason.NOT_FOUND);
    assertThat(refused(() -> jane.move(at("nothing"), at("no/moved")))).isEqualTo(Reason.NOT_FOUND);
  }

  @Test
  void nothingIsMadeWhereThereIsNoCollection() throws Exception {
    put(jane, "file", "x");
    for (String path : List.of("no/thing", "file/below", "no/such/thing")) {
      assertThat(refused(() -> put(jane, path, "x"))).isEqualTo(Reason.NO_PARENT);
      assertThat(refused(() -> makeCollections(jane, path))).isEqualTo(Reason.NO_PARENT);
      assertThat(refused(() -> jane.copy(at("file"), at(path), true))).isEqualTo(Reason.NO_PARENT);
      assertThat(refused(() -> jane.move(at("file"), at(path)))).isEqualTo(Reason.NO_PARENT);
      assertThat(refused(() -> jane.canonical(at(path), true))).isEqualTo(Reason.NO_PARENT);
    }
    assertThat(list(jane, "")).containsOnlyKeys("file");
  }

  @Test
  void aCollectionIsMadeListedAndRemoved() throws Exception {
    makeCollections(jane, "pictures", "pictures/2026");
    put(jane, "pictures/cat", "meow");

    assertThat(list(jane, "")).containsOnlyKeys("pictures");
    assertThat(list(jane, "pictures")).containsOnlyKeys("2026", "cat");
    Node node = list(jane, "pictures").get("2026");
    assertThat(node.collection()).isTrue();
    assertThat(node.size()).isZero();
    assertThat(node.version()).isEmpty();
    assertThat(jane.find(at(""))).isPresent();
    assertThat(list(jane, "pictures").get("cat")).isEqualTo(jane.find(at("pictures/cat")).get());

    assertThat(jane.remove(at("pictures"), member -> false)).isEmpty();

    assertThat(list(jane, "")).isEmpty();
    assertThat(home.resolve(".gatehouse-staging")).isEmptyDirectory();
  }

  @Test
  void whatIsThereAlreadyIsNotMadeAgain() throws Exception {
    makeCollections(jane, "there");
    put(jane, "file", "x");
    assertThat(refused(() -> makeCollections(jane, "there"))).isEqualTo(Reason.EXISTS);
    assertThat(refused(() -> makeCollections(jane, "file"))).isEqualTo(Reason.EXISTS);
    assertThat(refused(() -> makeCollections(jane, ""))).isEqualTo(Reason.EXISTS);
    assertThat(refused(() -> jane.copy(at("file"), at("there"), true))).isEqualTo(Reason.EXISTS);
    assertThat(refused(() -> jane.move(at("there"), at("file")))).isEqualTo(Reason.EXISTS);
    assertThat(refused(() -> jane.move(at("file"), at("file")))).isEqualTo(Reason.EXISTS);
  }

  @Test
  void aFileAndACollectionAreNotTakenForEachOther() throws Exception {
    makeCollections(jane, "collection");
    put(jane, "file", "x");
    assertThat(refused(() -> get(jane, "collection"))).isEqualTo(Reason.OTHER_KIND);
    assertThat(refused(() -> list(jane, "file"))).isEqualTo(Reason.OTHER_KIND);
    assertThat(refused(() -> put(jane, "collection", "x"))).isEqualTo(Reason.OTHER_KIND);
    assertThat(refused(() -> put(jane, "", "x"))).isEqualTo(Reason.OTHER_KIND);
    assertThat(refused(() -> jane.copyOver(at("file"), at("collection"))))
        .isEqualTo(Reason.OTHER_KIND);
    assertThat(refused(() -> jane.copyOver(at("collection"), at("file"))))
        .isEqualTo(Reason.OTHER_KIND);
    assertThat(refused(() -> jane.moveOver(at("file"), at("collection"))))
        .isEqualTo(Reason.OTHER_KIND);
    assertThat(refused(() -> jane.moveOver(at("collection"), at("file"))))
        .isEqualTo(Reason.OTHER_KIND);
    assertThat(get(jane, "file")).isEqualTo("x");
    assertThat(list(jane, "collection")).isEmpty();
    assertThat(home.resolve(".gatehouse-staging")).isEmptyDirectory();
  }

  @Test
  void whatIsNotCommittedLeavesTheOldFile() throws Exception {
    put(jane, "f", "old");
    try (StagedFile file = jane.stage(at("f"))) {
      file.write("new".getBytes(StandardCharsets.UTF_8), 0, 3);
      assertThat(get(jane, "f")).isEqualTo("old");
      assertThat(list(jane, "")).containsOnlyKeys("f");
    }
    assertThat(get(jane, "f")).isEqualTo("old");
    assertThat(home.resolve(".gatehouse-staging")).isEmptyDirectory();
  }

  @Test
  void aFileIsCommittedOnceAndClosedAsOftenAsOneLikes() throws Exception {
    StagedFile file = jane.stage(at("f"));
    file.commit();
    Assertions.assertThatThrownBy(file::commit).isInstanceOf(IllegalStateException.class);
    file.close();
    file.close();
    assertThat(get(jane, "f")).isEmpty();
  }

  @Test
  void aPlaceThatChangedMeanwhileIsNotToBeHad() throws Exception {
    makeCollections(jane, "d");
    try (StagedFile file = jane.stage(at("d/f"))) {
      makeCollections(jane, "d/f");
      assertThat(refused(file::commit)).isEqualTo(Reason.OTHER_KIND);
    }
    try (StagedFile file = jane.stage(at("d/g"))) {
      jane.remove(at("d"), member -> false);
      assertThat(refused(file::commit)).isEqualTo(Reason.NO_PARENT);
    }
    assertThat(home.resolve(".gatehouse-staging")).isEmptyDirectory();
  }

  @Test
  void everyContentHasAnotherVersionWithinOneTickToo() throws Exception {
    Set<String> versions = new HashSet<>();
    for (int i = 0; i < 500; i++) {
      versions.add(put(jane, "f", "same size").version());
      jane.copyOver(at("f"), at("f2"));
      versions.add(jane.find(at("f2")).orElseThrow().version());
    }
    assertThat(versions).hasSize(1_000);
  }

  @Test
  void aFileOfTheFutureIsReplacedByALaterOneAndOthersAreNotDrawnThere() throws Exception {
    put(jane, "f", "x");
    Instant future = Instant.parse("2099-01-01T00:00:00Z");
    Files.setLastModifiedTime(home.resolve("f"), FileTime.from(future));

    assertThat(put(jane, "f", "y").modified()).isEqualTo(future.plusNanos(1));
    assertThat(put(jane, "g", "y").modified()).isBefore(Instant.now().plusSeconds(60));
  }

  @Test
  void aReplacedFileKeepsItsModeAndProperties() throws Exception {
    put(jane, "f", "old");
    Files.setPosixFilePermissions(home.resolve("f"), PosixFilePermissions.fromString("rwxr-x---"));
    jane.setProperties(at("f"), new byte[] {1, 2, 3});

    put(jane, "f", "new");

    assertThat(Files.getPosixFilePermissions(home.resolve("f")))
        .isEqualTo(PosixFilePermissions.fromString("rwxr-x---"));
    assertThat(jane.properties(at("f"))).containsExactly(1, 2, 3);
  }

  @Test
  void newFilesAndCollectionsMayBeReadByOthersWhateverTheUmask() throws Exception {
    put(jane, "f", "x");
    makeCollections(jane, "d");
    assertThat(Files.getPosixFilePermissions(home.resolve("f")))
        .isEqualTo(PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(Files.getPosixFilePermissions(home.resolve("d")))
        .isEqualTo(PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @Test
  void aMoveTakesContentVersionAndPropertiesAlong() throws Exception {
    Node made = put(jane, "f", "x");
    jane.setProperties(at("f"), new byte[] {7});
    makeCollections(jane, "d", "d/e");

    jane.move(at("f"), at("d/e/f"));
    assertThat(jane.find(at("d/e/f"))).contains(made);
    assertThat(jane.properties(at("d/e/f"))).containsExactly(7);
    jane.move(at("d"), at("c"));
    assertThat(jane.find(at("c/e/f"))).contains(made);
    assertThat(list(jane, "")).containsOnlyKeys("c");

    put(jane, "g", "other");
    jane.moveOver(at("c/e/f"), at("g"));
    assertThat(jane.find(at("g"))).contains(made);
    assertThat(list(jane, "c/e")).isEmpty();
  }

  @Test
  void nothingGoesIntoOrOverItself() throws Exception {
    makeCollections(jane, "d");
    put(jane, "f", "x");
    assertThat(refused(() -> jane.move(at("d"), at("d/e")))).isEqualTo(Reason.FORBIDDEN);
    assertThat(refused(() -> jane.copy(at("d"), at("d/e"), true))).isEqualTo(Reason.FORBIDDEN);
    assertThat(refused(() -> jane.copy(at(""), at("d/e"), true))).isEqualTo(Reason.FORBIDDEN);
    assertThat(refused(() -> jane.moveOver(at("f"), at("f")))).isEqualTo(Reason.FORBIDDEN);
    assertThat(refused(() -> jane.copyOver(at("f"), at("f")))).isEqualTo(Reason.FORBIDDEN);
    assertThat(get(jane, "f")).isEqualTo("x");
  }

  @Test
  void ofTwoNamesOfOneFileTheOneThatIsMovedOverTheOtherGoes() throws Exception {
    Node made = put(jane, "f", "x");
    Files.createLink(home.resolve("g"), home.resolve("f"));
    jane.moveOver(at("f"), at("g"));
    assertThat(list(jane, "")).containsOnlyKeys("g").containsValue(made);
  }

  @Test
  void aRootIsNeitherRemovedNorMoved() throws Exception {
    assertThat(refused(() -> jane.remove(at(""), member -> false))).isEqualTo(Reason.FORBIDDEN);
    assertThat(refused(() -> jane.move(at(""), at("d")))).isEqualTo(Reason.FORBIDDEN);
    assertThat(jane.writable(at(""))).isTrue();
  }

  @Test
  void aCopyHasContentPropertiesAndAVersionOfItsOwn() throws Exception {
    makeCollections(jane, "d", "d/empty", "d/deep", "d/deep/er");
    Node made = put(jane, "d/deep/er/f", "x");
    jane.setProperties(at("d/deep/er/f"), new byte[] {7});
    jane.setProperties(at("d/deep"), new byte[] {8});
    jane.setProperties(at("d"), new byte[] {9});

    assertThat(jane.copy(at("d"), at("copy"), true)).isEmpty();

    assertThat(list(jane, "copy")).containsOnlyKeys("empty", "deep");
    assertThat(get(jane, "copy/deep/er/f")).isEqualTo("x");
    assertThat(jane.properties(at("copy/deep/er/f"))).containsExactly(7);
    assertThat(jane.properties(at("copy/deep"))).containsExactly(8);
    assertThat(jane.properties(at("copy"))).containsExactly(9);
    assertThat(jane.find(at("copy/deep/er/f")).orElseThrow().version())
        .isNotEqualTo(made.version());

    assertThat(jane.copy(at("d"), at("shallow"), false)).isEmpty();
    assertThat(list(jane, "shallow")).isEmpty();
    assertThat(jane.properties(at("shallow"))).containsExactly(9);
    assertThat(home.resolve(".gatehouse-staging")).isEmptyDirectory();
  }

  @Test
  void aFileCopiedOverAnotherOneGivesItItsProperties() throws Exception {
    put(jane, "f", "x");
    jane.setProperties(at("f"), new byte[] {7});
    Node replaced = put(jane, "g", "y");
    jane.setProperties(at("g"), new byte[] {8});

    jane.copyOver(at("f"), at("g"));

    assertThat(get(jane, "g")).isEqualTo("x");
    assertThat(jane.properties(at("g"))).containsExactly(7);
    assertThat(jane.find(at("g")).orElseThrow().version()).isNotEqualTo(replaced.version());
  }

  @Test
  void aLargeFileIsCopiedWhole() throws Exception {
    byte[] bytes = new byte[3_000_000];
    new java.util.Random(1).nextBytes(bytes);
    Files.write(home.resolve("big"), bytes);
    Accounts.give(home.resolve("big"), Accounts.JANE);
    jane.copy(at("big"), at("copy"), true);
    assertThat(Files.readAllBytes(home.resolve("copy"))).isEqualTo(bytes);
  }

  @Test
  void propertiesComeAndGoAndLeaveTheVersion() throws Exception {
    Node made = put(jane, "f", "x");
    assertThat(jane.properties(at("f"))).isEmpty();
    assertThat(jane.properties(at(""))).isEmpty();

    jane.setProperties(at("f"), "<a/>".getBytes(StandardCharsets.UTF_8));
    jane.setProperties(at(""), new byte[] {1});
    assertThat(jane.properties(at("f"))).asString(StandardCharsets.UTF_8).isEqualTo("<a/>");
    assertThat(jane.properties(at(""))).containsExactly(1);
    assertThat(jane.find(at("f"))).contains(made);

    jane.setProperties(at("f"), new byte[0]);
    jane.setProperties(at("f"), new byte[0]);
    assertThat(jane.properties(at("f"))).isEmpty();
  }

  @Test
  void propertiesOfMembersAreToldWhileTheyAreListed() throws Exception {
    makeCollections(jane, "d", "d/e");
    for (int i = 0; i < 20; i++) {
      put(jane, "d/f" + i, "x");
      jane.setProperties(at("d/f" + i), ("of " + i).getBytes(StandardCharsets.UTF_8));
      put(jane, "d/e/f" + i, "x");
    }
    Files.createSymbolicLink(home.resolve("d/link"), Path.of("f7"));
    Map<String, String> told = new TreeMap<>();
    jane.list(
        at("d"),
        (name, _, properties) -> {
          // Another list meanwhile, as nobody does.
          jane.list(at("d/e"), (_, _, others) -> assertThat(others.read()).isEmpty());
          told.put(name, new String(properties.read(), StandardCharsets.UTF_8));
          assertThat(jane.properties(at("d/f3")))
              .asString(StandardCharsets.UTF_8)
              .isEqualTo("of 3");
        });
    assertThat(told)
        .hasSize(22)
        .containsEntry("f11", "of 11")
        .containsEntry("link", "of 7")
        .containsEntry("e", "");
    assertThat(jane.properties(at("d/f19"))).asString(StandardCharsets.UTF_8).isEqualTo("of 19");
  }

  @Test
  void propertiesThatDoNotFitLeaveTheOldOnes() throws Exception {
    put(jane, "f", "x");
    jane.setProperties(at("f"), new byte[] {1});
    for (int size : new int[] {64 << 10 | 1, 1 << 20}) {
      assertThat(refused(() -> jane.setProperties(at("f"), new byte[size])))
          .isEqualTo(Reason.NO_SPACE);
    }
    assertThat(jane.properties(at("f"))).containsExactly(1);
  }

  @Test
  void theRoomThatIsLeftIsTold() throws Exception {
    long usable = Files.getFileStore(home).getUsableSpace();
    assertThat(jane.space().available()).isBetween(usable - (1L << 30), usable + (1L << 30));
  }

  @Test
  void whoIsNotThereHasNoTree() throws Exception {
    Assertions.assertThatThrownBy(() -> accounts.host().openHome(Accounts.SITE, "nobody"))
        .isInstanceOf(HostException.UnknownAccount.class);
    Assertions.assertThatThrownBy(() -> accounts.host().openHome(Accounts.SITE, "../../x"))
        .isInstanceOf(HostException.UnknownAccount.class);
    Assertions.assertThatThrownBy(() -> accounts.host().openHome(Accounts.SITE, "eve"))
        .isInstanceOf(HostException.UnknownAccount.class);
    Assertions.assertThatThrownBy(() -> accounts.host().openSite(13, "admin"))
        .isInstanceOf(HostException.UnknownSite.class);
    Files.move(home, home.resolveSibling("gone"));
    Assertions.assertThatThrownBy(() -> accounts.host().openHome(Accounts.SITE, "jane"))
        .isInstanceOf(HostException.UnknownAccount.class);
  }

  @Test
  void aCopyTakesThePlaceOfACollectionAtOnceOrNotAtAll() throws Exception {
    makeCollections(jane, "old", "old/within", "new");
    put(jane, "old/within/file", "old");
    put(jane, "new/file", "new");
    put(jane, "file", "a file");

    assertThat(jane.copyInstead(at("new"), at("old"), true)).isEmpty();

    assertThat(list(jane, "old")).containsOnlyKeys("file");
    assertThat(get(jane, "old/file")).isEqualTo("new");
    assertThat(jane.copyInstead(at("file"), at("old"), true)).isEmpty();
    assertThat(get(jane, "old")).isEqualTo("a file");
    assertThat(jane.copyInstead(at("new"), at("old"), false)).isEmpty();
    assertThat(list(jane, "old")).isEmpty();
    assertThat(home.resolve(Places.STAGING)).isEmptyDirectory();
    assertThat(refused(() -> jane.copyInstead(at("new"), at("new"), true)))
        .isEqualTo(Reason.FORBIDDEN);
    assertThat(refused(() -> jane.copyInstead(at("new"), at("nothing"), true)))
        .isEqualTo(Reason.NOT_FOUND);
  }

  @Test
  void twoThingsAreExchangedAtOnce() throws Exception {
    makeCollections(jane, "a");
    put(jane, "a/file", "of a");
    put(jane, "b", "b");

    jane.exchange(at("a"), at("b"));

    assertThat(get(jane, "a")).isEqualTo("b");
    assertThat(get(jane, "b/file")).isEqualTo("of a");
    assertThat(refused(() -> jane.exchange(at("b"), at("b/file")))).isEqualTo(Reason.FORBIDDEN);
    assertThat(refused(() -> jane.exchange(at("a"), at("nothing")))).isEqualTo(Reason.NOT_FOUND);
  }
}
