package org.gatehouse.web.dav;

import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.gatehouse.dav.AccountFiles;
import org.gatehouse.dav.DeadProperties;
import org.gatehouse.dav.PropertyName;
import org.gatehouse.web.dav.Headers.Depth;

/** MKCOL, DELETE, COPY, MOVE (RFC 4918, sections 9.3 to 9.9; RFC 5689). */
final class CollectionMethods {

  private static final PropertyName RESOURCE_TYPE = LiveProperty.RESOURCE_TYPE.propertyName();

  private CollectionMethods() {}

  static Response mkcol(DavCall call) throws IOException {
    Optional<PropertyUpdate> update = PropertyUpdate.ofMkcol(xmlOrNothing(call));
    Optional<PropertyUpdate> rest = update.map(all -> all.without(RESOURCE_TYPE));
    Set<PropertyName> refused = rest.map(PropertyMethods::protectedOf).orElse(Set.of());
    if (!refused.isEmpty()) {
      return refuse(update.get(), refused);
    }
    DeadProperties properties =
        rest.map(all -> all.appliedTo(DeadProperties.NONE)).orElse(DeadProperties.NONE);
    call.files().makeCollection(call.path(), properties, call.conditions()::require, call.tokens());
    return created(call.url());
  }

  private static Optional<Element> xmlOrNothing(DavCall call) throws IOException {
    try {
      return call.xml();
    } catch (DavRefusal e) {
      // A body that is not understood (RFC 4918, section 9.3).
      throw e.status() == 400 && !String.valueOf(call.header("Content-Type")).contains("xml")
          ? new DavRefusal(415, "the body of MKCOL is a mkcol element, or there is none")
          : e;
    }
  }

  private static Response refuse(PropertyUpdate update, Set<PropertyName> refused) {
    Map<PropertyName, Integer> statuses = new LinkedHashMap<>();
    update
        .names()
        .forEach(name -> statuses.put(name, DavAnswers.failedDependency(name, refused, 403)));
    return DavAnswers.xml(
            403,
            target ->
                target
                    .markup("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n")
                    .markup("<D:mkcol-response xmlns:D=\"DAV:\">")
                    .markup(DavAnswers.propertyStatuses(statuses))
                    .markup("</D:mkcol-response>\n"))
        .build();
  }

  static Response delete(DavCall call) throws IOException {
    requireInfinity(call);
    AccountFiles.Outcome outcome =
        call.files().remove(call.path(), call.conditions()::require, call.tokens());
    return outcome.stayed().isEmpty()
        ? Response.noContent().build()
        : DavAnswers.stayed(outcome.stayed());
  }

  /** A collection goes as a whole; of a file any depth is the same. */
  private static void requireInfinity(DavCall call) throws IOException {
    if (Headers.depth(call.header("Depth"), Depth.INFINITY) != Depth.INFINITY
        && call.files().find(call.path()).filter(there -> there.collection()).isPresent()) {
      throw new DavRefusal(400, "DELETE and MOVE of a collection have Depth: infinity");
    }
  }

  static Response copy(DavCall call) throws IOException {
    Depth depth = Headers.depth(call.header("Depth"), Depth.INFINITY);
    if (depth == Depth.ONE) {
      throw new DavRefusal(400, "COPY has Depth: 0 or infinity");
    }
    DavPath destination = call.destination();
    return answer(
        destination,
        call.files()
            .copy(
                call.path(),
                destination.path(),
                depth == Depth.INFINITY,
                Headers.overwrite(call.header("Overwrite")),
                call.conditions()::require,
                call.tokens()));
  }

  static Response move(DavCall call) throws IOException {
    requireInfinity(call);
    DavPath destination = call.destination();
    return answer(
        destination,
        call.files()
            .move(
                call.path(),
                destination.path(),
                Headers.overwrite(call.header("Overwrite")),
                call.conditions()::require,
                call.tokens()));
  }

  private static Response answer(DavPath destination, AccountFiles.Outcome outcome) {
    if (!outcome.stayed().isEmpty()) {
      return DavAnswers.stayed(outcome.stayed());
    }
    return outcome.created() ? created(destination) : Response.noContent().build();
  }

  private static Response created(DavPath where) {
    return Response.status(Response.Status.CREATED)
        .header("Location", DavPath.href(where.path(), where.slash()))
        .header("Content-Length", "0")
        .build();
  }
}
