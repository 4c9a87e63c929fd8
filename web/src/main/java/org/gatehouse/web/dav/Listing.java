package org.gatehouse.web.dav;

import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import org.gatehouse.dav.Resource;

/**
 * A collection as a page, for a person with a browser and nothing else. Its script and style stand
 * in it, since everything else at these ports is somebody's file, and its policy names them by
 * their hashes (CSP Level 3, section 2.3.1), so that whatever else got into it would not run.
 */
final class Listing {

  /** More are not shown: a page of so many is of use to nobody, and they are sorted in memory. */
  static final int MOST = 2_000;

  private static final String STYLE = read("listing.css");
  private static final String SCRIPT = read("listing.js");

  private static final String POLICY =
      "default-src 'none'; script-src "
          + hash(SCRIPT)
          + "; style-src "
          + hash(STYLE)
          + "; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
  private static final int KIBI = 1_024;

  private final DavCall call;
  private final List<Member> members = new ArrayList<>();
  private boolean more;

  private record Member(String name, Resource resource) {}

  private Listing(DavCall call) {
    this.call = call;
  }

  /** The page of the collection that a request is for. */
  static Response of(DavCall call) throws IOException {
    Listing listing = new Listing(call);
    boolean writable = call.files().writable(call.path());
    call.files().list(call.path(), (name, resource, _) -> listing.add(name, resource));
    listing.members.sort(
        Comparator.comparing((Member member) -> !member.resource().collection())
            .thenComparing(Member::name, String.CASE_INSENSITIVE_ORDER)
            .thenComparing(Member::name));
    StreamingOutput page =
        stream -> {
          XmlText target = new XmlText(stream);
          listing.write(target, writable);
          target.flush();
        };
    return Response.ok(page)
        .type("text/html;charset=utf-8")
        .header("Content-Security-Policy", POLICY)
        .header("Cross-Origin-Resource-Policy", "same-origin")
        .header("Referrer-Policy", "same-origin")
        .header("Cache-Control", "private, no-cache")
        .build();
  }

  private void add(String name, Resource resource) {
    if (members.size() < MOST) {
      members.add(new Member(name, resource));
    } else {
      more = true;
    }
  }

  private void write(XmlText page, boolean writable) throws IOException {
    String path = call.path();
    String title = path.isEmpty() ? "Files" : path.substring(path.lastIndexOf('/') + 1);
    page.markup("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
        .markup("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>")
        .text(title)
        .markup(" – Gatehouse</title><style>" + STYLE + "</style></head>\n<body")
        .markup(writable ? " data-writable=\"yes\"" : "")
        .markup("><main>");
    writeWay(page);
    page.markup("<h1>")
        .text(title)
        .markup("</h1>\n<div id=\"actions\" class=\"actions\"></div>")
        .markup("<p id=\"said\" role=\"status\"></p>\n");
    if (members.isEmpty()) {
      page.markup("<p class=\"empty\">There is nothing here yet.</p>");
    } else {
      writeTable(page);
    }
    if (more) {
      page.markup("<p>There are more than " + MOST + " files here; a DAV client shows all.</p>");
    }
    page.markup("</main><script>" + SCRIPT + "</script></body></html>\n");
  }

  private void writeWay(XmlText page) throws IOException {
    String path = call.path();
    if (path.isEmpty()) {
      return;
    }
    page.markup("<nav aria-label=\"Folders\"><ol><li><a href=\"/\">Files</a></li>");
    for (int end = path.indexOf('/'); end >= 0; end = path.indexOf('/', end + 1)) {
      String above = path.substring(0, end);
      page.markup("<li><a href=\"" + DavPath.href(above, true) + "\">")
          .text(above.substring(above.lastIndexOf('/') + 1))
          .markup("</a></li>");
    }
    page.markup("</ol></nav>");
  }

  private void writeTable(XmlText page) throws IOException {
    page.markup("<table><thead><tr><th scope=\"col\">Name</th>")
        .markup("<th scope=\"col\" class=\"size\">Size</th><th scope=\"col\">Modified</th>")
        .markup("<th scope=\"col\">Change</th></tr></thead>\n<tbody>");
    for (Member member : members) {
      Resource resource = member.resource();
      String href = DavPath.href(call.url().child(member.name()), resource.collection());
      page.markup("<tr data-name=\"")
          .text(member.name())
          .markup("\"><td class=\"name\"><a href=\"")
          .text(href)
          .markup("\">")
          .text(member.name())
          .markup(resource.collection() ? "/" : "")
          .markup("</a></td><td class=\"size\">")
          .markup(resource.collection() ? "" : size(resource.size()))
          .markup("</td><td class=\"time\"><time datetime=\"")
          .markup(resource.modified().truncatedTo(ChronoUnit.SECONDS).toString())
          .markup("\">")
          .markup(DavDate.write(resource.modified()))
          .markup("</time></td><td class=\"changes\"></td></tr>\n");
    }
    page.markup("</tbody></table>");
  }

  private static String size(long octets) {
    int unit = 0;
    double amount = octets;
    while (amount >= KIBI && unit < UNITS.length - 1) {
      amount /= KIBI;
      unit++;
    }
    return (unit == 0 || amount >= 10 ? Long.toString(Math.round(amount)) : tenths(amount))
        + " "
        + UNITS[unit];
  }

  private static String tenths(double amount) {
    long tenths = Math.round(amount * 10);
    return tenths / 10 + "." + tenths % 10;
  }

  private static String read(String name) {
    try (InputStream file = Listing.class.getResourceAsStream(name)) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
