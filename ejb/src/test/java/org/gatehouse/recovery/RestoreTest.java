package org.gatehouse.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The author of a backup chooses neither whom a restore talks to nor what it reads. */
class RestoreTest {

  @TempDir private Path place;
  private ServerSocket server;

  @BeforeEach
  void listen() throws IOException {
    server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }

  /** A connection that was made waits to be accepted. */
  @AfterEach
  void nobodyCame() throws IOException {
    server.setSoTimeout(1);
    try (ServerSocket listening = server) {
      assertThatThrownBy(listening::accept).isInstanceOf(java.net.SocketTimeoutException.class);
    }
  }

  private String url() {
    return "jdbc:mysql://127.0.0.1:" + server.getLocalPort() + "/x";
  }

  private Path archive(String settings) throws IOException {
    Path file = place.resolve("archive");
    try (var packed = new GZIPOutputStream(Files.newOutputStream(file));
        ArchiveWriter archive = new ArchiveWriter(packed)) {
      archive.add(Manifest.NAME, new Manifest("", "", 0, false, false).bytes());
      archive.add(Backup.SETTINGS, settings.getBytes(StandardCharsets.UTF_8));
    }
    return file;
  }

  private ThrowingCallable restoring(String settings, String... options) throws IOException {
    List<String> arguments =
        new ArrayList<>(List.of(archive(settings).toString(), place.resolve("data").toString()));
    arguments.addAll(List.of(options));
    return () -> Restore.run(arguments.toArray(String[]::new));
  }

  private void assertNothingWasMade() {
    assertThat(place.toFile().list()).containsExactlyInAnyOrder("archive");
  }

  @Test
  void aServerThatTheBackupNamesIsToldOfAndNotConnectedTo() throws IOException {
    assertThatThrownBy(restoring("[database]\nurl = " + url() + "\n"))
        .isInstanceOf(RecoveryException.class)
        .hasMessageContaining("127.0.0.1:" + server.getLocalPort() + "/x")
        .hasMessageContaining("--same-database");
    assertNothingWasMade();
  }

  @ParameterizedTest
  @ValueSource(strings = {"[ database ]\n", "[x]\f[database]\n", "[x]\n\u2028[database]\u2028"})
  void noOddSectionGetsRoundTheEmbeddedDatabase(String section) throws IOException {
    assertThatThrownBy(
            restoring(section + "url = " + url() + "?allowLoadLocalInfile=true", "--embedded"))
        .isInstanceOf(Exception.class)
        .hasMessageNotContaining("SQL");
    assertNothingWasMade();
  }

  @Test
  void aPasswordIsNotReadFromOutsideOfTheDataDirectory() throws IOException {
    for (String file : List.of("/etc/passwd", "../../etc/passwd")) {
      assertThatThrownBy(
              restoring(
                  "[database]\nurl = " + url() + "\npassword_file = " + file + "\n",
                  "--same-database"))
          .isInstanceOf(RecoveryException.class)
          .hasMessageContaining("[database] password_file");
      assertNothingWasMade();
    }
  }

  @Test
  void aPropertyThatIsNotTakenIsNamed() throws IOException {
    assertThatThrownBy(
            restoring(
                "[database]\nurl = " + url() + "?allowLoadLocalInfile=true\n", "--same-database"))
        .isInstanceOf(RecoveryException.class)
        .hasMessageContaining("allowLoadLocalInfile");
    assertNothingWasMade();
  }
}
