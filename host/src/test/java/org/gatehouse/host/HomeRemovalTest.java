package org.gatehouse.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With an account goes its home, wholly or not at all, whatever was cut short. */
class HomeRemovalTest {

  @TempDir Path data;
  private Site site;
  private Path homes;
  private EmbeddedHost host;

  @BeforeEach
  void aSiteWithTwoAccounts() throws Exception {
    site = new Site(data, 12);
    homes = site.root().resolve("home");
    host = new EmbeddedHost(data, new SecureRandom(), InstantSource.system(), HashSettings.usual());
    host.createSite(12, "example.test", Site.GID);
    for (String user : new String[] {"eve", "bob"}) {
      host.addAccount(
          site.realm(), Site.account(user, user.equals("eve") ? 5_001 : 5_002), "s3cret");
      Files.writeString(homes.resolve(user).resolve("letter"), user);
    }
  }

  private void assertOthersStand() {
    assertThat(homes.resolve("bob/letter")).hasContent("bob");
    assertThat(homes).isDirectoryNotContaining("glob:**/.*");
  }

  @Test
  void aHomeGoesAndThatOfOthersStays() throws Exception {
    Path outside = Files.writeString(data.resolve("outside"), "kept");
    Files.createSymbolicLink(homes.resolve("eve/link"), outside);
    Files.createSymbolicLink(homes.resolve("eve/bob"), Path.of("../bob"));
    Files.createSymbolicLink(homes.resolve("eve/up"), Path.of("../../.."));

    host.removeAccount(site.realm(), "eve");

    assertThat(homes.resolve("eve")).doesNotExist();
    assertThat(outside).hasContent("kept");
    assertOthersStand();
  }

  @Test
  void aHomeThatIsALinkGoesAndNotWhatItPointsTo() throws Exception {
    Files.delete(homes.resolve("eve/letter"));
    Files.delete(homes.resolve("eve"));
    Files.createSymbolicLink(homes.resolve("eve"), Path.of("bob"));

    host.removeAccount(site.realm(), "eve");

    assertThat(Files.isSymbolicLink(homes.resolve("eve"))).isFalse();
    assertOthersStand();
  }

  @Test
  void whenHomesAreElsewhereByALinkNothingIsRemoved() throws Exception {
    Path elsewhere = data.resolve("elsewhere");
    Files.move(homes, elsewhere);
    Files.createSymbolicLink(homes, elsewhere);

    assertThatThrownBy(() -> host.removeAccount(site.realm(), "eve"))
        .isInstanceOf(HostException.Failed.class);

    assertThat(elsewhere.resolve("eve/letter")).hasContent("eve");
    assertThat(host.accounts(site.realm())).hasSize(2);
  }

  @Test
  void anAccountWithoutAHomeIsRemovedToo() throws Exception {
    Files.delete(homes.resolve("eve/letter"));
    Files.delete(homes.resolve("eve"));

    host.removeAccount(site.realm(), "eve");

    assertThat(host.accounts(site.realm())).hasSize(1);
    assertOthersStand();
  }

  @Test
  void whenTheAccountCannotBeRemovedItsHomeComesBack() throws Exception {
    Files.createDirectory(site.etc(".passwd.new"));
    Files.createFile(site.etc(".passwd.new").resolve("in the way"));

    assertThatThrownBy(() -> host.removeAccount(site.realm(), "eve"))
        .isInstanceOf(HostException.Failed.class);

    assertThat(homes.resolve("eve/letter")).hasContent("eve");
    assertThat(host.accounts(site.realm())).hasSize(2);
    assertOthersStand();
  }

  @Test
  void aRemovalThatWasCutShortBeforeTheAccountWentGivesItsHomeBack() throws Exception {
    Files.move(homes.resolve("eve"), homes.resolve(".eve.leaving"));

    host.completeRemovals();

    assertThat(homes.resolve("eve/letter")).hasContent("eve");
    assertOthersStand();
  }

  @Test
  void aRemovalThatWasCutShortAfterTheAccountWentIsCompleted() throws Exception {
    cutShortAfterTheAccountWent();

    host.completeRemovals();

    assertThat(homes.resolve("eve")).doesNotExist();
    assertOthersStand();
  }

  private void cutShortAfterTheAccountWent() throws Exception {
    Files.move(homes.resolve("eve"), homes.resolve(".eve.leaving"));
    site.edit("passwd", site.line("passwd", "eve") + "\n", "");
  }

  @Test
  void whoRemovesItAgainCompletesIt() throws Exception {
    cutShortAfterTheAccountWent();

    assertThatThrownBy(() -> host.removeAccount(site.realm(), "eve"))
        .isInstanceOf(HostException.UnknownAccount.class);
    assertOthersStand();
  }

  @Test
  void whoGetsTheNameOfAFormerAccountGetsNothingOfItsHome() throws Exception {
    cutShortAfterTheAccountWent();

    host.addAccount(site.realm(), Site.account("eve", 5_003), "s3cret");

    assertThat(homes.resolve("eve")).isEmptyDirectory();
    host.completeRemovals();
    assertThat(homes.resolve("eve")).isEmptyDirectory();
    assertOthersStand();
  }

  @Test
  void aHomeThatWasMadeAnewWhileOneWasSetAsideStays() throws Exception {
    Files.move(homes.resolve("eve"), homes.resolve(".eve.leaving"));
    Files.createDirectory(homes.resolve("eve"));

    host.completeRemovals();

    assertThat(homes.resolve("eve")).isEmptyDirectory();
    assertOthersStand();
  }

  @Test
  void whatIsLeftOfASiteGoesToo() throws Exception {
    Files.createDirectories(data.resolve("virtual/.site13.removed/whole/of/it"));
    Path other = Files.createDirectories(data.resolve("virtual/.other.removed/kept"));

    host.completeRemovals();

    assertThat(data.resolve("virtual/.site13.removed")).doesNotExist();
    assertThat(other).isDirectory();
    assertOthersStand();
  }

  @Test
  void withoutSitesThereIsNothingToComplete(@TempDir Path empty) throws Exception {
    new EmbeddedHost(empty, new SecureRandom(), InstantSource.system(), HashSettings.usual())
        .completeRemovals();

    assertThat(empty).isEmptyDirectory();
  }

  @Test
  void anAccountIsGoneAlsoWhenItsFilesResist() throws Exception {
    Path obstacle = Files.writeString(homes.resolve(".eve.removed"), "in the way");

    host.removeAccount(site.realm(), "eve");

    assertThat(host.accounts(site.realm())).hasSize(1);
    assertThat(homes.resolve("eve")).doesNotExist();
    assertThat(homes.resolve(".eve.leaving/letter")).hasContent("eve");
    Files.delete(obstacle);
    host.completeRemovals();
    assertOthersStand();
  }
}
