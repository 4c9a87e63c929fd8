package org.gatehouse.arquillian.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** cadaver as a script drives it: files, collections, locks and properties. */
@RunningGatehouse
@Needs({"curl", "cadaver"})
class CadaverIT {

  private final DavAccount account;

  CadaverIT(GatehouseServer gatehouse) {
    this.account = DavAccount.on(gatehouse);
  }

  private String cadaver(Path home, String... commands) throws IOException {
    Path netrc = home.resolve(".netrc");
    Files.writeString(
        netrc,
        "machine localhost login " + account.name() + " password " + account.password() + "\n");
    Files.setPosixFilePermissions(netrc, PosixFilePermissions.fromString("rw-------"));
    Path script =
        Files.writeString(home.resolve("script"), String.join("\n", commands) + "\nquit\n");
    return Program.run(
            Map.of("HOME", home.toString()),
            List.of(
                "sh",
                "-c",
                "cd \"$HOME\" && exec cadaver \"$1\" < \"$2\"",
                "sh",
                account.url("/"),
                script.toString()))
        .orFail();
  }

  @Test
  void filesGoThereAndBackAndAreMovedAndLocked(@TempDir Path home) throws IOException {
    Files.writeString(home.resolve("sent"), "what was sent\n");

    String said =
        cadaver(
            home,
            "mkcol work",
            "cd work",
            "put sent",
            "get sent received",
            "lock sent",
            "discover sent",
            "put sent sent",
            "unlock sent",
            "propset sent author somebody",
            "propget sent author",
            "copy sent copied",
            "move sent moved",
            "ls",
            "mkcol below",
            "move below other",
            "delete copied");

    assertThat(said)
        .doesNotContain("failed")
        .contains("Creating `work': succeeded.")
        .contains("Locking `sent': succeeded.")
        .contains("Unlocking `sent': succeeded.")
        .contains("Value of author is: somebody")
        .containsPattern("copied +14 ")
        .containsPattern("moved +14 ");
    assertThat(home.resolve("received")).hasContent("what was sent\n");
    assertThat(account.send("GET", "/work/moved").body()).isEqualTo("what was sent\n");
    assertThat(account.send("PROPFIND", "/work/other/", "--header", "Depth: 0").status())
        .isEqualTo(207);
    assertThat(account.send("GET", "/work/copied").status()).isEqualTo(404);
  }

  @Test
  void aFileThatSomebodyElseLockedIsNotOverwritten(@TempDir Path home) throws IOException {
    Files.writeString(home.resolve("sent"), "new");
    account.send("PUT", "/locked", "--data", "old");
    Answer locked =
        account.send(
            "LOCK",
            "/locked",
            "--data",
            "<lockinfo xmlns='DAV:'><lockscope><exclusive/></lockscope>"
                + "<locktype><write/></locktype></lockinfo>");
    assertThat(locked.status()).as(locked.body()).isEqualTo(200);

    assertThat(cadaver(home, "put sent locked")).contains("failed", "423 Locked");

    assertThat(account.send("GET", "/locked").body()).isEqualTo("old");
  }
}
