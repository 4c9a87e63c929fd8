package org.gatehouse.web.dav;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A part of a file that is asked for (RFC 9110, section 14).
 *
 * @param first its first byte, from 0
 * @param length how many bytes; 0 when the file has none of those that are asked for
 */
record ByteRange(long first, long length) {

  private static final Pattern RANGE =
      Pattern.compile("bytes\\s*=\\s*(\\d{0,18})\\s*-\\s*(\\d{0,18})", Pattern.CASE_INSENSITIVE);

  /**
   * The part that a {@code Range} header asks for.
   *
   * @return empty when there is none, or several, or none that can be read: the whole file is
   *     answered then, as section 14.2 lets a server do
   */
  static Optional<ByteRange> of(String header, long size) {
    if (header == null) {
      return Optional.empty();
    }
    Matcher range = RANGE.matcher(header.strip());
    if (!range.matches() || range.group(1).isEmpty() && range.group(2).isEmpty()) {
      return Optional.empty();
    }
    if (range.group(1).isEmpty()) {
      long wanted = Math.min(Long.parseLong(range.group(2)), size);
      return Optional.of(new ByteRange(size - wanted, wanted));
    }
    long first = Long.parseLong(range.group(1));
    long last = range.group(2).isEmpty() ? Long.MAX_VALUE : Long.parseLong(range.group(2));
    if (last < first) {
      return Optional.empty();
    }
    return Optional.of(new ByteRange(first, Math.max(0, Math.min(last, size - 1) - first + 1)));
  }
}
