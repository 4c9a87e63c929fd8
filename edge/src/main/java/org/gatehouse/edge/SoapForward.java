package org.gatehouse.edge;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Leads {@code /soap} and the two WSDLs to the SOAP gate, which has a web application of its own: a
 * JAX-WS endpoint must be at home in its application, and one application owns {@code /}. A WSDL
 * stays as it is while the server runs, so it is kept here for each name of the server.
 */
public class SoapForward extends HttpServlet {

  private static final long serialVersionUID = 1L;
  private static final String CONTEXT = "/gatehouse-soap";

  /** A server has few names and ports; what exceeds them is made anew. */
  private static final int MOST_KEPT = 64;

  private final transient Map<String, FixedContent> descriptions = new ConcurrentHashMap<>();

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    if (Route.of(request.getServletPath()) == Route.SOAP_DESCRIPTION) {
      describe(request, response);
    } else {
      forward(request, response);
    }
  }

  private void describe(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    String name = request.getServletPath() + " " + ServerName.of(request).baseUrl();
    FixedContent kept = descriptions.get(name);
    if (kept == null) {
      HeldResponse made = new HeldResponse(response, Route.SOAP_DESCRIPTION.gate());
      forward(new WholeRequest(request), made);
      if (made.getStatus() != HttpServletResponse.SC_OK) {
        made.release();
        return;
      }
      kept = FixedContent.of(made.getContentType(), made.body());
      if (descriptions.size() < MOST_KEPT) {
        descriptions.put(name, kept);
      }
    }
    kept.send(request, response);
  }

  /** One that asks for the content too, even if the client wants its head alone. */
  private static final class WholeRequest extends HttpServletRequestWrapper {

    WholeRequest(HttpServletRequest request) {
      super(request);
    }

    @Override
    public String getMethod() {
      return "GET";
    }
  }

  private void forward(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    ServletContext gate = getServletContext().getContext(CONTEXT);
    RequestDispatcher dispatcher =
        gate == null ? null : gate.getRequestDispatcher(request.getServletPath());
    if (dispatcher == null) {
      Answers.unavailable(response, Route.SOAP.gate());
    } else {
      dispatcher.forward(request, response);
    }
  }
}
