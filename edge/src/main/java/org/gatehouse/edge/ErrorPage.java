package org.gatehouse.edge;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.gatehouse.startup.Readiness;

/** What a client sees when anything goes wrong: the status in words, and nothing of the inside. */
public class ErrorPage extends HttpServlet {

  private static final long serialVersionUID = 1L;

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Object status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
    Object path = request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI);
    int code = status instanceof Integer number ? number : HttpServletResponse.SC_NOT_FOUND;
    if (request.getAttribute(RequestDispatcher.ERROR_EXCEPTION) instanceof Exception e
        && tooLarge(e)) {
      code = HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE;
    }
    if (request.getAttribute(RequestDispatcher.ERROR_EXCEPTION) instanceof Throwable e
        && Readiness.away(e)) {
      code = HttpServletResponse.SC_SERVICE_UNAVAILABLE;
    }
    Answers.refuse(
        response, Route.of(String.valueOf(path)).gate(), code, Answers.explanation(code));
  }

  private static boolean tooLarge(Throwable e) {
    return e instanceof BodyTooLargeException || e.getCause() != null && tooLarge(e.getCause());
  }
}
