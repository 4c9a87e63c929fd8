package org.gatehouse.web.dav;

import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.gatehouse.dav.AccountFiles;
import org.gatehouse.dav.DavLock;
import org.gatehouse.dav.DeadProperties;
import org.gatehouse.dav.FileRefusal;
import org.gatehouse.dav.PropertyName;
import org.gatehouse.dav.Resource;
import org.gatehouse.web.dav.DavRefusal.Condition;
import org.gatehouse.web.dav.Headers.Depth;

/** PROPFIND and PROPPATCH (RFC 4918, sections 9.1 and 9.2). */
final class PropertyMethods {

  private PropertyMethods() {}

  static Response propfind(DavCall call) throws IOException {
    Depth depth = Headers.depth(call.header("Depth"), Depth.INFINITY);
    PropfindRequest request = PropfindRequest.of(call.xml());
    Resource resource =
        call.files()
            .find(call.path())
            .orElseThrow(() -> new DavRefusal(404, "there is nothing here"));
    if (depth == Depth.INFINITY && resource.collection()) {
      throw new DavRefusal(403, "ask with Depth: 0 or 1", new Condition("propfind-finite-depth"));
    }
    call.conditions().require();
    return DavAnswers.xml(
            DavAnswers.MULTI_STATUS,
            target -> {
              target.markup(PropertyAnswer.START);
              write(call, resource, depth, new PropertyAnswer(target, request));
              target.markup(PropertyAnswer.END);
            })
        .build();
  }

  private static void write(DavCall call, Resource resource, Depth depth, PropertyAnswer answer)
      throws IOException {
    Room room = new Room(call.files());
    if (depth == Depth.ZERO || !resource.collection()) {
      answer.write(asked(call, resource, room, () -> call.files().locksOn(call.path())));
      return;
    }
    Locks locks = new Locks(call);
    answer.write(asked(call, resource, room, () -> locks.get().own()));
    try {
      call.files()
          .list(
              call.path(),
              (name, member, properties) ->
                  answer.write(
                      new One(
                          call,
                          call.url().child(name),
                          member,
                          room,
                          () -> locks.get().of(name),
                          properties)));
    } catch (FileRefusal e) {
      if (e.reason() == FileRefusal.Reason.FAILED) {
        throw e;
      }
      // It went, or something else took its place, after it was told of: it has no members.
    }
  }

  /** The very resource that the request is for. */
  private static One asked(DavCall call, Resource resource, Room room, LockQuestion locks) {
    return new One(
        call, call.path(), resource, room, locks, () -> call.files().properties(call.path()));
  }

  @FunctionalInterface
  private interface LockQuestion {
    List<DavLock> asked() throws IOException;
  }

  /** Asked once, and only if somebody wants to know. */
  private static final class Locks {

    private final DavCall call;
    private AccountFiles.CollectionLocks known;

    Locks(DavCall call) {
      this.call = call;
    }

    AccountFiles.CollectionLocks get() throws IOException {
      if (known == null) {
        known = call.files().locksOnMembers(call.path());
      }
      return known;
    }
  }

  /** Asked once, and only if somebody wants to know. */
  private static final class Room {

    private final AccountFiles files;
    private AccountFiles.Quota known;

    Room(AccountFiles files) {
      this.files = files;
    }

    AccountFiles.Quota get() throws IOException {
      if (known == null) {
        known = files.quota();
      }
      return known;
    }
  }

  private record One(
      DavCall call,
      String path,
      Resource resource,
      Room room,
      LockQuestion lockQuestion,
      AccountFiles.MemberProperties properties)
      implements Described {

    @Override
    public String contentType() {
      return call.contentType(path);
    }

    @Override
    public List<DavLock> locks() throws IOException {
      try {
        return lockQuestion.asked();
      } catch (FileRefusal e) {
        // It went while it was told.
        return List.of();
      }
    }

    @Override
    public AccountFiles.Quota quota() throws IOException {
      return room.get();
    }

    @Override
    public DeadProperties dead() throws IOException {
      try {
        return properties.read();
      } catch (FileRefusal e) {
        // It went while the collection was told.
        return DeadProperties.NONE;
      }
    }
  }

  static Response proppatch(DavCall call) throws IOException {
    PropertyUpdate update = PropertyUpdate.ofProppatch(call.xml());
    Set<PropertyName> refused = protectedOf(update);
    if (!refused.isEmpty()) {
      call.files()
          .find(call.path())
          .orElseThrow(() -> new DavRefusal(404, "there is nothing here"));
      return answer(call, update, refused, 403, Optional.of("cannot-modify-protected-property"));
    }
    try {
      call.files()
          .changeProperties(
              call.path(), update::appliedTo, call.conditions()::require, call.tokens());
      return answer(call, update, update.names(), 200, Optional.empty());
    } catch (FileRefusal e) {
      if (e.reason() == FileRefusal.Reason.NO_SPACE) {
        return answer(call, update, update.names(), 507, Optional.empty());
      }
      throw e;
    }
  }

  /** Those that the server gives itself and nobody changes. */
  static Set<PropertyName> protectedOf(PropertyUpdate update) {
    Set<PropertyName> names = new LinkedHashSet<>(update.names());
    names.removeIf(name -> LiveProperty.named(name).isEmpty());
    return names;
  }

  private static Response answer(
      DavCall call,
      PropertyUpdate update,
      Set<PropertyName> concerned,
      int status,
      Optional<String> condition) {
    boolean collection = call.url().slash();
    return DavAnswers.xml(
            DavAnswers.MULTI_STATUS,
            target ->
                target
                    .markup(PropertyAnswer.START)
                    .markup("<D:response>")
                    .href(call.path(), collection)
                    .markup(
                        DavAnswers.propertyStatuses(update.names(), concerned, status, condition))
                    .markup("</D:response>")
                    .markup(PropertyAnswer.END))
        .build();
  }
}
