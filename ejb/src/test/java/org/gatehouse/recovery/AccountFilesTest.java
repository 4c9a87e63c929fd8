package org.gatehouse.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is taken of account files that change between the two readings. */
class AccountFilesTest {

  @TempDir private Path data;
  private Path etc;
  private AccountFiles files;

  @BeforeEach
  void makeSite() throws IOException {
    etc = Files.createDirectories(data.resolve("virtual/site7/fst/etc"));
    files = new AccountFiles(data);
    write("owner", "eve");
    Files.writeString(etc.resolve("group"), "site7:x:20000:\n");
  }

  private void write(String... names) throws IOException {
    StringBuilder passwd = new StringBuilder();
    StringBuilder shadow = new StringBuilder();
    for (String name : names) {
      passwd.append(name).append(":x:20000:20000:Fräulein:/home/x:/bin/sh\n");
      shadow.append(name).append(":$6$salt$hash:19000::::::\n");
    }
    Files.writeString(etc.resolve("passwd"), passwd);
    Files.writeString(etc.resolve("shadow"), shadow);
  }

  private Map<String, byte[]> read(Set<String> before) throws IOException {
    return files.read(7, before).orElseThrow();
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Test
  void accountsThatStayAreTakenAsTheyAre() throws IOException {
    Map<String, byte[]> read = read(files.names(7));

    assertThat(read.get("passwd")).isEqualTo(Files.readAllBytes(etc.resolve("passwd")));
    assertThat(read.get("shadow")).isEqualTo(Files.readAllBytes(etc.resolve("shadow")));
    assertThat(text(read.get("group"))).isEqualTo("site7:x:20000:\n");
  }

  @Test
  void oneThatIsAddedMeanwhileIsNotTaken() throws IOException {
    Set<String> before = files.names(7);
    write("owner", "eve", "late");

    assertThat(AccountFiles.names(read(before).get("passwd"))).containsExactly("eve", "owner");
    assertThat(AccountFiles.names(read(before).get("shadow"))).containsExactly("eve", "owner");
  }

  @Test
  void oneThatIsRemovedMeanwhileIsNotTaken() throws IOException {
    Set<String> before = files.names(7);
    write("owner");

    assertThat(AccountFiles.names(read(before).get("passwd"))).containsExactly("owner");
  }

  @Test
  void oneWithoutALineInShadowIsNotTaken() throws IOException {
    Set<String> before = files.names(7);
    Files.writeString(etc.resolve("shadow"), "owner:$6$salt$hash:19000::::::\n");

    assertThat(AccountFiles.names(read(before).get("passwd"))).containsExactly("owner");
  }

  @Test
  void aSiteThatIsGoneIsNoFailure() throws IOException {
    assertThat(files.names(8)).isEmpty();
    assertThat(files.read(8, Set.of("owner"))).isEmpty();
  }

  @Test
  void aLinkThatATenantPutThereIsNotFollowed() throws IOException {
    Path secret = Files.writeString(data.resolve("secret"), "root:x:0:0::/:/bin/sh\n");
    Files.delete(etc.resolve("passwd"));
    Files.createSymbolicLink(etc.resolve("passwd"), secret);

    assertThatThrownBy(() -> files.names(7)).isInstanceOf(IOException.class);
  }

  @Test
  void onlyDirectoriesOfSitesAreSites() throws IOException {
    for (String name : new String[] {"site12", "site0", "site012", "sitex", ".site9.removed"}) {
      Files.createDirectory(data.resolve("virtual").resolve(name));
    }

    assertThat(files.sites()).containsExactlyInAnyOrder(7, 12);
  }
}
