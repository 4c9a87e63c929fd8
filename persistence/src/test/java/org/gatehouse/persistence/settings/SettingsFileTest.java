package org.gatehouse.persistence.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsFileTest {

  @TempDir Path directory;

  private SettingsFile file() {
    return new SettingsFile(path(), "custom/config.ini");
  }

  private Path path() {
    return directory.resolve("custom").resolve("config.ini");
  }

  private List<String> names() throws IOException {
    try (var files = Files.list(path().getParent())) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void makesTheFileForItsOwnerAlone() throws Exception {
    assertThat(file().text()).isEmpty();
    assertThat(file().change(text -> text + "ü\n")).isEqualTo("ü\n");

    assertThat(path()).hasContent("ü\n");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path())))
        .isEqualTo("rw-------");
    assertThat(names()).containsExactly(".config.ini.lock", "config.ini");
  }

  @Test
  void keepsThePermissionsAndTheLinkOfAPersonsFile() throws Exception {
    Path real = Files.writeString(directory.resolve("real.ini"), "a");
    Files.setPosixFilePermissions(real, PosixFilePermissions.fromString("rw-r-----"));
    Files.createDirectories(path().getParent());
    Files.createSymbolicLink(path(), real);

    file().change(text -> text + "b");

    assertThat(Files.isSymbolicLink(path())).isTrue();
    assertThat(real).hasContent("ab");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(real)))
        .isEqualTo("rw-r-----");
  }

  @Test
  void whatIsNoChangeWritesNothing() throws Exception {
    file().change(text -> "a");
    Object before = Files.getAttribute(path(), "unix:ino");

    file().change(text -> text);

    assertThat(Files.getAttribute(path(), "unix:ino")).isEqualTo(before);
  }

  @Test
  void whatSomebodyElseWritesMeanwhileIsChangedInTurn() throws Exception {
    AtomicInteger asked = new AtomicInteger();

    file()
        .change(
            text -> {
              if (asked.getAndIncrement() == 0) {
                write("by an editor\n");
              }
              return text + "mine\n";
            });

    assertThat(path()).hasContent("by an editor\nmine\n");
  }

  private void write(String text) {
    try {
      Files.writeString(path(), text);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void whoIsAlwaysOvertakenIsRefusedAndWritesNothing() {
    AtomicInteger asked = new AtomicInteger();

    assertThatThrownBy(
            () ->
                file()
                    .change(
                        text -> {
                          write("edit " + asked.getAndIncrement());
                          return "mine";
                        }))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("somebody else is writing custom/config.ini");
    assertThat(path()).hasContent("edit " + (asked.get() - 1));
  }

  @Test
  void noneOfManyChangesAtOnceIsLost() throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Future<String>> changes = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        String line = i + "\n";
        changes.add(threads.submit(() -> file().change(text -> text + line)));
      }
      for (Future<String> change : changes) {
        change.get();
      }
    }

    assertThat(Files.readAllLines(path())).hasSize(100).doesNotHaveDuplicates();
  }

  @Test
  void aChangeThatFailsLeavesTheFileAsItWas() throws Exception {
    file().change(text -> "a");

    assertThatThrownBy(
            () ->
                file()
                    .change(
                        text -> {
                          throw new IllegalArgumentException("no");
                        }))
        .hasMessage("no");
    assertThat(path()).hasContent("a");
    assertThat(file().change(text -> text + "b")).isEqualTo("ab");
  }

  @Test
  void whatIsNotUtf8IsRefusedWithItsLine() throws Exception {
    Files.createDirectories(path().getParent());
    Files.write(path(), "[a]\nb = c\nd = \u00e4\n".getBytes(StandardCharsets.ISO_8859_1));

    assertThatThrownBy(() -> file().text())
        .isInstanceOf(IniSyntaxException.class)
        .hasMessage("custom/config.ini, line 3: this is not UTF-8");
  }
}
