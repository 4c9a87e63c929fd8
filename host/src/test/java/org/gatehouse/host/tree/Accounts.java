package org.gatehouse.host.tree;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import org.gatehouse.host.EmbeddedHost;
import org.gatehouse.host.HashSettings;
import org.gatehouse.host.HostException;
import org.gatehouse.host.Realm;
import org.gatehouse.host.UnixAccount;

/** A site of a test with its admin and the user jane, and what they do with their files. */
record Accounts(Path data, EmbeddedHost host) {
  static final int SITE = 12;
  static final long GID = 5_012;
  static final long ADMIN = 5_001;
  static final long JANE = 5_002;

  /** Makes them below an empty directory. */
  static Accounts make(Path data) throws HostException {
    EmbeddedHost host =
        new EmbeddedHost(data, new SecureRandom(), InstantSource.system(), HashSettings.usual());
    host.createSite(SITE, "example.test", GID);
    for (String user : new String[] {"admin", "jane"}) {
      host.addAccount(
          new Realm.Site(SITE),
          new UnixAccount(
              user, user.equals("jane") ? JANE : ADMIN, GID, "", "/home/" + user, "/bin/bash"),
          "pass word 4 " + user);
    }
    return new Accounts(data, host);
  }

  /** The realm's root. */
  Path site() {
    return data.resolve("virtual/site" + SITE + "/fst");
  }

  Path home(String user) {
    return site().resolve("home").resolve(user);
  }

  AccountTree admin() throws HostException {
    return host.openSite(SITE, "admin");
  }

  AccountTree jane() throws HostException {
    return host.openHome(SITE, "jane");
  }

  /** Gives a file or directory that a test made to an account, where this process may. */
  static Path give(Path path, long uid) throws IOException {
    if ((int) Files.getAttribute(path, "unix:uid", java.nio.file.LinkOption.NOFOLLOW_LINKS) == 0) {
      Files.setAttribute(path, "unix:uid", (int) uid, java.nio.file.LinkOption.NOFOLLOW_LINKS);
    }
    return path;
  }

  static Node put(AccountTree tree, String path, String content) throws IOException {
    try (StagedFile file = tree.stage(TreePath.of(path))) {
      byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
      file.write(bytes, 0, bytes.length);
      return file.commit();
    }
  }

  static String get(AccountTree tree, String path) throws IOException {
    try (OpenFile file = tree.open(TreePath.of(path))) {
      ByteArrayOutputStream content = new ByteArrayOutputStream();
      file.writeTo(content, 0, file.node().size());
      return content.toString(StandardCharsets.UTF_8);
    }
  }

  static Map<String, Node> list(AccountTree tree, String path) throws IOException {
    Map<String, Node> members = new TreeMap<>();
    tree.list(TreePath.of(path), (name, node, _) -> members.put(name, node));
    return members;
  }

  static void makeCollections(AccountTree tree, String... paths) throws IOException {
    for (String path : paths) {
      tree.makeCollection(TreePath.of(path));
    }
  }

  /** Something that is done with a tree. */
  @FunctionalInterface
  interface Deed {
    void done() throws IOException;
  }

  /** Why something is refused; {@code null} when it is not. */
  static TreeException.Reason refusal(Deed deed) throws IOException {
    try {
      deed.done();
      return null;
    } catch (TreeException e) {
      if (e.reason() == TreeException.Reason.FAILED) {
        throw new AssertionError(e);
      }
      return e.reason();
    }
  }
}
