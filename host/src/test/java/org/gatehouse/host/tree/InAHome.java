package org.gatehouse.host.tree;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A test of what jane does with the files of her home, which is empty at first. */
abstract class InAHome {

  @TempDir Path data;
  Accounts accounts;
  AccountTree jane;
  Path home;

  @BeforeEach
  final void openTheHome() throws Exception {
    accounts = Accounts.make(data);
    jane = accounts.jane();
    home = accounts.home("jane");
  }

  @AfterEach
  final void closeTheHome() {
    jane.close();
  }

  static TreePath at(String path) {
    return TreePath.of(path);
  }
}
