package org.gatehouse.host.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gatehouse.host.tree.Accounts.get;
import static org.gatehouse.host.tree.Accounts.list;
import static org.gatehouse.host.tree.Accounts.makeCollections;
import static org.gatehouse.host.tree.Accounts.put;
import static org.gatehouse.host.tree.Accounts.refusal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.List;
import java.util.Map;
import org.gatehouse.host.tree.TreeException.Reason;

/** The rules where all files are this process's own, who cannot give them away; not as root. */
final class WorksUnprivileged {
  private WorksUnprivileged() {}

  /** Argument: an empty directory of this process's user. */
  public static void main(String[] arguments) throws Exception {
    Accounts accounts = Accounts.make(Path.of(arguments[0]));
    try (AccountTree admin = accounts.admin();
        AccountTree jane = accounts.jane()) {
      eachHasTheirPlaces(admin, jane);
      theSystemsStays(accounts, admin);
      whatIsRecordedCounts(accounts, jane);
      whatMayNotBeReadIsForbidden(accounts, jane);
    }
    accounts.host().emptyStaging();
  }

  private static TreePath at(String path) {
    return TreePath.of(path);
  }

  private static void eachHasTheirPlaces(AccountTree admin, AccountTree jane) throws Exception {
    put(jane, "mine", "jane's");
    makeCollections(jane, "d", "d/e");
    put(jane, "d/e/f", "x");
    assertThat(jane.copy(at("d"), at("copy"), true)).isEmpty();
    jane.move(at("copy"), at("moved"));
    assertThat(jane.remove(at("moved"), member -> false)).isEmpty();
    assertThat(list(jane, "")).containsOnlyKeys("mine", "d");

    makeCollections(admin, "litmus", "var", "var/www");
    put(admin, "var/www/index.html", "<p>");
    put(admin, "home/admin/f", "x");
    for (Accounts.Deed deed :
        List.<Accounts.Deed>of(
            () -> put(admin, "home/jane/new", "x"),
            () -> put(admin, "home/jane/mine", "x"),
            () -> makeCollections(admin, "home/jane/new"),
            () -> admin.remove(at("home/jane/mine"), member -> false),
            () -> admin.remove(at("home/jane/d"), member -> false),
            () -> admin.move(at("home/jane/d"), at("d")),
            () -> admin.move(at("litmus"), at("home/jane/litmus")),
            () -> admin.copyOver(at("home/admin/f"), at("home/jane/mine")),
            () -> admin.setProperties(at("home/jane/mine"), new byte[] {1}))) {
      assertThat(refusal(deed)).isEqualTo(Reason.FORBIDDEN);
    }
    assertThat(get(admin, "home/jane/mine")).isEqualTo("jane's");
    assertThat(admin.writable(at("home/jane"))).isFalse();
    assertThat(admin.writable(at("home/admin"))).isTrue();
  }

  private static void theSystemsStays(Accounts accounts, AccountTree admin) throws Exception {
    Path etc = accounts.site().resolve("etc");
    Files.createLink(accounts.home("admin").resolve("hashes"), etc.resolve("shadow"));
    Files.createSymbolicLink(accounts.home("admin").resolve("link"), Path.of("/etc/shadow"));
    Map<String, String> before = Snapshot.of(etc);
    for (String path :
        List.of("etc/shadow", "home/admin/hashes", "home/admin/link", "etc/.pwd.lock")) {
      assertThat(admin.find(at(path))).isEmpty();
      assertThat(refusal(() -> get(admin, path))).isEqualTo(Reason.NOT_FOUND);
      assertThat(refusal(() -> admin.copy(at(path), at("copy"), true))).isEqualTo(Reason.NOT_FOUND);
    }
    for (String path : List.of("etc/shadow", "etc/passwd", "etc/new", "info", "usr", "root")) {
      assertThat(refusal(() -> put(admin, path, "x"))).isEqualTo(Reason.FORBIDDEN);
      assertThat(refusal(() -> admin.move(at("litmus"), at(path))))
          .isIn(Reason.FORBIDDEN, Reason.EXISTS);
      assertThat(refusal(() -> admin.moveOver(at("home/admin/f"), at(path))))
          .isEqualTo(Reason.FORBIDDEN);
    }
    assertThat(refusal(() -> admin.remove(at("etc"), member -> false))).isEqualTo(Reason.FORBIDDEN);
    assertThat(Snapshot.of(etc)).isEqualTo(before);
  }

  private static void whatIsRecordedCounts(Accounts accounts, AccountTree jane) throws Exception {
    Path theirs = Files.createDirectory(accounts.home("jane").resolve("theirs"));
    Files.writeString(theirs.resolve("mine"), "x");
    Files.getFileAttributeView(theirs, UserDefinedFileAttributeView.class)
        .write(
            "gatehouse.owner",
            ByteBuffer.wrap(
                (Accounts.ADMIN + ":" + Accounts.GID).getBytes(StandardCharsets.US_ASCII)));
    assertThat(refusal(() -> put(jane, "theirs/new", "x"))).isEqualTo(Reason.FORBIDDEN);
    assertThat(refusal(() -> jane.move(at("theirs"), at("x")))).isEqualTo(Reason.FORBIDDEN);
    assertThat(jane.remove(at("d"), member -> false)).isEmpty();
    jane.makeCollection(at("d"));
    assertThat(refusal(() -> jane.move(at("theirs/mine"), at("d/mine"))))
        .isEqualTo(Reason.FORBIDDEN);
    put(jane, "theirs/mine", "changed");
    assertThat(get(jane, "theirs/mine")).isEqualTo("changed");
  }

  private static void whatMayNotBeReadIsForbidden(Accounts accounts, AccountTree jane)
      throws Exception {
    makeCollections(jane, "c", "c/closed");
    put(jane, "c/closed/f", "x");
    put(jane, "c/unreadable", "x");
    put(jane, "c/f", "x");
    Path c = accounts.home("jane").resolve("c");
    for (String name : List.of("closed", "unreadable")) {
      Files.setPosixFilePermissions(c.resolve(name), PosixFilePermissions.fromString("---------"));
    }
    assertThat(list(jane, "c")).containsOnlyKeys("closed", "unreadable", "f");
    assertThat(refusal(() -> get(jane, "c/unreadable"))).isEqualTo(Reason.FORBIDDEN);
    assertThat(refusal(() -> get(jane, "c/closed/f"))).isEqualTo(Reason.FORBIDDEN);
    assertThat(refusal(() -> put(jane, "c/closed/f", "x"))).isEqualTo(Reason.FORBIDDEN);
    Files.createSymbolicLink(accounts.home("jane").resolve("into"), Path.of("c/closed/f"));
    long before = descriptors();
    for (int i = 0; i < 50; i++) {
      assertThat(refusal(() -> get(jane, "into"))).isEqualTo(Reason.FORBIDDEN);
      assertThat(refusal(() -> put(jane, "into", "x"))).isEqualTo(Reason.FORBIDDEN);
      assertThat(refusal(() -> put(jane, "into/x", "x"))).isEqualTo(Reason.FORBIDDEN);
      assertThat(refusal(() -> jane.canonical(at("into"), true))).isEqualTo(Reason.FORBIDDEN);
    }
    assertThat(descriptors()).isLessThan(before + 10);
    assertThat(jane.copy(at("c"), at("copy"), true))
        .containsExactlyInAnyOrder(
            new Failure(at("c/closed"), Reason.FORBIDDEN),
            new Failure(at("c/unreadable"), Reason.FORBIDDEN));
    assertThat(list(jane, "copy")).containsOnlyKeys("f");
    assertThat(jane.remove(at("c"), member -> false))
        .containsExactly(new Failure(at("c/closed"), Reason.FORBIDDEN));
  }

  private static long descriptors() throws Exception {
    try (var all = Files.list(Path.of("/proc/self/fd"))) {
      return all.count();
    }
  }
}
