package org.gatehouse.web.dav;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.gatehouse.dav.AccountFiles;
import org.gatehouse.edge.DavRequest;

/** One request on its way to its answer: what it is about, and what it demands. */
final class DavCall {

  private static final String UNKNOWN_TYPE = "application/octet-stream";

  private final HttpServletRequest request;
  private final AccountFiles files;
  private final DavPath url;
  private final Conditions conditions;

  /**
   * Reads the head of a request.
   *
   * @throws DavRefusal when its path or its {@code If} header is not to be understood
   */
  DavCall(HttpServletRequest request) {
    this.request = request;
    this.files = AccountFilesFilter.of(request);
    String uri = DavRequest.uri(request);
    // OPTIONS * asks about the server (RFC 9110, section 9.3.7); nothing else is asked of *.
    boolean ofServer = uri.equals("*") && request.getMethod().equals("OPTIONS");
    this.url = DavPath.of(ofServer ? "/" : uri);
    this.conditions = new Conditions(request, files, url);
  }

  HttpServletRequest request() {
    return request;
  }

  AccountFiles files() {
    return files;
  }

  /** What the request is for. */
  DavPath url() {
    return url;
  }

  /** The path of what the request is for. */
  String path() {
    return url.path();
  }

  Conditions conditions() {
    return conditions;
  }

  Set<String> tokens() {
    return conditions.tokens();
  }

  /**
   * A header, or null.
   *
   * @throws DavRefusal 400 when the request has several of it
   */
  String header(String name) {
    return Headers.only(request, name);
  }

  /** The body, which is XML; one that says that it is too large is not waited for. */
  Optional<Element> xml() throws IOException {
    if (request.getContentLengthLong() > DavXml.MOST_OCTETS) {
      throw DavXml.tooLarge();
    }
    return DavXml.read(request.getInputStream());
  }

  /** The media type of a file of this name. */
  String contentType(String path) {
    String type =
        request.getServletContext().getMimeType(path.substring(path.lastIndexOf('/') + 1));
    return type == null ? UNKNOWN_TYPE : type;
  }

  /**
   * Where a COPY or MOVE leads.
   *
   * @throws DavRefusal 400 without one, 502 to another server
   */
  DavPath destination() {
    String destination = header("Destination");
    if (destination == null) {
      throw new DavRefusal(400, "COPY and MOVE have a Destination");
    }
    return DavPath.referred(destination.strip(), String.valueOf(header("Host")), request.isSecure())
        .orElseThrow(() -> new DavRefusal(502, "nothing is copied or moved to another server"));
  }
}
