package org.gatehouse.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The files of one site of a test, and the accounts that tests add. */
record Site(Path data, int id) {
  /** The site's group. */
  static final long GID = 5_012;

  Realm realm() {
    return new Realm.Site(id);
  }

  Path root() {
    return data.resolve("virtual/site" + id + "/fst");
  }

  Path etc(String file) {
    return root().resolve("etc").resolve(file);
  }

  /** The lines of a file in {@code etc}, whatever bytes they have. */
  String text(String file) throws IOException {
    return Files.readString(etc(file), StandardCharsets.ISO_8859_1);
  }

  /** The line of an account. */
  String line(String file, String user) throws IOException {
    return text(file).lines().filter(line -> line.startsWith(user + ":")).findFirst().orElseThrow();
  }

  /** Replaces text in a file where it stands, as an editor without care would. */
  void edit(String file, String old, String replacement) throws IOException {
    Files.writeString(
        etc(file),
        text(file).replace(old, replacement),
        StandardCharsets.ISO_8859_1,
        StandardOpenOption.TRUNCATE_EXISTING);
  }

  static UnixAccount account(String name, long uid) {
    return new UnixAccount(name, uid, GID, "Jörg", "/home/" + name, "/bin/bash");
  }
}
