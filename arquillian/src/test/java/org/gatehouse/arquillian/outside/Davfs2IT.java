package org.gatehouse.arquillian.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * davfs2, mounted: what is written comes back byte for byte after it was mounted anew (issue 7,
 * shows 2). It needs {@code /dev/fuse}, and mounts in a namespace of its own.
 */
@RunningGatehouse
@Needs(
    value = {"curl", "davfs2"},
    programs = "unshare",
    devices = "/dev/fuse",
    root = true)
class Davfs2IT {

  private static final int FILES = 500;
  private static final int[] SIZES = {0, 1, 100, 4095, 4096, 20_000, 131_072, 131_073};
  private static final int LARGE = 3_000_000;

  /** Its buffer must hold a whole answer to PROPFIND here; its own cache must not answer for us. */
  private static final String SETTINGS =
      """
      buf_size 128
      ask_auth 0
      use_locks 1
      delay_upload 0
      cache_dir %s
      secrets %s
      """;

  private static final String SCRIPT =
      """
      set -e
      cd "$1"
      trap 'umount mounted 2>/dev/null || true' EXIT
      mount -t davfs -o conf="$1/settings" "$2" "$1/mounted"
      cp -r sent mounted/files
      umount mounted
      find cache -mindepth 1 -delete
      mount -t davfs -o conf="$1/settings" "$2" "$1/mounted"
      diff -r sent mounted/files
      find mounted/files -type f | wc -l
      rm -r mounted/files/0
      umount mounted
      """;

  private final DavAccount account;

  Davfs2IT(GatehouseServer gatehouse) {
    this.account = DavAccount.on(gatehouse);
  }

  @Test
  void fiveHundredFilesComeBackByteForByteAfterItIsMountedAnew(@TempDir Path directory)
      throws IOException {
    for (String made : List.of("sent", "mounted", "cache")) {
      Files.createDirectory(directory.resolve(made));
    }
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    // It runs as a user of its own.
    Files.setPosixFilePermissions(
        directory.resolve("cache"), PosixFilePermissions.fromString("rwxrwxrwx"));
    Random random = new Random(FILES);
    for (int file = 0; file < FILES; file++) {
      Path parent =
          Files.createDirectories(directory.resolve("sent").resolve(Integer.toString(file % 7)));
      byte[] content = new byte[file % 100 == 99 ? LARGE : SIZES[file % SIZES.length]];
      random.nextBytes(content);
      Files.write(parent.resolve("file " + file + " ü"), content);
    }
    Path secrets =
        Files.writeString(
            directory.resolve("secrets"),
            "%s \"%s\" \"%s\"%n".formatted(account.url("/"), account.name(), account.password()));
    Files.setPosixFilePermissions(secrets, PosixFilePermissions.fromString("rw-------"));
    Path settings =
        Files.writeString(
            directory.resolve("settings"), SETTINGS.formatted(directory.resolve("cache"), secrets));
    Files.setPosixFilePermissions(settings, PosixFilePermissions.fromString("rw-------"));

    String found =
        Program.run(
                Map.of(),
                List.of(
                    "unshare",
                    "--mount",
                    "sh",
                    "-c",
                    SCRIPT,
                    "sh",
                    directory.toString(),
                    account.url("/")))
            .orFail();

    // Between what umount says while it waits.
    assertThat(found.lines()).contains(Integer.toString(FILES));
    assertThat(account.send("PROPFIND", "/files/", "--header", "Depth: 1").body())
        .contains("/files/1/", "/files/6/")
        .doesNotContain("/files/0/");
  }
}
