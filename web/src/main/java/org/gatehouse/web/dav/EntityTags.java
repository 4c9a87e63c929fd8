package org.gatehouse.web.dav;

import java.util.ArrayList;
import java.util.List;
import org.gatehouse.dav.Resource;

/**
 * Entity tags (RFC 9110, section 8.8.3). Ours are strong, and the same wherever a resource is told
 * of.
 */
final class EntityTags {

  private static final int MOST = 256;

  private EntityTags() {}

  /** The tag of a file; collections have none. */
  static String of(Resource resource) {
    return "\"" + resource.version() + "\"";
  }

  /**
   * Whether one of the tags in a header is the file's.
   *
   * @param header the value of {@code If-Match} or {@code If-None-Match}; {@code *} is any
   * @param weak whether a weak tag counts too
   */
  static boolean match(String header, Resource resource, boolean weak) {
    if (header.strip().equals("*")) {
      return true;
    }
    String own = of(resource);
    return !resource.collection()
        && read(header).stream().anyMatch(tag -> tag.equals(own) || weak && tag.equals("W/" + own));
  }

  private static List<String> read(String header) {
    List<String> tags = new ArrayList<>();
    int at = 0;
    while (at < header.length()) {
      char one = header.charAt(at);
      if (one == ' ' || one == '\t' || one == ',') {
        at++;
        continue;
      }
      int quote = header.startsWith("W/", at) ? at + 2 : at;
      int end =
          quote < header.length() && header.charAt(quote) == '"'
              ? header.indexOf('"', quote + 1)
              : -1;
      if (end < 0 || tags.size() == MOST) {
        throw new DavRefusal(400, "a header has a list of entity tags that cannot be read");
      }
      tags.add(header.substring(at, end + 1));
      at = end + 1;
    }
    return tags;
  }
}
