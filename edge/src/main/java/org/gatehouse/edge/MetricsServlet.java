package org.gatehouse.edge;

import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.gatehouse.metrics.Metrics;
import org.gatehouse.metrics.MetricsToken;

/**
 * Gives the figures to who shows the token of the data directory. On a host with tenants the
 * loopback address says nothing about who asks, so it makes no difference here.
 */
public class MetricsServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;

  @Inject private transient Metrics metrics;
  @Inject private transient MetricsToken token;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String shown = request.getHeader("Authorization");
    byte[] expected = ("Bearer " + token.value()).getBytes(StandardCharsets.UTF_8);
    if (shown == null || !MessageDigest.isEqual(expected, shown.getBytes(StandardCharsets.UTF_8))) {
      response.setHeader("WWW-Authenticate", "Bearer realm=\"Gatehouse metrics\"");
      response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
      response.setContentType("text/plain;charset=UTF-8");
      response
          .getOutputStream()
          .print("send the token in metrics.token of the data directory as a bearer token\n");
      return;
    }
    response.setContentType("text/plain;version=0.0.4;charset=utf-8");
    response.getOutputStream().write(metrics.text().getBytes(StandardCharsets.UTF_8));
  }
}
