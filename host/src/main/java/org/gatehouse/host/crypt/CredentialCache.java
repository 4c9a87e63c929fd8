package org.gatehouse.host.crypt;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.gatehouse.host.Realm;

/**
 * Remembers for a short time that a password matches a hash, so that a client that sends it with
 * every request does not cost a hash each time. What is kept is HMAC-SHA256 under a key that lives
 * and dies with this object, of the account, the hash and the password: so a changed hash, by
 * whatever tool, is forgotten by itself, and memory shows neither password nor hash. Bounded. Knows
 * nothing of whether an account may sign in.
 */
public final class CredentialCache {

  private static final int MOST = 10_000;
  private static final String ALGORITHM = "HmacSHA256";
  private static final int KEY_BYTES = 32;

  private final SecretKeySpec key;
  private final Cache<ByteBuffer, Boolean> right;

  /**
   * An empty one.
   *
   * @param lifetime how long a match is remembered; zero for not at all
   * @param random source of its key
   */
  public CredentialCache(Duration lifetime, SecureRandom random) {
    this(lifetime, random, Ticker.systemTicker());
  }

  CredentialCache(Duration lifetime, SecureRandom random, Ticker ticker) {
    byte[] bytes = new byte[KEY_BYTES];
    random.nextBytes(bytes);
    key = new SecretKeySpec(bytes, ALGORITHM);
    right =
        Caffeine.newBuilder()
            .maximumSize(most(lifetime))
            .expireAfterWrite(lifetime)
            .ticker(ticker)
            .executor(Runnable::run)
            .build();
  }

  private static int most(Duration lifetime) {
    return lifetime.isZero() ? 0 : MOST;
  }

  /** Sets how long a match is remembered, those of before too; zero for not at all. */
  public void setLifetime(Duration lifetime) {
    right.policy().expireAfterWrite().orElseThrow().setExpiresAfter(lifetime);
    right.policy().eviction().orElseThrow().setMaximum(most(lifetime));
  }

  /** Remembers that a password was just found to match a hash. */
  public void remember(Realm realm, String user, CryptHash hash, Password password) {
    right.put(fingerprint(realm, user, hash, password), true);
  }

  /** Whether it is remembered that the password matches the hash of this account. */
  public boolean remembers(Realm realm, String user, CryptHash hash, Password password) {
    return right.getIfPresent(fingerprint(realm, user, hash, password)) != null;
  }

  /** None of the parts holds a NUL, so the zeros between them keep them apart. */
  private ByteBuffer fingerprint(Realm realm, String user, CryptHash hash, Password password) {
    Mac mac = mac();
    mac.update(
        (realm instanceof Realm.Site(int id) ? "site" + id : "appliance")
            .getBytes(StandardCharsets.US_ASCII));
    mac.update((byte) 0);
    mac.update(user.getBytes(StandardCharsets.US_ASCII));
    mac.update((byte) 0);
    mac.update(hash.text().getBytes(StandardCharsets.US_ASCII));
    mac.update((byte) 0);
    return ByteBuffer.wrap(mac.doFinal(password.bytes()));
  }

  private Mac mac() {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac;
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
    }
  }
}
