package org.gatehouse.host.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.gatehouse.host.tool.Needs;
import org.gatehouse.host.tool.Tool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server is to run as a user of its own, to whom all files belong. */
class UnprivilegedTest {

  @TempDir Path data;
  @TempDir Path libraries;

  @Test
  @Needs(command = "setpriv", debianPackage = "util-linux")
  void theRulesHoldWhereAllFilesAreTheServers() throws Exception {
    if (!Tool.isRoot()) {
      WorksUnprivileged.main(new String[] {data.toString()});
      return;
    }
    Files.setAttribute(data, "unix:uid", 65_534);
    Tool.Result worked =
        Tool.run(
            "",
            "setpriv",
            "--reuid=65534",
            "--regid=65534",
            "--clear-groups",
            ProcessHandle.current().info().command().orElseThrow(),
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            readableByAll(),
            WorksUnprivileged.class.getName(),
            data.toString());
    assertThat(worked.status()).as(worked.output()).isZero();
  }

  /** The class path, with copies of the libraries, which may be where root alone can look. */
  private String readableByAll() throws IOException {
    Files.setPosixFilePermissions(libraries, PosixFilePermissions.fromString("rwxr-xr-x"));
    List<String> elements = new ArrayList<>();
    String all =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    for (String element : all.split(File.pathSeparator)) {
      Path path = Path.of(element);
      elements.add(
          Files.isRegularFile(path)
              ? Files.copy(path, libraries.resolve(elements.size() + ".jar")).toString()
              : element);
    }
    return String.join(File.pathSeparator, elements);
  }
}
