package org.gatehouse.audit;

/**
 * A stranger's text in the form that any database takes and gives back unchanged: well-formed
 * Unicode without NUL, of bounded length.
 */
final class KeptText {

  private static final int REPLACEMENT = 0xFFFD;

  private KeptText() {}

  /**
   * The text, cut to so many code points; an unpaired surrogate or a NUL is U+FFFD.
   *
   * @param text a text; null is empty
   * @param most the most code points that are kept
   */
  static String of(String text, int most) {
    if (text == null) {
      return "";
    }
    StringBuilder kept = new StringBuilder(Math.min(text.length(), 2 * most));
    text.codePoints()
        .limit(most)
        .map(point -> point == 0 || unpaired(point) ? REPLACEMENT : point)
        .forEach(kept::appendCodePoint);
    return kept.toString();
  }

  private static boolean unpaired(int point) {
    return point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
  }
}
