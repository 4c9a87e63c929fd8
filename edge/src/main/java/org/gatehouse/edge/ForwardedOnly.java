package org.gatehouse.edge;

import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.gatehouse.frontend.StrictTransport;

/**
 * Stands before a web application that is reached only from another one: what comes from outside
 * did not pass the {@link EdgeFilter} and finds nothing. Mapped to the dispatcher type REQUEST
 * alone.
 */
public class ForwardedOnly extends HttpFilter {

  private static final long serialVersionUID = 1L;

  @Inject private transient StrictTransport transport;

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException {
    HttpsAlone.tell(transport, request, response);
    Answers.refuse(response, Route.UI.gate(), 404, "there is nothing here");
  }
}
