package org.gatehouse.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The end of a node's chain at some time. Kept where nobody of this server can change it, it proves
 * later that nothing up to it was cut off.
 *
 * @param node whose chain
 * @param sequence the place of its last record; 0 when it has none
 * @param mac that record's MAC, 64 hexadecimal digits
 */
public record Head(String node, long sequence, String mac) {

  private static final Pattern WRITTEN =
      Pattern.compile("([0-9a-f]{16}):([1-9]\\d{0,17}):([0-9a-f]{64})");

  private static final int MOST = 64;

  /**
   * Reads heads as {@link #toString} writes them, any number of them apart by commas or spaces.
   *
   * @throws IllegalArgumentException when one is none, or there are more than 64
   */
  static List<Head> parse(String text) {
    List<Head> heads = new ArrayList<>();
    for (String written : text.strip().split("[,\\s]+", MOST + 1)) {
      Matcher matcher = WRITTEN.matcher(written);
      if (matcher.matches() && heads.size() < MOST) {
        heads.add(new Head(matcher.group(1), Long.parseLong(matcher.group(2)), matcher.group(3)));
      } else if (!written.isEmpty()) {
        throw new IllegalArgumentException("a head is written node:sequence:mac");
      }
    }
    return heads;
  }

  /** As people pass it on: {@code node:sequence:mac}. */
  @Override
  public String toString() {
    return node + ":" + sequence + ":" + mac;
  }
}
