package org.gatehouse.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An archive is read as it was written, or refused. */
class ArchiveTest {

  private static final String LONG = "0123456789".repeat(100);

  @TempDir private Path directory;

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] archive() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ArchiveWriter writer = new ArchiveWriter(out)) {
      writer.add("manifest", bytes("one"));
      writer.add("empty", new byte[0]);
      writer.add("database/site.tsv", LONG.length(), new ByteArrayInputStream(bytes(LONG)));
    }
    return out.toByteArray();
  }

  private static Map<String, String> read(byte[] archive) throws IOException, RecoveryException {
    ArchiveReader reader = new ArchiveReader(new ByteArrayInputStream(archive));
    Map<String, String> files = new TreeMap<>();
    for (var next = reader.next(); next.isPresent(); next = reader.next()) {
      files.put(next.get().name(), new String(next.get().bytes(10_000), StandardCharsets.UTF_8));
    }
    return files;
  }

  @Test
  void whatWasWrittenIsRead() throws Exception {
    assertThat(read(archive()))
        .isEqualTo(Map.of("manifest", "one", "empty", "", "database/site.tsv", LONG));
  }

  @Test
  void everyChangedByteIsSeen() throws Exception {
    byte[] archive = archive();
    for (int i = 0; i < archive.length; i++) {
      byte[] changed = archive.clone();
      changed[i] ^= 1;
      assertThat(catchThrowable(() -> read(changed)))
          .as("byte " + i)
          .isInstanceOfAny(RecoveryException.class, IOException.class);
    }
  }

  @Test
  void everyTruncationIsSeen() throws Exception {
    byte[] archive = archive();
    for (int length = 0; length < archive.length; length += 7) {
      byte[] cut = Arrays.copyOf(archive, length);
      assertThat(catchThrowable(() -> read(cut)))
          .as(length + " bytes")
          .isInstanceOfAny(RecoveryException.class, IOException.class);
    }
  }

  @Test
  void whatComesAfterTheEndIsSeen() throws Exception {
    byte[] archive = archive();
    assertThatThrownBy(() -> read(Arrays.copyOf(archive, archive.length + 1)))
        .isInstanceOf(RecoveryException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../outside",
        "/etc/shadow",
        "custom/../../outside",
        "custom//config.ini",
        "a/b/c/d",
        ".hidden",
        "custom/.hidden",
        "a\\b",
        "",
        "Upper"
      })
  void namesThatLeaveTheirPlaceAreRefused(String name) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ArchiveWriter writer = new ArchiveWriter(out)) {
      writer.add(name, bytes("x"));
    }
    assertThatThrownBy(() -> read(out.toByteArray()))
        .isInstanceOf(RecoveryException.class)
        .hasMessageContaining("does not have");
  }

  /** '1' and '2' are links, '5' a directory, 'L' and 'x' what other programs add. */
  @ParameterizedTest
  @ValueSource(chars = {'1', '2', '3', '4', '5', '6', 'L', 'x', 'g', 0})
  void onlyPlainFilesAreTaken(char type) throws Exception {
    byte[] archive = archive();
    archive[148 + 6] = 0;
    archive[156] = (byte) type;
    int sum = 0;
    for (int i = 0; i < 512; i++) {
      sum += i >= 148 && i < 156 ? ' ' : archive[i] & 0xFF;
    }
    System.arraycopy(bytes("%06o\0 ".formatted(sum)), 0, archive, 148, 8);

    assertThatThrownBy(() -> read(archive)).isInstanceOf(RecoveryException.class);
  }

  @Test
  void aNameThatComesTwiceIsRefused() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ArchiveWriter writer = new ArchiveWriter(out)) {
      writer.add("manifest", bytes("one"));
      writer.add("manifest", bytes("other"));
    }
    assertThatThrownBy(() -> read(out.toByteArray())).hasMessageContaining("twice");
  }

  @Test
  void aSizeThatNothingHasIsRefusedBeforeItIsRead() throws Exception {
    byte[] header = ArchiveWriter.header("database/site.tsv", Long.MAX_VALUE);
    assertThatThrownBy(() -> read(header)).isInstanceOf(RecoveryException.class);
  }

  @Test
  void aFileOfMoreThanEightGibibytesIsDescribedAsTarDoes() throws Exception {
    byte[] header = ArchiveWriter.header("database/site.tsv", 9L << 30);
    ArchiveReader reader = new ArchiveReader(new ByteArrayInputStream(header));
    assertThat(reader.next().orElseThrow().size()).isEqualTo(9L << 30);
  }

  private Path packed() throws IOException {
    Path file = directory.resolve("packed");
    try (var out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(archive());
    }
    return file;
  }

  private static void unpack(Path file) throws IOException, RecoveryException {
    try (Packed packed = Packed.open(file)) {
      ArchiveReader reader = new ArchiveReader(packed);
      while (reader.next().isPresent()) {
        // to the end
      }
      packed.requireEnd();
    }
  }

  @Test
  void thePackedFileIsReadToItsLastByte() throws Exception {
    Path file = packed();
    unpack(file);
    byte[] whole = Files.readAllBytes(file);

    Files.write(file, Arrays.copyOf(whole, whole.length + 1));
    assertThatThrownBy(() -> unpack(file)).hasMessageContaining("damaged");
    for (int length = 0; length < whole.length; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertThat(catchThrowable(() -> unpack(file)))
          .as(length + " bytes")
          .isInstanceOfAny(RecoveryException.class, IOException.class);
    }
    for (int i = 0; i < 10; i++) {
      byte[] changed = whole.clone();
      changed[i] ^= 4;
      Files.write(file, changed);
      assertThatThrownBy(() -> unpack(file)).hasMessageContaining("no backup");
    }
    for (int i = whole.length - 8; i < whole.length; i++) {
      byte[] changed = whole.clone();
      changed[i] ^= 4;
      Files.write(file, changed);
      assertThatThrownBy(() -> unpack(file)).hasMessageContaining("damaged");
    }
  }
}
