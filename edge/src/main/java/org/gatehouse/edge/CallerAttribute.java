package org.gatehouse.edge;

import jakarta.servlet.ServletRequest;
import java.util.Optional;
import org.gatehouse.auth.Caller;
import org.gatehouse.auth.ClientAddress;

/** Who was admitted at the edge, and from where, for the gate behind it. */
public final class CallerAttribute {

  private static final String CALLER = "org.gatehouse.caller";
  private static final String ADDRESS = "org.gatehouse.address";
  private static final String SESSION = "org.gatehouse.session";

  private CallerAttribute() {}

  static void set(ServletRequest request, Caller caller) {
    request.setAttribute(CALLER, caller);
  }

  static void set(ServletRequest request, ClientAddress address) {
    request.setAttribute(ADDRESS, address);
  }

  static void setSession(ServletRequest request, String id) {
    request.setAttribute(SESSION, id);
  }

  /** The id of the panel's session that the caller is signed in by; empty when there is none. */
  public static Optional<String> session(ServletRequest request) {
    return Optional.ofNullable((String) request.getAttribute(SESSION));
  }

  /** The admitted caller; empty when nobody is signed in. */
  public static Optional<Caller> caller(ServletRequest request) {
    return Optional.ofNullable((Caller) request.getAttribute(CALLER));
  }

  /**
   * The address of the client, as the edge found it.
   *
   * @throws IllegalStateException when the request did not pass the edge
   */
  public static ClientAddress address(ServletRequest request) {
    if (request.getAttribute(ADDRESS) instanceof ClientAddress address) {
      return address;
    }
    throw new IllegalStateException("this request did not pass the edge");
  }
}
