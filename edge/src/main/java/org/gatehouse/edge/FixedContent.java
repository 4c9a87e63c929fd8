package org.gatehouse.edge;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.Enumeration;

/**
 * Something that stays as it is while the server runs, sent with a strong entity tag, so that who
 * has it already need not get it again (RFC 9110, section 13.1.2).
 *
 * @param type its content type
 * @param bytes the content
 * @param tag its entity tag, in quotes
 */
public record FixedContent(String type, byte[] bytes, String tag) {

  /**
   * What is sent from now on.
   *
   * @param type its content type
   */
  public static FixedContent of(String type, byte[] bytes) {
    return new FixedContent(type, bytes, "\"" + digest(bytes) + "\"");
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
    response.setHeader("ETag", tag);
    // It may be kept, and is asked for again: an update of the server changes it.
    response.setHeader("Cache-Control", "no-cache");
    if (has(request.getHeaders("If-None-Match"))) {
      response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
      return;
    }
    response.setContentType(type);
    response.setContentLength(bytes.length);
    if (!request.getMethod().equals("HEAD")) {
      response.getOutputStream().write(bytes);
    }
  }

  /**
   * Whether a client has it already. A proxy that compressed the answer may have made the tag a
   * weak one.
   *
   * @param noneMatch the lines of {@code If-None-Match}
   */
  boolean has(Enumeration<String> noneMatch) {
    return Collections.list(noneMatch).stream()
        .flatMap(line -> Arrays.stream(line.split(",")))
        .map(String::strip)
        .anyMatch(given -> given.equals("*") || given.equals(tag) || given.equals("W/" + tag));
  }
}
