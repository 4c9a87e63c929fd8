package org.gatehouse.anvil;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Objects;
import java.util.regex.Pattern;
import org.gatehouse.auth.AccountName;
import org.gatehouse.auth.ClientAddress;
import org.gatehouse.restriction.Network;

/**
 * Under what a tally is kept. The keys of an IPv6 network's parts begin alike, and so do those of
 * an address's pairs: each is one range of the table's primary key.
 *
 * @param text the key, at most 64 characters
 * @param what whom it is about, for a person
 */
public record Key(String text, String what) {

  private static final String NETWORK = "net:";
  private static final String NAME = "name:";
  private static final String PAIR = "pair:";
  private static final String WHITELISTED = "white:";

  private static final int GROUPS_OF_64 = 4;
  private static final int BYTES_OF_PAIR = 12;
  private static final int LONGEST_NAME = 100;

  private static final Pattern INVISIBLE = Pattern.compile("\\p{C}");

  /** Keys are one key when their texts are, however a name was written. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Key key && text.equals(key.text);
  }

  @Override
  public int hashCode() {
    return Objects.hashCode(text);
  }

  /** What an address is counted under: itself, or its /64. */
  static Key of(ClientAddress address) {
    return ipv6(address)
        ? new Key(groups(address) + "/64", address.countedAs())
        : new Key(address.countedAs(), address.text());
  }

  /** What a whitelisted address is counted under, for waits alone. */
  static Key whitelisted(ClientAddress address) {
    return new Key(WHITELISTED + address.countedAs(), address.countedAs());
  }

  /** What an account's attempts from one address are counted under. */
  static Key pair(ClientAddress address, String account) {
    byte[] hash = sha256(AccountName.canonical(account));
    return new Key(
        pairsOf(address) + base64(ByteBuffer.wrap(hash, 0, BYTES_OF_PAIR)),
        named(account) + " from " + address.countedAs());
  }

  /** How the keys of all pairs of an address begin. */
  static String pairsOf(ClientAddress address) {
    return PAIR + address.countedAs() + ":";
  }

  /** What the failures of strangers at an account are counted under. */
  static Key name(String account) {
    byte[] hash = sha256(AccountName.canonical(account));
    return new Key(NAME + base64(ByteBuffer.wrap(hash)), named(account));
  }

  /** The /56 or /48 of an IPv6 address. */
  static Key network(ClientAddress address, Span span) {
    return new Key(NETWORK + span.prefix(address) + "/" + span.bits, span.written(address));
  }

  static boolean ipv6(ClientAddress address) {
    return address.text().indexOf(':') >= 0;
  }

  /** The first 64 bits of an IPv6 address, every digit written. */
  private static String groups(ClientAddress address) {
    ByteBuffer bytes = ByteBuffer.wrap(InetAddress.ofLiteral(address.text()).getAddress());
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < GROUPS_OF_64; i++) {
      text.append(i == 0 ? "" : ":");
      String group = Integer.toHexString(Short.toUnsignedInt(bytes.getShort()));
      text.repeat('0', GROUPS_OF_64 - group.length()).append(group);
    }
    return text.toString();
  }

  /** Networks of IPv6 that are blocked as a whole. */
  enum Span {
    /** What a customer of a provider has. */
    SITE(56, 17, "00::/56"),
    /** What an organisation has. */
    ORGANISATION(48, 15, ":/48");

    private final int bits;
    private final int characters;
    private final String rest;

    Span(int bits, int characters, String rest) {
      this.bits = bits;
      this.characters = characters;
      this.rest = rest;
    }

    /** How the keys of all /64 of it begin. */
    String prefix(ClientAddress address) {
      return prefix(groups(address));
    }

    String prefix(String key) {
      return key.substring(0, characters);
    }

    private String written(ClientAddress address) {
      return Network.parse(prefix(address) + rest).orElseThrow().toString();
    }
  }

  /** A name as it may be shown: bounded, and without what could break a line. */
  private static String named(String account) {
    String cut = account.substring(0, Math.min(account.length(), LONGEST_NAME));
    return cut.isBlank() ? "no name" : INVISIBLE.matcher(cut).replaceAll("?");
  }

  /** An account from an address, or whatever else two texts name together, in 64 bits. */
  static long pair(String one, String other) {
    return ByteBuffer.wrap(sha256(one + "\0" + other)).getLong();
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  private static String base64(ByteBuffer bytes) {
    return StandardCharsets.US_ASCII
        .decode(Base64.getUrlEncoder().withoutPadding().encode(bytes))
        .toString();
  }
}
