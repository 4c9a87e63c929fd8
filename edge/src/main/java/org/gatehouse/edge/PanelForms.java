package org.gatehouse.edge;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.gatehouse.auth.ClientAddress;
import org.gatehouse.edge.Answers.Refusal;

/**
 * What the panel takes from strangers: small forms of its own pages and nothing else that its
 * framework could do with a request. A form's body holds a thread while it arrives, so only so many
 * are read at once, of one address and in all.
 */
final class PanelForms {

  /** The page that needs nobody to be signed in. */
  static final String SIGN_IN = "/sign-in.xhtml";

  private static final String RESOURCES = "/jakarta.faces.resource/";
  private static final String VIEW_STATE = "jakarta.faces.ViewState";

  /** What a page without a view state of its own sends; any other was not made by our pages. */
  private static final String STATELESS = "stateless";

  private static final int LARGEST_FORM = 16 * 1024;
  private static final int OF_ONE_ADDRESS = 8;

  /** Half of the listener's threads. */
  private static final int IN_ALL = 32;

  private final Map<String, Integer> perAddress = new ConcurrentHashMap<>();
  private final Semaphore all = new Semaphore(IN_ALL);

  /** Whether a path shows something that only who is signed in may see. */
  boolean needsCaller(String path) {
    boolean page = path.endsWith(".xhtml") || path.endsWith("/");
    return page && !path.equals(SIGN_IN) && !path.startsWith(RESOURCES);
  }

  /** Why a form's head is refused: before anything of the body is read. */
  Optional<Refusal> unfit(HttpServletRequest request) {
    String type = String.valueOf(request.getContentType()).split(";", 2)[0].strip();
    if (!type.equalsIgnoreCase("application/x-www-form-urlencoded")) {
      return Optional.of(new Refusal(415, "send a form as application/x-www-form-urlencoded"));
    }
    // The server reads a form by itself, past our limit; browsers always send its length.
    if (request.getContentLengthLong() < 0 || request.getHeader("Transfer-Encoding") != null) {
      return Optional.of(new Refusal(411, "send a form with its length"));
    }
    if (request.getContentLengthLong() > LARGEST_FORM) {
      return Optional.of(new Refusal(413, "a form may have at most 16 KiB"));
    }
    if (request.getHeader("Faces-Request") != null) {
      return Optional.of(new Refusal(400, "no page here sends such a request"));
    }
    return Optional.empty();
  }

  /** Why a form's fields are refused; reads the body. */
  Optional<Refusal> unfitFields(HttpServletRequest request) {
    boolean ours = STATELESS.equals(request.getParameter(VIEW_STATE));
    boolean partial =
        Collections.list(request.getParameterNames()).stream()
            .anyMatch(name -> name.startsWith("jakarta.faces.") && !name.equals(VIEW_STATE));
    return ours && !partial
        ? Optional.empty()
        : Optional.of(new Refusal(400, "this is no form of a page here; load the page again"));
  }

  /** Why a request that is no form is refused: the framework would take its query for one. */
  Optional<Refusal> unfitLink(HttpServletRequest request) {
    boolean form =
        Collections.list(request.getParameterNames()).stream()
            .anyMatch(name -> name.startsWith("jakarta.faces."));
    return form ? Optional.of(new Refusal(400, "a form is sent by POST")) : Optional.empty();
  }

  /**
   * Begins to read a form.
   *
   * @return whether there was room; then {@link #end} must follow
   */
  boolean begin(ClientAddress address) {
    if (!all.tryAcquire()) {
      return false;
    }
    int now = perAddress.merge(address.countedAs(), 1, Integer::sum);
    if (now > OF_ONE_ADDRESS) {
      end(address);
      return false;
    }
    return true;
  }

  /** Says that a form was read and its page made. */
  void end(ClientAddress address) {
    perAddress.computeIfPresent(address.countedAs(), (key, count) -> count == 1 ? null : count - 1);
    all.release();
  }
}
