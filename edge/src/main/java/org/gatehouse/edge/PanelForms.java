package org.gatehouse.edge;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import org.gatehouse.auth.ClientAddress;
import org.gatehouse.edge.Answers.Refusal;

/**
 * What the panel takes from strangers: small forms of its own pages and nothing else that its
 * framework could do with a request. A form holds a thread while it arrives, so only so many may be
 * arriving at once, of one address and in all.
 */
final class PanelForms {

  /** The page that needs nobody to be signed in. */
  static final String SIGN_IN = "/sign-in.xhtml";

  /** Below it are the pages for who is signed in. */
  static final String APPS = "/apps/";

  private static final String RESOURCES = "/jakarta.faces.resource/";
  private static final List<String> ANYBODYS = List.of("/favicon.ico", "/robots.txt");
  private static final String FRAMEWORK = "jakarta.faces.";
  private static final String VIEW_STATE = FRAMEWORK + "ViewState";

  /** What the sign-in page sends, which has no state of its own. */
  private static final String STATELESS = "stateless";

  /** What a page sends that asks for parts of itself (Jakarta Faces 4.1, section 13.4). */
  private static final Set<String> PARTIAL =
      Set.of(
          VIEW_STATE,
          FRAMEWORK + "ClientWindow",
          FRAMEWORK + "source",
          FRAMEWORK + "behavior.event",
          FRAMEWORK + "partial.ajax",
          FRAMEWORK + "partial.event",
          FRAMEWORK + "partial.execute",
          FRAMEWORK + "partial.render",
          FRAMEWORK + "partial.resetValues");

  /** How a page says that it asks for parts of itself. */
  private static final String PARTIAL_HEADER = "Faces-Request";

  private static final String PARTIAL_REQUEST = "partial/ajax";

  /** What a form gets that no page here made. */
  static final Refusal NO_FORM =
      new Refusal(400, "this is no form of a page here; load the page again");

  private static final int LARGEST_FORM = 64 * 1024;

  /** How many forms of one address may be arriving at once. */
  private static final int OF_ONE_ADDRESS = 8;

  /** How many may be arriving in all; the listener has threads for more than these. */
  private static final int IN_ALL = 32;

  private final Map<String, Integer> perAddress = new ConcurrentHashMap<>();
  private final Semaphore all = new Semaphore(IN_ALL);

  /** Whether a path is the same for everybody, so that no id shown with it matters. */
  boolean anybodys(String path) {
    return path.startsWith(RESOURCES) || ANYBODYS.contains(path);
  }

  /** Whether a path shows something that only who is signed in may see. */
  boolean needsCaller(String path) {
    boolean page = path.endsWith(".xhtml") || path.endsWith("/") || path.startsWith(APPS);
    return page && !path.equals(SIGN_IN) && !path.startsWith(RESOURCES);
  }

  /** Why a form's head is refused: before anything of the body is read. */
  Optional<Refusal> unfit(HttpServletRequest request) {
    if (request.getContentLengthLong() < 0 || request.getHeader("Transfer-Encoding") != null) {
      // Browsers always send a form's length.
      return Optional.of(new Refusal(411, "send a form with its length"));
    }
    if (request.getContentLengthLong() > LARGEST_FORM) {
      return Optional.of(new Refusal(413, "a form may have at most 64 KiB"));
    }
    String type = String.valueOf(request.getContentType()).split(";", 2)[0].strip();
    if (!type.equalsIgnoreCase("application/x-www-form-urlencoded")) {
      return Optional.of(new Refusal(415, "send a form as application/x-www-form-urlencoded"));
    }
    if (request.getHeader(PARTIAL_HEADER) != null && !partial(request)) {
      return Optional.of(new Refusal(400, "no page here sends such a request"));
    }
    return Optional.empty();
  }

  /** Whether a request asks for parts of a page, so that its answer is for a script of ours. */
  boolean partial(HttpServletRequest request) {
    return PARTIAL_REQUEST.equals(request.getHeader(PARTIAL_HEADER));
  }

  /**
   * Why a form's fields are refused. Those of a page for who is signed in bring that page's state,
   * which the page itself opens.
   */
  Optional<Refusal> unfitFields(FormRequest form, String path) {
    String state = form.getParameter(VIEW_STATE);
    boolean ours =
        path.equals(SIGN_IN)
            ? STATELESS.equals(state) && frameworks(form).allMatch(VIEW_STATE::equals)
            : state != null
                && !state.equals(STATELESS)
                && frameworks(form).allMatch(PARTIAL::contains);
    return ours ? Optional.empty() : Optional.of(NO_FORM);
  }

  private static Stream<String> frameworks(FormRequest form) {
    return form.getParameterMap().keySet().stream().filter(name -> name.startsWith(FRAMEWORK));
  }

  /** Why a request that is no form is refused: the framework would take its query for one. */
  Optional<Refusal> unfitLink(HttpServletRequest request) {
    boolean form = Query.names(request).stream().anyMatch(name -> name.startsWith(FRAMEWORK));
    return form ? Optional.of(new Refusal(400, "a form is sent by POST")) : Optional.empty();
  }

  /**
   * Reads a form that {@link #unfit} found nothing against. One that has arrived is read at once;
   * of those that are still arriving, and hold a thread until they have, there are only so many.
   *
   * @return the form; empty when too many are still arriving
   * @throws IOException when the client went away, or sent something else than it said
   */
  Optional<FormRequest> read(HttpServletRequest request, ClientAddress address) throws IOException {
    int length = (int) request.getContentLengthLong();
    InputStream body = request.getInputStream();
    if (body.available() >= length) {
      return Optional.of(new FormRequest(request, body.readNBytes(length)));
    }
    if (!begin(address)) {
      return Optional.empty();
    }
    try {
      return Optional.of(new FormRequest(request, body.readNBytes(length)));
    } finally {
      end(address);
    }
  }

  private boolean begin(ClientAddress address) {
    if (!all.tryAcquire()) {
      return false;
    }
    if (perAddress.merge(address.countedAs(), 1, Integer::sum) > OF_ONE_ADDRESS) {
      end(address);
      return false;
    }
    return true;
  }

  private void end(ClientAddress address) {
    perAddress.computeIfPresent(address.countedAs(), (key, count) -> count == 1 ? null : count - 1);
    all.release();
  }
}
