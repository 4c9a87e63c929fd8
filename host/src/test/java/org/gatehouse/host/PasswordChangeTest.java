package org.gatehouse.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What of a changed password has to follow elsewhere is known until it did, or is undone. */
class PasswordChangeTest {

  private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");

  @TempDir Path data;
  private Site site;
  private Path notes;
  private EmbeddedHost host;

  @BeforeEach
  void aSiteWithAnAccount() throws Exception {
    site = new Site(data, 12);
    notes = data.resolve("changes");
    host = at(NOW);
    host.createSite(12, "example.test", Site.GID);
    host.addAccount(site.realm(), Site.account("demo", 5_001), "former one");
  }

  private EmbeddedHost at(Instant now) {
    return new EmbeddedHost(data, new SecureRandom(), () -> now, HashSettings.usual());
  }

  private boolean verify(String password) throws HostException {
    return host.verify(Optional.of(site.realm()), "demo", password, () -> false).isPresent();
  }

  @Test
  void aChangeIsKnownUntilItIsSettledAlsoAfterARestart() throws Exception {
    PasswordChange change = host.setPassword(site.realm(), "demo", "another one");

    assertThat(at(NOW).unsettled(Duration.ZERO)).containsExactly(change);
    assertThat(at(NOW.plusSeconds(19)).unsettled(Duration.ofSeconds(20))).isEmpty();
    assertThat(at(NOW.plusSeconds(20)).unsettled(Duration.ofSeconds(20))).containsExactly(change);

    host.settle(change);
    host.settle(change);
    assertThat(host.unsettled(Duration.ZERO)).isEmpty();
    host.undo(change);
    assertThat(verify("another one")).isTrue();
  }

  @Test
  void anUndoneChangeLeavesTheFilesAsTheyWere() throws Exception {
    site.edit("shadow", "demo:", "demo:!");
    String before = site.text("shadow");

    host.undo(host.setPassword(site.realm(), "demo", "another one"));

    assertThat(site.text("shadow")).isEqualTo(before);
    assertThat(host.unsettled(Duration.ZERO)).isEmpty();
  }

  @Test
  void anAccountWithoutALineHasNoneAgainWhenAChangeIsUndone() throws Exception {
    site.edit("shadow", site.line("shadow", "demo") + "\n", "");

    host.undo(host.setPassword(site.realm(), "demo", "another one"));

    assertThat(site.text("shadow")).doesNotContain("demo");
  }

  @Test
  void aPasswordThatWasChangedAgainIsNotUndone() throws Exception {
    PasswordChange first = host.setPassword(site.realm(), "demo", "another one");
    PasswordChange second = host.setPassword(site.realm(), "demo", "a third one");

    host.undo(first);

    assertThat(verify("a third one")).isTrue();
    assertThat(host.unsettled(Duration.ZERO)).containsExactly(second);
  }

  @Test
  void aCrashBeforeThePasswordWasWrittenIsNoChange() throws Exception {
    String before = site.text("shadow");
    PasswordChange change = host.setPassword(site.realm(), "demo", "another one");
    Files.writeString(site.etc("shadow"), before);

    assertThat(host.unsettled(Duration.ZERO)).isEmpty();
    assertThat(notes.resolve(change.id())).as("it may be about to be written").exists();
    assertThat(at(NOW.plus(Duration.ofHours(2))).unsettled(Duration.ZERO)).isEmpty();
    assertThat(notes).isEmptyDirectory();
  }

  @Test
  void aChangeThatFailsIsNotNoted() throws Exception {
    // Nobody can put a file in the place of a directory.
    Files.createDirectory(site.etc(".shadow.new"));
    Files.createFile(site.etc(".shadow.new").resolve("in the way"));

    assertThatThrownBy(() -> host.setPassword(site.realm(), "demo", "another one"))
        .isInstanceOf(HostException.Failed.class);
    assertThatThrownBy(() -> host.setPassword(site.realm(), "nobody", "another one"))
        .isInstanceOf(HostException.UnknownAccount.class);

    assertThat(notes).isEmptyDirectory();
    assertThat(verify("former one")).isTrue();
  }

  @Test
  void aChangeOfAnAccountThatIsGoneIsKnownToo() throws Exception {
    PasswordChange change = host.setPassword(site.realm(), "demo", "another one");
    host.deleteSite(12);

    assertThat(host.unsettled(Duration.ZERO)).containsExactly(change);
  }

  @Test
  void notesAreForTheServersOwnerAlone() throws Exception {
    PasswordChange change = host.setPassword(site.realm(), "demo", "another one");

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(notes)))
        .isEqualTo("rwx------");
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(notes.resolve(change.id()))))
        .isEqualTo("rw-------");
    assertThat(Files.readString(notes.resolve(change.id()))).doesNotContain("another one");
  }

  @Test
  void whatIsNoNoteIsLeftAlone() throws Exception {
    PasswordChange change = host.setPassword(site.realm(), "demo", "another one");
    Files.writeString(notes.resolve("README"), "what is this?");
    Files.writeString(notes.resolve("odd"), "site0\n../demo\nnever\n\n");

    assertThat(host.unsettled(Duration.ZERO)).containsExactly(change);
    assertThat(notes.resolve("README")).exists();
  }

  @Test
  void theAppliancesOwnAreNotedToo() throws Exception {
    Realm appliance = new Realm.Appliance();
    host.addAccount(appliance, Site.account("admin", 6_000), "former one");

    PasswordChange change = host.setPassword(appliance, "admin", "another one");

    assertThat(host.unsettled(Duration.ZERO)).containsExactly(change);
    assertThat(change).isEqualTo(new PasswordChange(change.id(), appliance, "admin"));
  }
}
