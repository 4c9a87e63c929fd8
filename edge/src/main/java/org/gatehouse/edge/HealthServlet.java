package org.gatehouse.edge;

import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.gatehouse.startup.Readiness;

/**
 * Says how Gatehouse is: {@code /health/live} while it answers at all, {@code /health/ready} while
 * it can also reach its database; 200 when so, else 503.
 */
public class HealthServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;

  @Inject private transient Readiness readiness;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    switch (request.getPathInfo()) {
      case "/live" -> say(response, true);
      case "/ready" -> say(response, readiness.ready());
      case null, default -> response.sendError(HttpServletResponse.SC_NOT_FOUND);
    }
  }

  private static void say(HttpServletResponse response, boolean up) throws IOException {
    response.setStatus(up ? HttpServletResponse.SC_OK : HttpServletResponse.SC_SERVICE_UNAVAILABLE);
    response.setContentType("application/json");
    response.setHeader("Cache-Control", "no-store");
    response.getOutputStream().print("{\"status\":\"" + (up ? "UP" : "DOWN") + "\"}\n");
  }
}
