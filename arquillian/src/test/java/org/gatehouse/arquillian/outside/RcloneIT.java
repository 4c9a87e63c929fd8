package org.gatehouse.arquillian.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** rclone keeps a directory the same here and there. */
@RunningGatehouse
@Needs({"curl", "rclone"})
class RcloneIT {

  private static final int FILES = 60;
  private static final int LARGEST = 300_000;

  private final DavAccount account;

  RcloneIT(GatehouseServer gatehouse) {
    this.account = DavAccount.on(gatehouse);
  }

  private String rclone(String url, String... arguments) {
    List<String> command = new ArrayList<>(List.of("rclone", "--config", "/dev/null"));
    command.addAll(List.of("--no-check-certificate", "--retries", "1", "--verbose"));
    command.addAll(List.of(arguments));
    Program.Ended ended =
        Program.run(
            Map.of(
                "RCLONE_CONFIG_THERE_TYPE",
                "webdav",
                "RCLONE_CONFIG_THERE_VENDOR",
                "other",
                "RCLONE_CONFIG_THERE_URL",
                url,
                "RCLONE_CONFIG_THERE_USER",
                account.name(),
                "RCLONE_CONFIG_THERE_PASS",
                Program.run("rclone", "obscure", account.password()).orFail().strip()),
            command);
    assertThat(ended.status()).as(ended.output() + ended.errors()).isZero();
    return ended.output() + ended.errors();
  }

  private static List<Path> fill(Path directory) throws IOException {
    Random random = new Random(FILES);
    List<Path> files = new ArrayList<>();
    for (int file = 0; file < FILES; file++) {
      Path parent =
          Files.createDirectories(
              directory.resolve(List.of("a", "a/b c", "ümläut/%41 #?", "x&y;z").get(file % 4)));
      byte[] content = new byte[file % 10 == 0 ? 0 : random.nextInt(LARGEST)];
      random.nextBytes(content);
      files.add(Files.write(parent.resolve("file " + file + "+é.bin"), content));
    }
    return files;
  }

  @ParameterizedTest
  @ValueSource(strings = {"http", "https"})
  void aDirectoryIsSynchronizedThereAndBackWithAllItsBytes(
      String scheme, @TempDir Path here, @TempDir Path back) throws IOException {
    String url = scheme.equals("http") ? account.url("/") : account.tlsUrl("/");
    List<Path> files = fill(here);

    rclone(url, "sync", here.toString(), "there:" + scheme);
    assertThat(rclone(url, "check", "--download", here.toString(), "there:" + scheme))
        .contains("0 differences found", FILES + " matching files");
    for (Path file : files.subList(0, FILES / 2)) {
      Files.delete(file);
    }
    Files.write(files.getLast(), new byte[LARGEST + 1]);
    rclone(url, "sync", here.toString(), "there:" + scheme);
    rclone(url, "sync", "there:" + scheme, back.toString());

    assertThat(relative(back)).isEqualTo(relative(here)).hasSize(FILES / 2);
    for (Path file : files.subList(FILES / 2, FILES)) {
      assertThat(back.resolve(here.relativize(file))).hasSameBinaryContentAs(file);
    }
  }

  private static List<String> relative(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      return all.filter(Files::isRegularFile)
          .map(file -> directory.relativize(file).toString())
          .sorted()
          .toList();
    }
  }

  @Test
  void filesAreMovedAndTheSpaceLeftIsTold(@TempDir Path here) throws IOException {
    Path file = Files.writeString(here.resolve("one"), "content");
    String url = account.url("/");

    rclone(url, "copyto", file.toString(), "there:moves/from/one");
    rclone(url, "moveto", "there:moves/from/one", "there:moves/to/other");
    assertThat(rclone(url, "lsf", "--recursive", "there:moves").lines())
        .contains("to/other")
        .doesNotContain("from/one");
    assertThat(account.send("GET", "/moves/to/other").body()).isEqualTo("content");
    rclone(url, "moveto", "there:moves", "there:moved");
    assertThat(account.send("GET", "/moved/to/other").body()).isEqualTo("content");
    assertThat(rclone(url, "about", "there:")).contains("Used:", "Free:");
  }
}
