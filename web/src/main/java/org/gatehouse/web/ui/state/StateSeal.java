package org.gatehouse.web.ui.state;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import org.gatehouse.secret.CurrentSecret;
import org.gatehouse.secret.Sealing;
import org.gatehouse.secret.Secret.Use;

/**
 * Seals the state of a page for one session and one page (AES-256-GCM under a key that is derived
 * from {@code [auth] secret} and the session's id). What opens was made by a node of ours, for this
 * session: who cannot read its pages cannot make a form that is taken (CWE-352).
 */
@ApplicationScoped
public class StateSeal {

  private static final int KEY_BYTES = 32;

  private CurrentSecret secret;
  private Sealing sealing;

  /** For the container's proxy; what it makes is never used. */
  public StateSeal() {}

  @Inject
  StateSeal(CurrentSecret secret, SecureRandom random) {
    this.secret = secret;
    this.sealing = new Sealing(random);
  }

  /**
   * Seals.
   *
   * @param session the id of the session, as its cookie carries it
   * @param page the page that the state is of
   * @return letters, digits, hyphens and underscores
   */
  String seal(String session, String page, byte[] state) {
    byte[] key = key(session);
    try {
      byte[] sealed = sealing.seal(key, bytes(page), state);
      return Base64.getUrlEncoder().withoutPadding().encodeToString(sealed);
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }

  /** Opens; empty when it was not sealed for this session and page under the secret in force. */
  Optional<byte[]> open(String session, String page, String sealed) {
    byte[] whole;
    try {
      whole = Base64.getUrlDecoder().decode(sealed);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    byte[] key = key(session);
    try {
      return Sealing.open(key, bytes(page), whole);
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }

  private byte[] key(String session) {
    return secret.derive(Use.VIEW_STATE, bytes(session), KEY_BYTES);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
