package org.gatehouse.ws;

import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.gatehouse.command.Commands;
import org.gatehouse.edge.ServerName;

/**
 * Serves the WSDLs, made for the name by which the client reached this server. Each is made once
 * for each name and answered with a strong entity tag (RFC 9110, section 8.8.3).
 */
public class WsdlServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;

  /** A server has few names and ports; what exceeds them is made anew. */
  private static final int MOST_KEPT = 64;

  private static final String ENCODED = "/apnscp.wsdl";

  @Inject private transient Commands commands;

  private final transient Map<String, WsdlFile> kept = new ConcurrentHashMap<>();

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    boolean encoded = request.getServletPath().equals(ENCODED);
    String address = ServerName.of(request).baseUrl() + "/soap";
    WsdlFile wsdl = file(encoded, address);
    response.setHeader("ETag", wsdl.tag());
    response.setHeader("Cache-Control", "no-cache");
    if (wsdl.fits(request.getHeaders("If-None-Match"))) {
      response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
      return;
    }
    response.setContentType("text/xml;charset=UTF-8");
    response.setContentLength(wsdl.length());
    wsdl.writeTo(response.getOutputStream());
  }

  private WsdlFile file(boolean encoded, String address) {
    String key = encoded ? ENCODED + address : address;
    WsdlFile file = kept.get(key);
    if (file == null) {
      file =
          new WsdlFile(
              encoded
                  ? EncodedWsdl.write(commands.remote(), address)
                  : LiteralWsdl.write(commands.remote(), address));
      if (kept.size() < MOST_KEPT) {
        kept.put(key, file);
      }
    }
    return file;
  }
}
