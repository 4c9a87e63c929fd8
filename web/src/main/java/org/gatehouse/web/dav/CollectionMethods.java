package org.gatehouse.web.dav;

import jakarta.ws.rs.core.Response;
import java.io.IOException;
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
    Optional<Element> body = xmlOrNothing(call);
    Optional<PropertyUpdate> update = PropertyUpdate.ofMkcol(body);
    if (body.filter(CollectionMethods::isOfAnotherType).isPresent()) {
      return refuse(update.get(), Set.of(RESOURCE_TYPE), "valid-resourcetype");
    }
    Optional<PropertyUpdate> rest = update.map(all -> all.without(RESOURCE_TYPE));
    Set<PropertyName> refused = rest.map(PropertyMethods::protectedOf).orElse(Set.of());
    if (!refused.isEmpty()) {
      return refuse(update.get(), refused, "cannot-modify-protected-property");
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

  /** Whether a resource is wanted that is no collection, or more than one (RFC 5689, section 3). */
  private static boolean isOfAnotherType(Element mkcol) {
    return mkcol
        .children()
        .flatMap(Element::children)
        .flatMap(Element::children)
        .filter(property -> property.is("resourcetype"))
        .map(type -> type.children().toList())
        .anyMatch(types -> types.size() != 1 || !types.getFirst().is("collection"));
  }

  private static Response refuse(
      PropertyUpdate update, Set<PropertyName> refused, String condition) {
    return DavAnswers.xml(
            403,
            target ->
                target
                    .markup("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n")
                    .markup("<D:mkcol-response xmlns:D=\"DAV:\">")
                    .markup(
                        DavAnswers.propertyStatuses(
                            update.names(), refused, 403, Optional.of(condition)))
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
    // What was copied or moved may be a file, whose URL does not end with a slash.
    return outcome.created()
        ? created(new DavPath(destination.path(), false))
        : Response.noContent().build();
  }

  private static Response created(DavPath where) {
    return Response.status(Response.Status.CREATED)
        .header("Location", DavPath.href(where.path(), where.slash()))
        .header("Content-Length", "0")
        .build();
  }
}
