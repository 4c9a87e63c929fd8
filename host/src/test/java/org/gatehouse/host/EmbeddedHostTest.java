package org.gatehouse.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedHostTest {
  @TempDir Path data;

  @Test
  void anAccountSignsInWithItsPasswordAndNoOther() throws Exception {
    EmbeddedHost host =
        new EmbeddedHost(data, new SecureRandom(), InstantSource.system(), HashSettings.usual());
    host.createSite(12, "example.test", 5012);
    Realm site = new Realm.Site(12);
    UnixAccount demo = new UnixAccount("demo", 5012, 5012, "Demo", "/home/demo", "/bin/bash");
    host.addAccount(site, demo, "s3cret: ö😀");
    host.addAccount(
        new Realm.Appliance(),
        new UnixAccount("admin", 5000, 5000, "", "/home/admin", "/bin/bash"),
        "x");

    assertThat(host.verify(Optional.of(site), "demo", "s3cret: ö😀", () -> false)).isPresent();
    assertThat(host.verify(Optional.of(site), "demo", "s3cret: ö", () -> false)).isEmpty();
    assertThat(host.accounts(site)).containsExactly(demo);
    host.deleteSite(12);
    assertThat(data.resolve("virtual").toFile().list()).containsExactly(".lock");
  }
}
