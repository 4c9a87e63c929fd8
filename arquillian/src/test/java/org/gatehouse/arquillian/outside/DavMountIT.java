package org.gatehouse.arquillian.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What the file managers of Windows, macOS and GNOME say, in their order and with their headers,
 * when somebody mounts the files, saves a document, renames and removes it.
 */
@RunningGatehouse
@Needs("curl")
class DavMountIT {

  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (\\d{3}) ");
  private static final Pattern TOKEN = Pattern.compile("\r\nLock-Token: (<[^>]+>)\r\n");
  private static final Pattern TAG = Pattern.compile("\r\nETag: (\"[^\"]+\")\r\n");

  private static final String DECLARATION = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n";

  private final DavSite site;
  private final int port;
  private final String authorization;

  DavMountIT(GatehouseServer gatehouse) {
    this.site = new DavSite(gatehouse);
    this.port = gatehouse.davPorts().getFirst();
    this.authorization =
        new DavAccount(gatehouse, site.guestName(), DavSite.GUESTS_PASSWORD).authorization();
  }

  @AfterEach
  void deleteSite() {
    site.close();
  }

  /** What one file manager says and hears. */
  private final class Client {

    private final String headers;

    Client(String... headers) {
      this.headers = String.join("\r\n", headers) + "\r\n";
    }

    /** Sends a request that has a length; returns the answer, once its status is this. */
    String says(int status, String method, String path, String body, String... more) {
      return sends(status, method, path, "Content-Length: " + octets(body) + "\r\n", body, more);
    }

    /** The same with a body in chunks of which each is one line. */
    String saysInChunks(int status, String method, String path, String body, String... more) {
      StringBuilder chunks = new StringBuilder();
      for (String line : body.split("(?<=\n)")) {
        chunks.append(Integer.toHexString(line.length())).append("\r\n");
        chunks.append(line).append("\r\n");
      }
      return sends(
          status, method, path, "Transfer-Encoding: Chunked\r\n", chunks + "0\r\n\r\n", more);
    }

    private String sends(
        int status, String method, String path, String framing, String body, String... more) {
      StringBuilder request = new StringBuilder();
      request.append(method).append(' ').append(path).append(" HTTP/1.1\r\n");
      request.append("Host: localhost:").append(port).append("\r\nConnection: close\r\n");
      request.append(authorization).append(headers).append(framing);
      for (String header : more) {
        request.append(header).append("\r\n");
      }
      String answer = Wire.send(port, request.append("\r\n").append(body).toString()).text();
      Matcher found = STATUS.matcher(answer);
      assertThat(found.lookingAt()).as(answer).isTrue();
      assertThat(Integer.parseInt(found.group(1)))
          .as(method + " " + path + ": " + answer)
          .isEqualTo(status);
      return answer;
    }
  }

  private static int octets(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1).length;
  }

  private static String found(Pattern pattern, String answer) {
    Matcher found = pattern.matcher(answer);
    assertThat(found.find()).as(answer).isTrue();
    return found.group(1);
  }

  private String url(String path) {
    return "http://localhost:" + port + path;
  }

  @Test
  void windowsMountsSavesRenamesAndRemoves() {
    Client redirector =
        new Client(
            "Cache-Control: no-cache",
            "Pragma: no-cache",
            "User-Agent: Microsoft-WebDAV-MiniRedir/10.0.22631",
            "translate: f");
    String lock =
        "<?xml version=\"1.0\" encoding=\"utf-8\" ?><D:lockinfo xmlns:D=\"DAV:\"><D:lockscope>"
            + "<D:exclusive/></D:lockscope><D:locktype><D:write/></D:locktype><D:owner><D:href>"
            + "DESKTOP\\somebody</D:href></D:owner></D:lockinfo>";
    String times =
        "<?xml version=\"1.0\" encoding=\"utf-8\" ?><D:propertyupdate xmlns:D=\"DAV:\" "
            + "xmlns:Z=\"urn:schemas-microsoft-com:\"><D:set><D:prop>"
            + "<Z:Win32CreationTime>Fri, 27 Nov 2026 08:00:00 GMT</Z:Win32CreationTime>"
            + "<Z:Win32LastAccessTime>Fri, 27 Nov 2026 08:00:01 GMT</Z:Win32LastAccessTime>"
            + "<Z:Win32LastModifiedTime>Fri, 27 Nov 2026 08:00:02 GMT</Z:Win32LastModifiedTime>"
            + "<Z:Win32FileAttributes>00000020</Z:Win32FileAttributes>"
            + "</D:prop></D:set></D:propertyupdate>";

    assertThat(redirector.says(200, "OPTIONS", "/", ""))
        .contains("\r\nDAV: 1, 2, 3", "\r\nMS-Author-Via: DAV\r\n", "PROPFIND", "LOCK");
    assertThat(redirector.says(207, "PROPFIND", "/", "", "Depth: 0"))
        .contains("<D:collection/>", "<D:creationdate>", "<D:getlastmodified>");
    redirector.says(404, "PROPFIND", "/desktop.ini", "", "Depth: 0");
    redirector.says(404, "PROPFIND", "/New%20folder", "", "Depth: 0");
    redirector.says(201, "MKCOL", "/New%20folder", "");
    redirector.says(207, "PROPFIND", "/New%20folder", "", "Depth: 0");
    redirector.says(
        201, "MOVE", "/New%20folder", "", "Destination: " + url("/B%C3%BCro"), "Overwrite: F");

    String file = "/B%C3%BCro/letter%20%231.docx";
    redirector.says(404, "PROPFIND", file, "", "Depth: 0");
    redirector.says(201, "PUT", file, "");
    String type = "Content-Type: text/xml; charset=\"utf-8\"";
    String locked = redirector.says(200, "LOCK", file, lock, type, "Timeout: Second-3600");
    String token = found(TOKEN, locked);
    assertThat(locked).contains("<D:exclusive/>", "Second-3600", "DESKTOP\\somebody");
    assertThat(redirector.says(207, "PROPPATCH", file, times, type, "If: (" + token + ")"))
        .contains("HTTP/1.1 200 OK")
        .doesNotContain("HTTP/1.1 4");
    redirector.says(200, "HEAD", file, "");
    redirector.says(423, "PUT", file, "of somebody else");
    redirector.says(204, "PUT", file, "Dear all", "If: (" + token + ")");
    redirector.says(207, "PROPPATCH", file, times, type, "If: (" + token + ")");
    redirector.says(200, "LOCK", file, "", "If: (" + token + ")", "Timeout: Second-3600");
    redirector.says(204, "UNLOCK", file, "", "Lock-Token: " + token);
    assertThat(redirector.says(207, "PROPFIND", "/B%C3%BCro", "", "Depth: 1"))
        .contains(
            "<D:href>" + file + "</D:href>",
            "<D:getcontentlength>8</D:getcontentlength>",
            "Fri, 27 Nov 2026 08:00:02 GMT",
            "00000020");
    assertThat(redirector.says(200, "GET", file, "")).endsWith("\r\n\r\nDear all");

    String renamed = "/B%C3%BCro/letter%20%232.docx";
    redirector.says(201, "MOVE", file, "", "Destination: " + url(renamed), "Overwrite: F");
    redirector.says(204, "DELETE", renamed, "");
    redirector.says(204, "DELETE", "/B%C3%BCro", "");
    redirector.says(404, "PROPFIND", "/B%C3%BCro", "", "Depth: 0");
  }

  @Test
  void finderMountsSavesRenamesAndRemoves() {
    Client finder =
        new Client("Accept: */*", "User-Agent: WebDAVFS/3.0.0 (03008000) Darwin/24.1.0 (arm64)");
    String what =
        DECLARATION
            + "<D:propfind xmlns:D=\"DAV:\">\n<D:prop>\n<D:getlastmodified/>\n<D:getcontentlength/>\n"
            + "<D:creationdate/>\n<D:resourcetype/>\n</D:prop>\n</D:propfind>\n";
    String quota =
        DECLARATION
            + "<D:propfind xmlns:D=\"DAV:\">\n<D:prop>\n<D:quota-available-bytes/>\n"
            + "<D:quota-used-bytes/>\n<D:quota/>\n<D:quotaused/>\n</D:prop>\n</D:propfind>\n";
    String lock =
        DECLARATION
            + "<D:lockinfo xmlns:D=\"DAV:\">\n<D:lockscope><D:exclusive/></D:lockscope>\n"
            + "<D:locktype><D:write/></D:locktype>\n<D:owner>\n"
            + "<D:href>http://www.apple.com/webdav_fs/</D:href>\n</D:owner>\n</D:lockinfo>\n";
    String xml = "Content-Type: text/xml";

    assertThat(finder.says(200, "OPTIONS", "/", "")).contains("\r\nDAV: 1, 2, 3");
    assertThat(finder.says(207, "PROPFIND", "/", what, xml, "Depth: 0"))
        .contains("<D:collection/>")
        .containsPattern("<D:creationdate>\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ<");
    assertThat(finder.says(207, "PROPFIND", "/", quota, xml, "Depth: 0"))
        .containsPattern("<D:quota-available-bytes>\\d+<")
        .containsPattern("<D:quota-used-bytes>\\d+<")
        .contains("<D:quota/><D:quotaused/></D:prop><D:status>HTTP/1.1 404 Not Found");
    for (String none : List.of("/._.", "/.DS_Store", "/.metadata_never_index", "/mach_kernel")) {
      finder.says(404, "PROPFIND", none, what, xml, "Depth: 0");
    }

    for (String file : List.of("/sketch.key", "/._sketch.key")) {
      finder.says(404, "PROPFIND", file, what, xml, "Depth: 0");
      finder.says(201, "PUT", file, "");
      String token =
          found(
              TOKEN, finder.says(200, "LOCK", file, lock, xml, "Depth: 0", "Timeout: Second-600"));
      finder.saysInChunks(
          204,
          "PUT",
          file,
          "one\ntwo\nthree\n",
          "If: (" + token + ")",
          "X-Expected-Entity-Length: 14");
      assertThat(finder.says(207, "PROPFIND", file, what, xml, "Depth: 0"))
          .contains("<D:getcontentlength>14</D:getcontentlength>");
      finder.says(200, "LOCK", file, "", "If: (" + token + ")", "Timeout: Second-600");
      finder.says(204, "UNLOCK", file, "", "Lock-Token: " + token);
      assertThat(finder.says(200, "GET", file, "")).endsWith("\r\n\r\none\ntwo\nthree\n");
    }

    assertThat(finder.says(207, "PROPFIND", "/", what, xml, "Depth: 1"))
        .contains("<D:href>/sketch.key</D:href>", "<D:href>/._sketch.key</D:href>");
    for (String file : List.of("sketch.key", "._sketch.key")) {
      finder.says(
          201,
          "MOVE",
          "/" + file,
          "",
          "Destination: " + url("/" + file + ".old"),
          "Depth: infinity");
      finder.says(204, "DELETE", "/" + file + ".old", "");
    }
  }

  @Test
  void gnomeMountsSavesRenamesAndRemoves() {
    Client gvfs = new Client("User-Agent: gvfs/1.50.3", "Accept-Encoding: gzip, deflate");
    String what =
        DECLARATION
            + " <D:propfind xmlns:D=\"DAV:\">\n  <D:prop>\n<D:creationdate/>\n<D:displayname/>\n"
            + "<D:getcontentlength/>\n<D:getcontenttype/>\n<D:getetag/>\n<D:getlastmodified/>\n"
            + "<D:resourcetype/>\n  </D:prop>\n </D:propfind>";
    String quota =
        DECLARATION
            + " <D:propfind xmlns:D=\"DAV:\">\n  <D:prop>\n<D:quota-available-bytes/>\n"
            + "<D:quota-used-bytes/>\n  </D:prop>\n </D:propfind>";
    String[] asking = {"Content-Type: application/xml", "Apply-To-Redirect-Ref: T"};

    gvfs.says(200, "OPTIONS", "/", "");
    assertThat(gvfs.says(207, "PROPFIND", "/", what, asking[0], asking[1], "Depth: 0"))
        .contains("<D:collection/>");
    gvfs.says(207, "PROPFIND", "/", quota, asking[0], "Depth: 0");
    gvfs.says(201, "MKCOL", "/untitled%20folder", "");
    String file = "/untitled%20folder/notes.txt";
    gvfs.says(404, "PROPFIND", file, what, asking[0], asking[1], "Depth: 0");
    String tag = found(TAG, gvfs.says(201, "PUT", file, "one", "If-None-Match: *"));
    gvfs.says(412, "PUT", file, "two", "If-None-Match: *");
    gvfs.says(204, "PUT", file, "two", "If-Match: " + tag);
    gvfs.says(412, "PUT", file, "three", "If-Match: " + tag);
    assertThat(gvfs.says(206, "GET", file, "", "Range: bytes=1-")).endsWith("\r\n\r\nwo");
    assertThat(
            gvfs.says(
                207, "PROPFIND", "/untitled%20folder/", what, asking[0], asking[1], "Depth: 1"))
        .contains(
            "<D:displayname>untitled folder</D:displayname>",
            "<D:href>" + file + "</D:href>",
            "<D:getcontenttype>text/plain</D:getcontenttype>");

    // Whom it signs in as stands in its URLs.
    String elsewhere = url("/letters").replace("http://", "http://guest@");
    gvfs.says(201, "MOVE", "/untitled%20folder", "", "Destination: " + elsewhere, "Overwrite: F");
    gvfs.says(
        201,
        "COPY",
        "/letters",
        "",
        "Destination: " + elsewhere + "%202",
        "Depth: infinity",
        "Overwrite: F");
    gvfs.says(412, "MOVE", "/letters", "", "Destination: " + elsewhere + "%202", "Overwrite: F");
    assertThat(gvfs.says(200, "GET", "/letters%202/notes.txt", "")).endsWith("\r\n\r\ntwo");
    gvfs.says(204, "DELETE", "/letters/", "");
    gvfs.says(204, "DELETE", "/letters%202/", "");
  }
}
