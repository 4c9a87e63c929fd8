package org.gatehouse.host.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import org.gatehouse.host.HostException.InvalidArgument;
import org.gatehouse.host.HostException.SiteExists;
import org.gatehouse.host.HostException.UnknownSite;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SiteDirectoriesTest {
  @TempDir Path data;
  private SiteDirectories sites;

  @BeforeEach
  void noSiteYet() {
    sites = new SiteDirectories(data.resolve("virtual"), InstantSource.system());
  }

  @Test
  void aSiteHasItsInfoAndItsRoot() throws Exception {
    sites.create(3, "example.test", 5_003);

    Path site = data.resolve("virtual/site3");
    assertThat(site.resolve("info/domain")).hasContent("example.test");
    assertThat(site.resolve("fst/etc/shadow")).isRegularFile();
    assertThat(site.resolve("fst/home")).isEmptyDirectory();
    assertThat(sites.exists(3)).isTrue();
    assertThat(sites.exists(4)).isFalse();
  }

  @Test
  void aSiteIsMadeOnce() throws Exception {
    sites.create(3, "example.test", 5_003);

    assertThatThrownBy(() -> sites.create(3, "other.test", 5_004)).isInstanceOf(SiteExists.class);
    assertThat(data.resolve("virtual/site3/info/domain")).hasContent("example.test");
  }

  @Test
  void ofManyWhoMakeTheSameSiteOneSucceeds() throws Exception {
    Callable<Integer> making =
        () -> {
          try {
            sites.create(3, "example.test", 5_003);
            return 1;
          } catch (SiteExists e) {
            return 0;
          }
        };
    int made = 0;
    try (var threads = Executors.newFixedThreadPool(4)) {
      for (var each : threads.invokeAll(Collections.nCopies(8, making))) {
        made += each.get();
      }
    } catch (ExecutionException e) {
      throw new AssertionError(e);
    }
    assertThat(made).isEqualTo(1);
    assertThat(data.resolve("virtual")).isDirectoryNotContaining("glob:**/.site*");
  }

  @Test
  void aRemovedSiteIsGoneAndMayBeRemovedAgainAndMadeAnew() throws Exception {
    sites.delete(3);
    sites.create(3, "example.test", 5_003);
    sites.delete(3);
    sites.delete(3);
    assertThat(data.resolve("virtual/site3")).doesNotExist();

    sites.create(3, "example.test", 5_003);
    assertThat(sites.exists(3)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "example",
        "Example.test",
        "-a.test",
        "a-.test",
        "a..test",
        ".test",
        "a.test.",
        "a.te_st",
        "ä.test",
        "a.test\n",
        "../a.test",
        "a/b.test"
      })
  void aDomainIsInLowerCaseAscii(String domain) {
    assertThatThrownBy(() -> sites.create(3, domain, 5_003)).isInstanceOf(InvalidArgument.class);
    assertThat(Files.exists(data.resolve("virtual/site3"))).isFalse();
  }

  @Test
  void anInternationalDomainIsInPunycode() throws Exception {
    sites.create(3, "xn--mller-kva.xn--p1ai", 5_003);
    assertThat(sites.exists(3)).isTrue();
  }

  @Test
  void aRenamedSiteNotesItsOtherDomain() throws Exception {
    sites.create(3, "example.test", 5_003);

    sites.rename(3, "other.test");

    assertThat(data.resolve("virtual/site3/info/domain")).hasContent("other.test");
    assertThatThrownBy(() -> sites.rename(3, "No domain")).isInstanceOf(InvalidArgument.class);
    assertThatThrownBy(() -> sites.rename(4, "other.test")).isInstanceOf(UnknownSite.class);
  }

  @Test
  void whatIsBelowItsRootIsMeasuredAndItsInfoIsNot() throws Exception {
    sites.create(3, "example.test", 5_003);
    long before = sites.usage(3).orElseThrow().kibibytes();

    Files.write(data.resolve("virtual/site3/info/notes"), new byte[1 << 20]);
    assertThat(sites.usage(3).orElseThrow().kibibytes()).isEqualTo(before);
    Files.write(data.resolve("virtual/site3/fst/home/film"), new byte[1 << 20]);

    assertThat(sites.usage(3).orElseThrow().kibibytes()).isBetween(before + 1_024, before + 1_100);
    assertThat(sites.usage(4)).isEmpty();
  }
}
