package org.gatehouse.edge;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.List;
import java.util.Locale;

/**
 * On whose behalf a request comes, as far as browsers say (Fetch Metadata). A page of another site
 * can make a visitor's browser send requests with any id in them; they must neither change anything
 * nor be held against the visitor's address.
 */
enum Asking {
  /** A person went there, or a program that is no browser asked. */
  ITSELF,
  /** A person went there from a page of another site, which may have led them unasked. */
  LED,
  /** A page loads it as a part of itself or before it is wanted, or only its head is asked for. */
  PART;

  private static final List<String> PURPOSES =
      List.of("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz");
  private static final List<String> BEFORE_WANTED = List.of("prefetch", "prerender", "preview");
  private static final List<String> PARTS =
      List.of("image/", "text/css", "video/", "audio/", "font/", "application/font");

  /** On whose behalf a request comes. */
  static Asking of(HttpServletRequest request) {
    if (request.getMethod().equals("HEAD") || beforeWanted(request)) {
      return PART;
    }
    String site = request.getHeader("Sec-Fetch-Site");
    String mode = request.getHeader("Sec-Fetch-Mode");
    String destination = request.getHeader("Sec-Fetch-Dest");
    if (site == null && mode == null && destination == null) {
      return withoutMetadata(request);
    }
    boolean page =
        (mode == null || mode.equals("navigate"))
            && (destination == null || destination.equals("document"));
    if (!page) {
      return PART;
    }
    return site == null || site.equals("none") || site.equals("same-origin") ? ITSELF : LED;
  }

  private static boolean beforeWanted(HttpServletRequest request) {
    for (String header : PURPOSES) {
      String purpose = request.getHeader(header);
      if (purpose != null
          && BEFORE_WANTED.stream().anyMatch(purpose.toLowerCase(Locale.ROOT)::contains)) {
        return true;
      }
    }
    return false;
  }

  /** On plain HTTP browsers send none; then what they accept tells a page from a part of one. */
  private static Asking withoutMetadata(HttpServletRequest request) {
    String accept = String.valueOf(request.getHeader("Accept")).toLowerCase(Locale.ROOT);
    boolean browser = String.valueOf(request.getHeader("User-Agent")).startsWith("Mozilla/");
    boolean part =
        PARTS.stream().anyMatch(accept::startsWith) || browser && !accept.contains("text/html");
    if (part) {
      return PART;
    }
    return fromElsewhere(request) ? LED : ITSELF;
  }

  private static boolean fromElsewhere(HttpServletRequest request) {
    String page = request.getHeader("Referer");
    if (page == null) {
      return false;
    }
    try {
      return !String.valueOf(URI.create(page).getRawAuthority())
          .equalsIgnoreCase(request.getHeader("Host"));
    } catch (IllegalArgumentException e) {
      return true;
    }
  }
}
