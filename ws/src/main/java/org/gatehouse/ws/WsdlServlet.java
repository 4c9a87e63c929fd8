package org.gatehouse.ws;

import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.gatehouse.command.Commands;
import org.gatehouse.edge.ServerName;

/**
 * Writes the WSDLs, for the name by which the client reached this server. The edge keeps what is
 * written here.
 */
public class WsdlServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;

  private static final String ENCODED = "/apnscp.wsdl";

  @Inject private transient Commands commands;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String address = ServerName.of(request).baseUrl() + "/soap";
    String wsdl =
        request.getServletPath().equals(ENCODED)
            ? EncodedWsdl.write(commands.remote(), address)
            : LiteralWsdl.write(commands.remote(), address);
    response.setContentType("text/xml;charset=UTF-8");
    response.getOutputStream().write(wsdl.getBytes(StandardCharsets.UTF_8));
  }
}
