package org.gatehouse.host.crypt;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.gatehouse.host.Realm;
import org.junit.jupiter.api.Test;

/** What is remembered of a right password: that it matches one hash of one account, for a while. */
class CredentialCacheTest {

  private static final Realm SITE = new Realm.Site(12);
  private static final CryptHash HASH = hash("a");

  private final AtomicLong nanoseconds = new AtomicLong();
  private final CredentialCache cache = cache(Duration.ofSeconds(60));

  private CredentialCache cache(Duration lifetime) {
    return new CredentialCache(lifetime, new SecureRandom(), nanoseconds::get);
  }

  private static CryptHash hash(String salt) {
    return CryptHash.parse("$6$" + salt + "$" + ".".repeat(86)).orElseThrow();
  }

  private static Password password(String text) throws Exception {
    return Password.of(text);
  }

  @Test
  void aMatchIsRememberedForItsAccountHashAndPasswordAlone() throws Exception {
    cache.remember(SITE, "demo", HASH, password("secret"));

    assertThat(cache.remembers(SITE, "demo", HASH, password("secret"))).isTrue();
    assertThat(cache.remembers(SITE, "demo", HASH, password("secret "))).isFalse();
    assertThat(cache.remembers(SITE, "demo", hash("b"), password("secret"))).isFalse();
    assertThat(cache.remembers(SITE, "dem", HASH, password("secret"))).isFalse();
    assertThat(cache.remembers(new Realm.Site(1), "demo", HASH, password("secret"))).isFalse();
    assertThat(cache.remembers(new Realm.Appliance(), "demo", HASH, password("secret"))).isFalse();
  }

  @Test
  void aLifetimeThatChangesHoldsForWhatIsRememberedToo() throws Exception {
    cache.remember(SITE, "demo", HASH, password("secret"));
    nanoseconds.addAndGet(Duration.ofSeconds(10).toNanos());

    cache.setLifetime(Duration.ofSeconds(10));
    assertThat(cache.remembers(SITE, "demo", HASH, password("secret"))).isFalse();

    cache.setLifetime(Duration.ZERO);
    cache.remember(SITE, "demo", HASH, password("secret"));
    assertThat(cache.remembers(SITE, "demo", HASH, password("secret"))).isFalse();

    cache.setLifetime(Duration.ofSeconds(10));
    cache.remember(SITE, "demo", HASH, password("secret"));
    assertThat(cache.remembers(SITE, "demo", HASH, password("secret"))).isTrue();
  }

  @Test
  void anAccountOfTheApplianceIsRememberedToo() throws Exception {
    cache.remember(new Realm.Appliance(), "admin", HASH, password("secret"));

    assertThat(cache.remembers(new Realm.Appliance(), "admin", HASH, password("secret"))).isTrue();
  }

  @Test
  void aMatchIsForgottenWhenItsTimeIsOverHoweverOftenItWasAsked() throws Exception {
    cache.remember(SITE, "demo", HASH, password("secret"));

    nanoseconds.addAndGet(Duration.ofSeconds(59).toNanos());
    assertThat(cache.remembers(SITE, "demo", HASH, password("secret"))).isTrue();
    nanoseconds.addAndGet(Duration.ofSeconds(1).toNanos());
    assertThat(cache.remembers(SITE, "demo", HASH, password("secret"))).isFalse();
  }

  @Test
  void aLifetimeOfZeroRemembersNothing() throws Exception {
    CredentialCache off = cache(Duration.ZERO);

    off.remember(SITE, "demo", HASH, password("secret"));

    assertThat(off.remembers(SITE, "demo", HASH, password("secret"))).isFalse();
  }

  @Test
  void anotherProcessHasAnotherKey() throws Exception {
    cache.remember(SITE, "demo", HASH, password("secret"));

    assertThat(cache(Duration.ofSeconds(60)).remembers(SITE, "demo", HASH, password("secret")))
        .isFalse();
  }

  @Test
  void atMostTenThousandMatchesAreRemembered() throws Exception {
    for (int i = 0; i < 10_500; i++) {
      cache.remember(SITE, "demo" + i, HASH, password("secret"));
    }

    int remembered = 0;
    for (int i = 0; i < 10_500; i++) {
      remembered += cache.remembers(SITE, "demo" + i, HASH, password("secret")) ? 1 : 0;
    }
    assertThat(remembered).isPositive().isLessThanOrEqualTo(10_000);
  }
}
