package org.gatehouse.web.dav;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes XML as it comes, in UTF-8, a buffer at a time: what answers a request for a hundred
 * thousand resources takes no more memory than one for ten.
 */
final class XmlText {

  private static final int BUFFER = 32_768;

  /** Stands for what XML cannot have. */
  private static final char REPLACEMENT = '\uFFFD';

  private final OutputStream target;

  /** Most answers are short. */
  private final StringBuilder text = new StringBuilder(2_048);

  XmlText(OutputStream target) {
    this.target = target;
  }

  /** Writes what is XML already. */
  XmlText markup(String xml) throws IOException {
    text.append(xml);
    if (text.length() >= BUFFER) {
      flush();
    }
    return this;
  }

  /** Writes text, of which nothing is taken for markup. */
  XmlText text(String plain) throws IOException {
    escape(plain, text);
    return this;
  }

  /**
   * Writes a property of a resource, after something else.
   *
   * @return false, and nothing is written, when the resource has none
   */
  boolean property(String before, LiveProperty live, Described described) throws IOException {
    int start = text.length();
    text.append(before);
    if (!live.element(described, text)) {
      text.setLength(start);
      return false;
    }
    if (text.length() >= BUFFER) {
      flush();
    }
    return true;
  }

  /** Writes a reference to a resource. */
  XmlText href(String path, boolean collection) throws IOException {
    // An encoded path has nothing that would have to be escaped.
    text.append("<D:href>/");
    DavPath.encode(path, text);
    if (collection && !path.isEmpty()) {
      text.append('/');
    }
    return markup("</D:href>");
  }

  /** Writes what is left. */
  void flush() throws IOException {
    // The second half of a pair may still come.
    int end = text.length();
    String kept =
        end > 0 && Character.isHighSurrogate(text.charAt(end - 1)) ? text.substring(end - 1) : "";
    // In pieces: what is long waits for a slow client a piece at a time.
    for (int from = 0; from < end - kept.length(); ) {
      int to = Math.min(end - kept.length(), from + BUFFER);
      to -= to < end && Character.isHighSurrogate(text.charAt(to - 1)) ? 1 : 0;
      target.write(text.substring(from, to).getBytes(StandardCharsets.UTF_8));
      from = to;
    }
    text.setLength(0);
    text.append(kept);
  }

  /** XML 1.0, section 2.2; a name of a file may have any character. */
  private static boolean isPlain(char one) {
    return one >= ' ' && one < 0xFFFE && one != '&' && one != '<' && one != '>' && one != '"';
  }

  /** Adds text, in an element or an attribute's value. */
  static void escape(String plain, StringBuilder target) {
    int from = 0;
    for (int i = 0; i < plain.length(); i++) {
      char one = plain.charAt(i);
      if (isPlain(one)) {
        continue;
      }
      target.append(plain, from, i);
      from = i + 1;
      switch (one) {
        case '&' -> target.append("&amp;");
        case '<' -> target.append("&lt;");
        case '>' -> target.append("&gt;");
        case '"' -> target.append("&quot;");
        case '\r' -> target.append("&#13;");
        case '\n' -> target.append("&#10;");
        case '\t' -> target.append("&#9;");
        default -> target.append(REPLACEMENT);
      }
    }
    target.append(plain, from, plain.length());
  }
}
