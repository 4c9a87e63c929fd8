package org.gatehouse.web.dav;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.gatehouse.dav.AccountFiles;
import org.gatehouse.dav.DavLock;
import org.gatehouse.dav.FileRefusal;
import org.gatehouse.dav.Resource;

/**
 * What a request demands before it is done: the {@code If} header of RFC 4918 and the preconditions
 * of RFC 9110, section 13, in the order of its section 13.2.2.
 */
final class Conditions {

  private final HttpServletRequest request;
  private final AccountFiles files;
  private final DavPath url;
  private final Optional<IfHeader> locks;

  /**
   * Reads them.
   *
   * @throws DavRefusal 400 when the {@code If} header is none
   */
  Conditions(HttpServletRequest request, AccountFiles files, DavPath url) {
    this.request = request;
    this.files = files;
    this.url = url;
    this.locks = Optional.ofNullable(Headers.only(request, "If")).map(IfHeader::parse);
  }

  /** The tokens of locks that the request submits. */
  Set<String> tokens() {
    return locks.map(IfHeader::tokens).orElse(Set.of());
  }

  /**
   * Holds them against what is there now, for what changes something.
   *
   * @throws FileRefusal {@code CONDITION} when one does not hold
   */
  void require() throws IOException {
    if (!ifHolds() || none() != Outcome.GO_ON) {
      throw AccountFiles.Check.failed();
    }
  }

  /** What is to become of a request that reads. */
  enum Outcome {
    /** It is answered. */
    GO_ON,
    /** The client has it: 304. */
    NOT_MODIFIED,
    /** A condition does not hold: 412. */
    FAILED
  }

  /** Holds them against a resource that is to be read. */
  Outcome ofReading(Resource resource) throws IOException {
    return ifHolds() ? preconditions(Optional.of(resource), true) : Outcome.FAILED;
  }

  private Outcome none() throws IOException {
    boolean named =
        request.getHeader("If-Match") != null
            || request.getHeader("If-None-Match") != null
            || request.getHeader("If-Unmodified-Since") != null;
    return named ? preconditions(files.find(url.path()), false) : Outcome.GO_ON;
  }

  private Outcome preconditions(Optional<Resource> there, boolean reading) {
    String match = Headers.list(request, "If-Match");
    String noneMatch = Headers.list(request, "If-None-Match");
    if (match != null) {
      if (there.isEmpty() || !EntityTags.match(match, there.get(), false)) {
        return Outcome.FAILED;
      }
    } else if (DavDate.read(Headers.only(request, "If-Unmodified-Since"))
        .filter(time -> there.isEmpty() || !DavDate.notAfter(there.get().modified(), time))
        .isPresent()) {
      return Outcome.FAILED;
    }
    if (noneMatch != null) {
      boolean matches = there.isPresent() && EntityTags.match(noneMatch, there.get(), reading);
      return !matches ? Outcome.GO_ON : reading ? Outcome.NOT_MODIFIED : Outcome.FAILED;
    }
    boolean unmodified =
        reading
            && DavDate.read(Headers.only(request, "If-Modified-Since"))
                .filter(time -> DavDate.notAfter(there.get().modified(), time))
                .isPresent();
    return unmodified ? Outcome.NOT_MODIFIED : Outcome.GO_ON;
  }

  private boolean ifHolds() throws IOException {
    if (locks.isEmpty()) {
      return true;
    }
    try {
      return locks.get().holds(new Here());
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** Resources of this account; what is elsewhere matches nothing. */
  private final class Here implements IfHeader.Resources {

    @Override
    public boolean isLocked(Optional<String> reference, String token) {
      return path(reference)
          .map(path -> found(() -> files.locksOn(path), List.<DavLock>of()))
          .stream()
          .flatMap(List::stream)
          .map(DavLock::token)
          .anyMatch(token::equals);
    }

    @Override
    public boolean hasTag(Optional<String> reference, String tag) {
      return path(reference)
          .flatMap(path -> found(() -> files.find(path), Optional.<Resource>empty()))
          .filter(resource -> !resource.collection() && EntityTags.of(resource).equals(tag))
          .isPresent();
    }

    private Optional<String> path(Optional<String> reference) {
      return reference.isEmpty()
          ? Optional.of(url.path())
          : DavPath.referred(
                  reference.get(), String.valueOf(request.getHeader("Host")), request.isSecure())
              .map(DavPath::path);
    }
  }

  @FunctionalInterface
  private interface Question<T> {
    T asked() throws IOException;
  }

  /** Of what the account cannot see, nothing is known. */
  private static <T> T found(Question<T> question, T nothing) {
    try {
      return question.asked();
    } catch (FileRefusal e) {
      return nothing;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
