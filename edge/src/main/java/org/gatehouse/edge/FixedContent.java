package org.gatehouse.edge;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Locale;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * Something that stays as it is while the server runs, sent with a strong entity tag, so that who
 * has it already need not get it again (RFC 9110, section 13.1.2).
 *
 * @param type its content type
 * @param bytes the content
 * @param compressed the content by gzip; empty when it is always sent as it is
 * @param tag its entity tag, in quotes
 */
public record FixedContent(String type, byte[] bytes, byte[] compressed, String tag) {

  /** It may be kept, and is asked for again: an update of the server changes it. */
  private static final String ASK_AGAIN = "no-cache";

  private static final String COMPRESSED_END = "-gzip\"";

  /**
   * What is sent from now on.
   *
   * @param type its content type
   */
  public static FixedContent of(String type, byte[] bytes) {
    return new FixedContent(type, bytes, new byte[0], "\"" + digest(bytes) + "\"");
  }

  /**
   * The same, sent compressed to whom takes it so. For what is public alone: of what is secret and
   * stands beside what a stranger chose, its length would tell (CVE-2013-3587).
   *
   * @param type its content type
   */
  public static FixedContent compressed(String type, byte[] bytes) {
    return new FixedContent(type, bytes, gzip(bytes), "\"" + digest(bytes) + "\"");
  }

  private static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (GZIPOutputStream stream = new Thorough(compressed)) {
      stream.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return compressed.toByteArray();
  }

  /** It is done once. */
  private static final class Thorough extends GZIPOutputStream {

    Thorough(ByteArrayOutputStream out) throws IOException {
      super(out);
      def.setLevel(Deflater.BEST_COMPRESSION);
    }
  }

  private static String digest(byte[] bytes) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
      return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Answers a GET or HEAD. */
  public void send(HttpServletRequest request, HttpServletResponse response) throws IOException {
    send(request, response, ASK_AGAIN);
  }

  /**
   * The same, where it is known how long it may be kept.
   *
   * @param cacheControl the value of {@code Cache-Control}
   */
  public void send(HttpServletRequest request, HttpServletResponse response, String cacheControl)
      throws IOException {
    boolean small = compressed.length > 0 && takesGzip(request.getHeaders("Accept-Encoding"));
    String sent = small ? tag.substring(0, tag.length() - 1) + COMPRESSED_END : tag;
    response.setHeader("ETag", sent);
    response.setHeader("Cache-Control", cacheControl);
    if (compressed.length > 0) {
      response.addHeader("Vary", "Accept-Encoding");
    }
    if (has(request.getHeaders("If-None-Match"), sent)) {
      response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
      return;
    }
    if (small) {
      response.setHeader("Content-Encoding", "gzip");
    }
    byte[] body = small ? compressed : bytes;
    response.setContentType(type);
    response.setContentLength(body.length);
    if (!request.getMethod().equals("HEAD")) {
      response.getOutputStream().write(body);
    }
  }

  /**
   * Whether a client has it already. A proxy that compressed the answer may have made the tag a
   * weak one.
   *
   * @param noneMatch the lines of {@code If-None-Match}
   * @param tag the entity tag of what would be sent
   */
  static boolean has(Enumeration<String> noneMatch, String tag) {
    return Collections.list(noneMatch).stream()
        .flatMap(line -> Arrays.stream(line.split(",")))
        .map(String::strip)
        .anyMatch(given -> given.equals("*") || given.equals(tag) || given.equals("W/" + tag));
  }

  /**
   * Whether a client takes gzip: it names it, or all that it does not name, and not with a weight
   * of 0 (RFC 9110, section 12.5.3).
   *
   * @param accepted the lines of {@code Accept-Encoding}
   */
  static boolean takesGzip(Enumeration<String> accepted) {
    boolean others = false;
    for (String line : Collections.list(accepted)) {
      for (String one : line.toLowerCase(Locale.ROOT).split(",")) {
        String[] parts = one.split(";", 2);
        boolean taken = parts.length == 1 || !parts[1].strip().matches("q\\s*=\\s*0(\\.0*)?");
        switch (parts[0].strip()) {
          case "gzip", "x-gzip" -> {
            return taken;
          }
          case "*" -> others = taken;
          default -> {
            // Another coding.
          }
        }
      }
    }
    return others;
  }
}
