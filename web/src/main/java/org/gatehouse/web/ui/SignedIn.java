package org.gatehouse.web.ui;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.gatehouse.auth.Caller;
import org.gatehouse.auth.Proof;
import org.gatehouse.auth.Role;
import org.gatehouse.edge.CallerAttribute;
import org.gatehouse.session.Sessions;

/** Who is signed in, as pages show it. */
@Named
@RequestScoped
public class SignedIn {

  @Inject private HttpServletRequest request;
  @Inject private Sessions sessions;

  /**
   * Who calls the commands of a page.
   *
   * @throws java.util.NoSuchElementException at the sign-in page, which is for nobody
   */
  public Caller caller() {
    return found().orElseThrow();
  }

  private Optional<Caller> found() {
    return CallerAttribute.caller(request);
  }

  /** The account, as it is written; empty when nobody is signed in. */
  public String getAccount() {
    return found().map(caller -> caller.account().name().toString()).orElse("");
  }

  /** Whether it is the appliance's admin. */
  public boolean isAppliance() {
    return is(Role.APPLIANCE);
  }

  /** Whether it is a site's admin. */
  public boolean isSite() {
    return is(Role.SITE);
  }

  /** Whether the session is a hand-over to another account. */
  public boolean isHandedOver() {
    return session().flatMap(Proof.Session::askedBy).isPresent();
  }

  /** The account that asked for the session; empty when its own account started it. */
  public String getAsker() {
    return session().flatMap(Proof.Session::askedBy).orElse("");
  }

  /** What people call the session by; empty when nobody is signed in. */
  public String getHandle() {
    return session().map(Proof.Session::handle).orElse("");
  }

  private Optional<Proof.Session> session() {
    return found()
        .map(Caller::proof)
        .filter(Proof.Session.class::isInstance)
        .map(Proof.Session.class::cast);
  }

  private boolean is(Role role) {
    return found().filter(caller -> caller.account().role() == role).isPresent();
  }

  /** The address that the visitor comes from. */
  public String getAddress() {
    return CallerAttribute.address(request).text();
  }

  /** What a script of ours sends with its calls at REST; empty when nobody is signed in. */
  public String getCsrfToken() {
    return CallerAttribute.session(request).map(sessions::csrfToken).orElse("");
  }

  /** Whether a page is the one that is asked for, so that its link says so. */
  public boolean at(String page) {
    return request.getRequestURI().equals(page);
  }
}
