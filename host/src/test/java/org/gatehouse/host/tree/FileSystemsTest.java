package org.gatehouse.host.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.gatehouse.host.tool.Needs;
import org.gatehouse.host.tool.Tool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is renamed or removed stays on its file system. */
class FileSystemsTest {

  @TempDir Path data;

  @Test
  @Needs(command = "unshare", debianPackage = "util-linux", rights = Needs.Rights.ROOT)
  void nothingIsDoneAcrossMountedFileSystemsThatCannotBeWhole() throws Exception {
    Tool.Result worked =
        Tool.run(
            "",
            "unshare",
            "--mount",
            "--propagation=private",
            ProcessHandle.current().info().command().orElseThrow(),
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            WorksAcrossFileSystems.class.getName(),
            data.toString());
    assertThat(worked.status()).as(worked.output()).isZero();
  }
}
