package org.gatehouse.edge;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Leads {@code /soap} and the two WSDLs to the SOAP gate, which has a web application of its own: a
 * JAX-WS endpoint must be at home in its application, and one application owns {@code /}.
 */
public class SoapForward extends HttpServlet {

  private static final long serialVersionUID = 1L;
  private static final String CONTEXT = "/gatehouse-soap";

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
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
