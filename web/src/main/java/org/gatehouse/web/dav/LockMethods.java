package org.gatehouse.web.dav;

import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.gatehouse.dav.AccountFiles;
import org.gatehouse.dav.DavLock;
import org.gatehouse.web.dav.DavRefusal.Condition;
import org.gatehouse.web.dav.Headers.Depth;

/** LOCK and UNLOCK (RFC 4918, sections 9.10 and 9.11). */
final class LockMethods {

  private LockMethods() {}

  static Response lock(DavCall call) throws IOException {
    Depth depth = Headers.depth(call.header("Depth"), Depth.INFINITY);
    if (depth == Depth.ONE) {
      throw new DavRefusal(400, "LOCK has Depth: 0 or infinity");
    }
    Optional<Duration> timeout = Headers.timeout(call.header("Timeout"));
    Optional<Element> body = call.xml();
    if (body.isEmpty()) {
      return refresh(call, timeout);
    }
    LockBody wanted = LockBody.of(body.get());
    if (call.url().slash() && call.files().find(call.path()).isEmpty()) {
      throw new DavRefusal(409, "the URL of a file does not end with a slash");
    }
    AccountFiles.Locked locked =
        call.files()
            .lock(
                call.path(),
                new AccountFiles.LockWish(
                    wanted.exclusive(), depth == Depth.INFINITY, wanted.owner(), timeout),
                call.conditions()::require,
                call.tokens());
    return answer(call, locked.lock(), locked.created() ? 201 : 200)
        .header("Lock-Token", "<" + locked.lock().token() + ">")
        .build();
  }

  private static Response refresh(DavCall call, Optional<Duration> timeout) throws IOException {
    Set<String> tokens = call.tokens();
    if (tokens.size() != 1) {
      throw new DavRefusal(400, "to refresh a lock, send its token, and no other, as If");
    }
    DavLock lock =
        call.files()
            .refresh(call.path(), tokens.iterator().next(), timeout, call.conditions()::require)
            .orElseThrow(
                () ->
                    new DavRefusal(
                        412,
                        "you have no lock of this token here",
                        new Condition("lock-token-matches-request-uri")));
    return answer(call, lock, 200).build();
  }

  private static Response.ResponseBuilder answer(DavCall call, DavLock lock, int status)
      throws IOException {
    boolean collection =
        call.files().find(call.path()).filter(there -> there.collection()).isPresent();
    String active = LockText.active(List.of(lock), call.path(), collection);
    return DavAnswers.xml(
        status,
        target ->
            target
                .markup("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n")
                .markup("<D:prop xmlns:D=\"DAV:\"><D:lockdiscovery>")
                .markup(active)
                .markup("</D:lockdiscovery></D:prop>\n"));
  }

  static Response unlock(DavCall call) throws IOException {
    String token = Headers.lockToken(call.header("Lock-Token"));
    call.conditions().require();
    if (call.files().unlock(call.path(), token)) {
      return Response.noContent().build();
    }
    if (call.files().locksOn(call.path()).stream().anyMatch(lock -> lock.token().equals(token))) {
      throw new DavRefusal(403, "this lock is somebody else's");
    }
    throw new DavRefusal(
        409, "no lock of this token holds here", new Condition("lock-token-matches-request-uri"));
  }
}
