package org.gatehouse.web.rest;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/**
 * Something that stays as it is while the server runs, sent with a strong entity tag, so that who
 * has it already need not get it again (RFC 9110, section 13.1.2).
 *
 * @param type its content type
 * @param bytes the content
 * @param tag its entity tag, in quotes
 */
record FixedContent(String type, byte[] bytes, String tag) {

  static FixedContent of(String type, byte[] bytes) {
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
  void send(HttpServletRequest request, HttpServletResponse response) throws IOException {
    response.setHeader("ETag", tag);
    // It may be kept, and is asked for again: an update of the server changes it.
    response.setHeader("Cache-Control", "no-cache");
    if (has(request.getHeader("If-None-Match"))) {
      response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
      return;
    }
    response.setContentType(type);
    response.setContentLength(bytes.length);
    response.getOutputStream().write(bytes);
  }

  /** A proxy that compressed the answer may have made the tag a weak one. */
  private boolean has(String noneMatch) {
    return noneMatch != null
        && Arrays.stream(noneMatch.split(","))
            .map(String::strip)
            .anyMatch(given -> given.equals("*") || given.replaceFirst("^W/", "").equals(tag));
  }
}
