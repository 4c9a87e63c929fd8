package org.gatehouse.web.ui;

import jakarta.enterprise.context.RequestScoped;
import jakarta.faces.context.FacesContext;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Locale;

/**
 * Times in the reader's zone and language. A script of ours keeps the zone of the browser in a
 * cookie; without it times are UTC, and say so.
 */
@Named
@RequestScoped
public class Times {

  /** The cookie's name. */
  private static final String ZONE = "zone";

  private static final int LONGEST_ZONE = 64;

  @Inject private HttpServletRequest request;

  /**
   * A time for people, to the second.
   *
   * @param instant in ISO 8601, as commands give it; what is none stays as it is
   */
  public String shown(String instant) {
    try {
      return formatter().format(Instant.parse(instant));
    } catch (DateTimeException e) {
      return instant;
    }
  }

  private DateTimeFormatter formatter() {
    Locale locale = FacesContext.getCurrentInstance().getViewRoot().getLocale();
    ZoneId zone = zone();
    DateTimeFormatter formatter =
        DateTimeFormatter.ofLocalizedDateTime(FormatStyle.MEDIUM).withLocale(locale);
    // A space that breaks no line is one that some fonts do not have.
    return (zone.equals(ZoneOffset.UTC)
            ? new java.time.format.DateTimeFormatterBuilder()
                .append(formatter)
                .appendLiteral(" UTC")
                .toFormatter(locale)
            : formatter)
        .withZone(zone);
  }

  /** The reader's zone. */
  ZoneId zone() {
    Cookie[] cookies = request.getCookies();
    if (cookies != null) {
      for (Cookie cookie : cookies) {
        if (cookie.getName().equals(ZONE)) {
          return zone(cookie.getValue());
        }
      }
    }
    return ZoneOffset.UTC;
  }

  private static ZoneId zone(String name) {
    try {
      return name.length() > LONGEST_ZONE ? ZoneOffset.UTC : ZoneId.of(name.replace("%2F", "/"));
    } catch (DateTimeException e) {
      return ZoneOffset.UTC;
    }
  }
}
