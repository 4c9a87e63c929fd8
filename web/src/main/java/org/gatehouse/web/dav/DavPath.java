package org.gatehouse.web.dav;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The path of a URL, decoded once (RFC 3986): names as they are on disk, in whatever Unicode form.
 * Segments {@code .} and {@code ..}, also encoded ones, are refused rather than resolved, and so
 * are encoded slashes: of two readers of such a path, one is always mistaken.
 *
 * @param path names with a slash between them; empty for the root
 * @param slash whether the URL ends with a slash, as that of a collection should
 */
record DavPath(String path, boolean slash) {

  private static final int LONGEST = 8_192;
  private static final int HEX = 16;

  /** What stands in a path as it is: unreserved characters and some more that clients expect. */
  private static final BitSet PLAIN = new BitSet();

  static {
    PLAIN.set('a', 'z' + 1);
    PLAIN.set('A', 'Z' + 1);
    PLAIN.set('0', '9' + 1);
    "/-._~!$'()*+,=:@".chars().forEach(PLAIN::set);
  }

  /**
   * Scheme and host, or neither of them, or the host alone; and a path. Before the host some
   * clients write whom they sign in as.
   */
  private static final Pattern REFERENCE =
      Pattern.compile(
          "(?:(?:(https?):)?//(?:[\\w.~!$&'()*+,;=:%-]*@)?([\\w.~:\\[\\]-]+))?(/[^?#]*)",
          Pattern.CASE_INSENSITIVE);

  private static final char[] DIGITS = "0123456789ABCDEF".toCharArray();

  /**
   * Reads the path of a request.
   *
   * @param raw as it was sent, without a query
   * @throws DavRefusal 400 when it is not to be understood, 414 when it is too long
   */
  static DavPath of(String raw) {
    if (raw.length() > LONGEST) {
      throw new DavRefusal(414, "the path is too long");
    }
    if (!raw.startsWith("/")) {
      throw new DavRefusal(400, "the path does not begin with a slash");
    }
    List<String> names = new ArrayList<>();
    for (String segment : raw.split("/")) {
      if (!segment.isEmpty()) {
        names.add(name(segment));
      }
    }
    return new DavPath(String.join("/", names), raw.endsWith("/"));
  }

  private static String name(String segment) {
    String name = decode(segment);
    if (name.equals(".") || name.equals("..")) {
      throw new DavRefusal(400, "a path has no segment . or ..");
    }
    if (name.indexOf('/') >= 0 || name.indexOf('\0') >= 0) {
      throw new DavRefusal(400, "a name has no slash and no NUL");
    }
    return name;
  }

  private static String decode(String segment) {
    if (segment.indexOf('%') < 0 && segment.chars().allMatch(one -> one > ' ' && one < 0x7F)) {
      return segment;
    }
    ByteBuffer octets = ByteBuffer.allocate(segment.length());
    for (int i = 0; i < segment.length(); i++) {
      char one = segment.charAt(i);
      if (one == '%') {
        int high = i + 2 < segment.length() ? Character.digit(segment.charAt(i + 1), HEX) : -1;
        int low = i + 2 < segment.length() ? Character.digit(segment.charAt(i + 2), HEX) : -1;
        if (high < 0 || low < 0) {
          throw new DavRefusal(400, "a percent sign in the path is not followed by two digits");
        }
        octets.put((byte) (high * HEX + low));
        i += 2;
      } else if (one > ' ' && one < 0x7F) {
        octets.put((byte) one);
      } else {
        throw new DavRefusal(400, "the path has a character that must be percent-encoded");
      }
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(octets.flip()).toString();
    } catch (CharacterCodingException e) {
      throw new DavRefusal(400, "the path is not percent-encoded UTF-8");
    }
  }

  /**
   * The path that a reference in a header means: an absolute path, or a URL of this server.
   *
   * @param host what the request calls this server, its {@code Host} header
   * @param secure whether it came by TLS
   * @return empty when it is on another server
   * @throws DavRefusal 400 when it is not to be understood
   */
  static Optional<DavPath> referred(String reference, String host, boolean secure) {
    Matcher parts = REFERENCE.matcher(reference);
    if (!parts.matches()) {
      throw new DavRefusal(
          400,
          "a header has a reference that is neither an absolute path nor a URL of http or https");
    }
    String authority = parts.group(2);
    return authority == null || sameServer(parts.group(1), authority, host, secure)
        ? Optional.of(of(parts.group(3)))
        : Optional.empty();
  }

  /** A proxy may speak TLS for us, so the scheme says nothing but which port is usual. */
  private static boolean sameServer(String scheme, String authority, String host, boolean secure) {
    String usual = "https".equalsIgnoreCase(scheme) ? ":443" : ":80";
    String usualHere = secure ? ":443" : ":80";
    String there = authority.toLowerCase(Locale.ROOT);
    String here = host.toLowerCase(Locale.ROOT);
    return there.equals(here)
        || without(there, usual).equals(without(here, usualHere))
        || without(there, usual).equals(without(here, usual));
  }

  private static String without(String authority, String port) {
    return authority.endsWith(port)
        ? authority.substring(0, authority.length() - port.length())
        : authority;
  }

  /** The path of a member. */
  String child(String name) {
    return path.isEmpty() ? name : path + "/" + name;
  }

  /** How a path is written in a URL: absolute, a collection's with a slash at its end. */
  static String href(String path, boolean collection) {
    StringBuilder href = new StringBuilder(path.length() + 2).append('/');
    encode(path, href);
    if (collection && !path.isEmpty()) {
      href.append('/');
    }
    return href.toString();
  }

  /** Writes names, and the slashes between them, as a URL has them. */
  static void encode(String names, StringBuilder target) {
    int from = 0;
    for (int i = 0; i < names.length(); i++) {
      char one = names.charAt(i);
      if (PLAIN.get(one)) {
        continue;
      }
      target.append(names, from, i);
      if (one < 0x80) {
        escape((byte) one, target);
      } else {
        int end = Character.isHighSurrogate(one) && i + 1 < names.length() ? i + 2 : i + 1;
        for (byte octet : names.substring(i, end).getBytes(StandardCharsets.UTF_8)) {
          escape(octet, target);
        }
        i = end - 1;
      }
      from = i + 1;
    }
    target.append(names, from, names.length());
  }

  private static void escape(byte octet, StringBuilder target) {
    target.append('%').append(DIGITS[octet >> 4 & 0xF]).append(DIGITS[octet & 0xF]);
  }
}
