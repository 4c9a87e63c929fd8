package org.gatehouse.edge;

import jakarta.inject.Inject;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.gatehouse.auth.Gate;
import org.gatehouse.frontend.StrictTransport;
import org.gatehouse.startup.Readiness;

/** What a client sees when anything goes wrong: the status in words, and nothing of the inside. */
public class ErrorPage extends HttpServlet {

  private static final long serialVersionUID = 1L;
  private static final Logger LOG = Logger.getLogger(ErrorPage.class.getName());
  private static final String GATE = ErrorPage.class.getName();

  @Inject private transient StrictTransport transport;

  /**
   * Says in whose form an error of this request is told. The URI of an error is what the client
   * wrote, which leads to the same gate in many ways: {@code //soap}.
   */
  static void tell(ServletRequest request, Gate gate) {
    request.setAttribute(GATE, gate);
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse sent) {
    Object status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
    int code = status instanceof Integer number ? number : HttpServletResponse.SC_NOT_FOUND;
    String reason = Answers.explanation(code);
    if (request.getAttribute(RequestDispatcher.ERROR_EXCEPTION) instanceof Exception e) {
      if (causedBy(BodyTooLargeException.class, e)) {
        code = HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE;
        reason = Answers.explanation(code);
      } else if (causedBy(BrokenBodyException.class, e)) {
        code = HttpServletResponse.SC_BAD_REQUEST;
        reason = "the chunks of the body are broken";
      }
    }
    if (request.getAttribute(RequestDispatcher.ERROR_EXCEPTION) instanceof Throwable e
        && Readiness.away(e)) {
      code = HttpServletResponse.SC_SERVICE_UNAVAILABLE;
      reason = Answers.explanation(code);
    }
    if (code == HttpServletResponse.SC_INTERNAL_SERVER_ERROR
        && request.getAttribute(RequestDispatcher.ERROR_EXCEPTION) instanceof Throwable e
        && !causedBy(IOException.class, e)) {
      // One that went away is no failure of ours.
      LOG.log(Level.SEVERE, "a request failed", e);
    }
    Gate gate =
        request.getAttribute(GATE) instanceof Gate told
            ? told
            : Route.of(String.valueOf(request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI)))
                .gate();
    HttpServletResponse response = gate == Gate.UI ? new PageResponse(request, sent) : sent;
    // Some requests the server refuses before our filter sees them: those below /WEB-INF.
    response.setHeader("X-Content-Type-Options", "nosniff");
    // What was set before may have been taken back with the answer that failed.
    HttpsAlone.tell(transport, request, response);
    try {
      Answers.refuse(response, gate, code, reason);
    } catch (IOException e) {
      // Else the server would write its stack into the log for each client that went away.
      LOG.log(Level.FINE, "nobody is there to be told of an error", e);
    }
  }

  private static boolean causedBy(Class<? extends Throwable> type, Throwable e) {
    return type.isInstance(e) || e.getCause() != null && causedBy(type, e.getCause());
  }
}
