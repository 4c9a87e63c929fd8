package org.gatehouse.host.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** However a writer ends, each file is the old one or the new one, and nothing is left of it. */
class KilledWriterTest {

  @TempDir Path data;

  @Test
  void aProcessThatIsKilledLeavesWholeFilesAndNothingInStaging() throws Exception {
    Accounts accounts = Accounts.make(data);
    try (AccountTree jane = accounts.jane()) {
      Accounts.makeCollections(jane, "d", "d/e");
      for (int i = 0; i < 100; i++) {
        Accounts.put(jane, "d/e/f" + i, "content");
      }
      for (int round = 0; round < 3; round++) {
        killAWriterAfter(round + 1);
        accounts.host().emptyStaging();

        Map<String, Node> members = Accounts.list(jane, "");
        for (String name : members.keySet()) {
          if (name.startsWith("f")) {
            String content = Accounts.get(jane, name);
            assertThat(content).isEqualTo(content.substring(0, 1).repeat(100_000));
          }
        }
        if (members.containsKey("copy")) {
          assertThat(Accounts.list(jane, "copy/e")).hasSize(100);
          jane.remove(TreePath.of("copy"), member -> false);
        }
        assertThat(accounts.home("jane").resolve(".gatehouse-staging")).isEmptyDirectory();
      }
    }
  }

  private void killAWriterAfter(int rounds) throws Exception {
    Process writer =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                WritesForever.class.getName(),
                data.toString())
            .redirectErrorStream(true)
            .start();
    try (BufferedReader told = writer.inputReader()) {
      for (int i = 0; i < rounds; i++) {
        assertThat(told.readLine()).isEqualTo(Integer.toString(i));
      }
    } finally {
      writer.destroyForcibly().waitFor();
    }
  }
}
