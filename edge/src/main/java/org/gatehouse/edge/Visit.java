package org.gatehouse.edge;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import org.gatehouse.auth.Attempt;
import org.gatehouse.auth.ClientAddress;
import org.gatehouse.auth.Credential;
import org.gatehouse.auth.Gate;

/**
 * A request on its way through the edge.
 *
 * @param gate the gate that it is for
 * @param address where it comes from
 * @param blockedUntil when the block of that address ends, for a request that may pass all the same
 *     because it shows a session that was live just now, and nothing else; empty when there is none
 * @param chain what stands behind the edge
 */
record Visit(
    HttpServletRequest request,
    HttpServletResponse response,
    Gate gate,
    ClientAddress address,
    Optional<Instant> blockedUntil,
    FilterChain chain) {

  Attempt attempt(Credential credential) {
    return new Attempt(gate, credential, address, userAgent());
  }

  String userAgent() {
    String agent = request.getHeader("User-Agent");
    return agent == null ? "" : agent;
  }

  Visit with(HttpServletRequest other) {
    return new Visit(other, response, gate, address, blockedUntil, chain);
  }

  void goOn() throws IOException, ServletException {
    chain.doFilter(request, response);
  }

  void refuse(int status, String reason) throws IOException {
    Answers.refuse(response, gate, status, reason);
  }

  void deny() throws IOException {
    Answers.deny(response, gate, Challenges.of(request, gate));
  }

  void unavailable() throws IOException {
    Answers.unavailable(response, gate);
  }
}
