package org.gatehouse.auth;

/** What a client shows to come in. No form of it prints its secret. */
public sealed interface Credential {

  /**
   * A name and a password.
   *
   * @param name the account's name as the client wrote it
   * @param password the password
   */
  record Password(String name, String password) implements Credential {
    @Override
    public String toString() {
      return "Password[…]";
    }
  }

  /**
   * An API key.
   *
   * @param key the key as the client wrote it
   */
  record Key(String key) implements Credential {
    @Override
    public String toString() {
      return "Key[…]";
    }
  }

  /**
   * The id of a session that was started at the same gate; at REST, of one of the panel.
   *
   * @param id the id as the cookie carries it
   */
  record SessionId(String id) implements Credential {
    @Override
    public String toString() {
      return "SessionId[…]";
    }
  }

  /**
   * The peer credentials of the local socket, already checked by the kernel: its process belongs to
   * root or to Gatehouse's own user, so it may act as any account.
   *
   * @param name the account to act as, as the client wrote it; {@code @domain} means the admin of
   *     that site, whatever its name, and {@code siteN} or the number alone is as good as a domain
   */
  record Peer(String name) implements Credential {}

  /**
   * Something that stands where a credential belongs and is none: undecodable, of two kinds at
   * once, or of a kind that the gate does not take. It is denied like a wrong password.
   */
  record Unusable() implements Credential {}
}
