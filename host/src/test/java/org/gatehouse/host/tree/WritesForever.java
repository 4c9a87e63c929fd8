package org.gatehouse.host.tree;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.gatehouse.host.EmbeddedHost;
import org.gatehouse.host.HashSettings;

/**
 * Another process of ours that writes, copies and removes files of an account until it is killed.
 */
final class WritesForever {
  private WritesForever() {}

  /** Argument: the data directory. Tells each round on the standard output. */
  public static void main(String[] arguments) throws Exception {
    EmbeddedHost host =
        new EmbeddedHost(
            Path.of(arguments[0]),
            new SecureRandom(),
            InstantSource.system(),
            HashSettings.usual());
    try (AccountTree jane = host.openHome(Accounts.SITE, "jane")) {
      for (int i = 0; ; i++) {
        for (int file = 0; file < 10; file++) {
          Accounts.put(jane, "f" + file, String.valueOf((char) ('a' + i % 26)).repeat(100_000));
        }
        jane.copy(TreePath.of("d"), TreePath.of("copy"), true);
        jane.remove(TreePath.of("copy"), member -> false);
        System.out.println(i);
      }
    }
  }
}
