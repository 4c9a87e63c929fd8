package org.gatehouse.ws;

import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.gatehouse.command.Commands;
import org.gatehouse.edge.ServerName;

/** Serves the WSDL, made for the name by which the client reached this server. */
public class WsdlServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;

  @Inject private transient Commands commands;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    byte[] wsdl =
        Wsdl.write(commands.remote(), ServerName.of(request).baseUrl() + "/soap")
            .getBytes(StandardCharsets.UTF_8);
    response.setContentType("text/xml;charset=UTF-8");
    response.setContentLength(wsdl.length);
    response.getOutputStream().write(wsdl);
  }
}
