package org.gatehouse.web.dav;

import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.gatehouse.dav.AccountFiles;
import org.gatehouse.dav.FileRefusal;
import org.gatehouse.dav.Resource;
import org.gatehouse.edge.DirectAnswer;

/** OPTIONS, GET, HEAD, PUT: what HTTP itself has (RFC 9110), as WebDAV has it. */
final class FileMethods {

  /** What this server is: RFC 4918, section 10.1, and RFC 5689. */
  static final String CLASSES = "1, 2, 3, extended-mkcol";

  static final String ALLOWED_FOR_FILES =
      "OPTIONS, GET, HEAD, PUT, DELETE, COPY, MOVE, PROPFIND, PROPPATCH, LOCK, UNLOCK";
  static final String ALLOWED_FOR_COLLECTIONS =
      "OPTIONS, GET, HEAD, DELETE, COPY, MOVE, PROPFIND, PROPPATCH, LOCK, UNLOCK";
  static final String ALLOWED_FOR_NOTHING = "OPTIONS, PUT, MKCOL, LOCK";

  private static final int PARTIAL_CONTENT = 206;
  private static final int RANGE_NOT_SATISFIABLE = 416;
  private static final int BUFFER = 64 << 10;

  /** A time to the second stands for one content when another cannot have it any more. */
  private static final Duration SETTLED = Duration.ofSeconds(2);

  /** Whatever an uploaded page is, it is nobody here: no script, no form, no frame. */
  private static final String SANDBOX = "sandbox; default-src 'none'";

  private FileMethods() {}

  static Response options(DavCall call) throws IOException {
    return Response.ok()
        .header("DAV", CLASSES)
        .header("MS-Author-Via", "DAV")
        .header("Allow", allowed(call))
        .header("Accept-Ranges", "bytes")
        .header("Content-Length", "0")
        .build();
  }

  /** What may be asked of a resource. */
  static String allowed(DavCall call) throws IOException {
    return call.files()
        .find(call.path())
        .map(there -> there.collection() ? ALLOWED_FOR_COLLECTIONS : ALLOWED_FOR_FILES)
        .orElse(ALLOWED_FOR_NOTHING);
  }

  /**
   * GET.
   *
   * @param browser whether a collection is answered as a page
   */
  static Response get(DavCall call, boolean browser) throws IOException {
    AccountFiles.Reading reading;
    try {
      reading = call.files().open(call.path());
    } catch (FileRefusal e) {
      if (e.reason() == FileRefusal.Reason.OTHER_KIND) {
        return ofCollection(call, browser);
      }
      throw e;
    }
    return content(call, reading.resource(), Optional.of(reading));
  }

  /** HEAD: what GET would be answered, without content. */
  static Response head(DavCall call, boolean browser) throws IOException {
    Resource resource =
        call.files()
            .find(call.path())
            .orElseThrow(() -> new DavRefusal(404, "there is nothing here"));
    return resource.collection()
        ? Response.fromResponse(ofCollection(call, browser)).entity(null).build()
        : content(call, resource, Optional.empty());
  }

  private static Response ofCollection(DavCall call, boolean browser) throws IOException {
    if (browser) {
      return Listing.of(call);
    }
    throw new DavRefusal(405, "this is a collection; a DAV client shows what is in it");
  }

  private static Response content(
      DavCall call, Resource resource, Optional<AccountFiles.Reading> reading) throws IOException {
    if (call.url().slash()) {
      throw new DavRefusal(404, "there is no collection here");
    }
    Response.ResponseBuilder answer =
        switch (call.conditions().ofReading(resource)) {
          case GO_ON -> Response.ok();
          case NOT_MODIFIED -> Response.notModified();
          case FAILED -> throw AccountFiles.Check.failed();
        };
    answer
        .header("ETag", EntityTags.of(resource))
        .header("Last-Modified", DavDate.write(resource.modified()))
        .header("Cache-Control", "private, no-cache");
    if (answer.build().getStatus() != Response.Status.OK.getStatusCode()) {
      return answer.build();
    }
    String type = call.contentType(call.path());
    answer
        .header("Content-Type", type)
        .header("Accept-Ranges", "bytes")
        .header("Content-Security-Policy", SANDBOX)
        .header("Cross-Origin-Resource-Policy", "same-origin");
    if (!isShown(type)) {
      answer.header("Content-Disposition", "attachment");
    }
    // A range is of GET alone (RFC 9110, section 14.2).
    Optional<ByteRange> range =
        reading.isPresent() && rangeHolds(call, resource)
            ? ByteRange.of(call.header("Range"), resource.size())
            : Optional.empty();
    if (range.isEmpty()) {
      return send(call, answer, reading, 0, resource.size());
    }
    if (range.get().length() == 0) {
      return Response.fromResponse(
              DavAnswers.refuse(
                  new DavRefusal(
                      RANGE_NOT_SATISFIABLE, "this file has " + resource.size() + " bytes")))
          .header("Content-Range", "bytes */" + resource.size())
          .build();
    }
    long first = range.get().first();
    long last = first + range.get().length() - 1;
    answer
        .status(PARTIAL_CONTENT)
        .header("Content-Range", "bytes " + first + "-" + last + "/" + resource.size());
    return send(call, answer, reading, first, range.get().length());
  }

  /** Pictures that cannot hold a script, and plain text, are shown in place. */
  private static boolean isShown(String type) {
    return type.equals("text/plain") || type.startsWith("image/") && !type.startsWith("image/svg");
  }

  private static boolean rangeHolds(DavCall call, Resource resource) {
    String ifRange = call.header("If-Range");
    return ifRange == null
        || ifRange.strip().equals(EntityTags.of(resource))
        || ifRange.strip().equals(DavDate.write(resource.modified()))
            && resource.modified().isBefore(Instant.now().minus(SETTLED));
  }

  private static Response send(
      DavCall call,
      Response.ResponseBuilder answer,
      Optional<AccountFiles.Reading> reading,
      long from,
      long length) {
    answer.header("Content-Length", Long.toString(length));
    reading.ifPresent(
        file -> answer.entity((StreamingOutput) target -> write(call, file, target, from, length)));
    return answer.build();
  }

  /**
   * The head and a beginning, by which it goes, leave by the server, what is more by the kernel.
   */
  private static void write(
      DavCall call, AccountFiles.Reading file, OutputStream target, long from, long length)
      throws IOException {
    long beginning = Math.min(length, BUFFER);
    file.writeTo(target, from, beginning);
    if (beginning == length) {
      return;
    }
    target.flush();
    long next = from + beginning;
    long rest = length - beginning;
    Optional<DirectAnswer> direct = DirectAnswer.of(call.request());
    if (direct.isPresent()) {
      direct.get().send(file.channel(), next, rest);
    } else {
      file.writeTo(target, next, rest);
    }
  }

  static Response put(DavCall call) throws IOException {
    if (call.header("Content-Range") != null) {
      // A part that is taken for the whole would destroy the rest (RFC 9110, section 14.5).
      throw new DavRefusal(400, "PUT writes whole files; leave Content-Range out");
    }
    if (call.url().slash()) {
      throw new DavRefusal(409, "the URL of a file does not end with a slash");
    }
    InputStream body = call.request().getInputStream();
    AccountFiles.Written written =
        call.files()
            .write(
                call.path(),
                call.request().getContentLengthLong(),
                target -> copy(body, target),
                call.conditions()::require,
                call.tokens());
    Response.ResponseBuilder answer =
        written.created()
            ? Response.status(Response.Status.CREATED)
                .header("Location", DavPath.href(call.path(), false))
                .header("Content-Length", "0")
            : Response.noContent();
    return answer.header("ETag", EntityTags.of(written.resource())).build();
  }

  private static void copy(InputStream body, OutputStream target) throws IOException {
    byte[] buffer = new byte[BUFFER];
    for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
      target.write(buffer, 0, read);
    }
  }
}
