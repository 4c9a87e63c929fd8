package org.gatehouse.web.dav;

import java.util.List;
import org.gatehouse.dav.DavLock;

/** Locks as XML (RFC 4918, sections 14.1 and 15.8). */
final class LockText {

  /** Which locks may be taken here: the value of {@code supportedlock}. */
  static final String SUPPORTED = supported("exclusive") + supported("shared");

  private LockText() {}

  private static String supported(String scope) {
    return "<D:lockentry><D:lockscope><D:"
        + scope
        + "/></D:lockscope><D:locktype><D:write/></D:locktype></D:lockentry>";
  }

  /**
   * The locks that hold for a resource: the value of {@code lockdiscovery}.
   *
   * @param path of the resource
   * @param collection whether it is one
   */
  static String active(List<DavLock> locks, String path, boolean collection) {
    if (locks.isEmpty()) {
      return "";
    }
    StringBuilder text = new StringBuilder();
    for (DavLock lock : locks) {
      text.append("<D:activelock><D:locktype><D:write/></D:locktype><D:lockscope><D:")
          .append(lock.exclusive() ? "exclusive" : "shared")
          .append("/></D:lockscope><D:depth>")
          .append(lock.deep() ? "infinity" : "0")
          .append("</D:depth>");
      if (!lock.owner().isEmpty()) {
        text.append("<D:owner>").append(lock.owner()).append("</D:owner>");
      }
      text.append("<D:timeout>Second-")
          .append(Math.max(1, lock.remaining().toSeconds()))
          .append("</D:timeout><D:locktoken><D:href>")
          .append(lock.token())
          .append("</D:href></D:locktoken><D:lockroot><D:href>")
          // What reaches here from elsewhere was taken on a collection above.
          .append(DavPath.href(lock.path(), collection || !lock.path().equals(path)))
          .append("</D:href></D:lockroot></D:activelock>");
    }
    return text.toString();
  }
}
