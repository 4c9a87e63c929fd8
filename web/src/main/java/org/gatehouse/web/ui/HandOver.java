package org.gatehouse.web.ui;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.faces.context.ExternalContext;
import jakarta.faces.context.FacesContext;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.gatehouse.edge.CallerAttribute;
import org.gatehouse.edge.SessionCookies;
import org.gatehouse.session.HandOvers;
import org.gatehouse.session.Offer;
import org.gatehouse.session.SessionEnds;
import org.gatehouse.session.Started;

/**
 * Asks who is signed in already whether a hand-over to another account is to be used. It is used
 * only for the account that the page named when the button was pressed.
 */
@Named
@RequestScoped
public class HandOver {

  @Inject private HandOvers handOvers;
  @Inject private SessionEnds ends;
  @Inject private FacesContext faces;

  private Optional<Offer> offer = Optional.empty();
  private String confirmed;

  @PostConstruct
  void find() {
    offer = SessionCookies.handOver(request()).flatMap(handOvers::peek);
    confirmed = getAccount();
  }

  /** Changes to the account of the hand-over; the session until now ends. */
  public void accept() throws IOException {
    boolean same = offer.isPresent() && offer.get().account().equals(confirmed);
    Optional<Started> started =
        same
            ? SessionCookies.handOver(request())
                .flatMap(
                    id ->
                        handOvers.handOver(
                            id,
                            CallerAttribute.address(request()),
                            request().getHeader("User-Agent")))
            : Optional.empty();
    if (started.isEmpty()) {
      offer = Optional.empty();
      external().setResponseStatus(HttpServletResponse.SC_FORBIDDEN);
      return;
    }
    CallerAttribute.session(request()).ifPresent(ends::end);
    SessionCookies.start(request(), response(), started.get().id(), started.get().tag());
    leave();
  }

  /** Stays with the account that is signed in; the hand-over ends unused within its minute. */
  public void decline() throws IOException {
    leave();
  }

  private void leave() throws IOException {
    SessionCookies.clearHandOver(request(), response());
    external().redirect(external().getRequestContextPath() + "/");
  }

  /** Whether there is a hand-over to ask about. */
  public boolean isOffered() {
    return offer.isPresent();
  }

  /** The account that it signs in as. */
  public String getAccount() {
    return offer.map(Offer::account).orElse("");
  }

  /** The account that asked for it. */
  public String getAskedBy() {
    return offer.map(Offer::askedBy).orElse("");
  }

  /** The account that the page named. */
  public String getConfirmed() {
    return confirmed;
  }

  /** Sets the account that the page named, as the form brings it back. */
  public void setConfirmed(String confirmed) {
    this.confirmed = confirmed;
  }

  private ExternalContext external() {
    return faces.getExternalContext();
  }

  private HttpServletRequest request() {
    return (HttpServletRequest) external().getRequest();
  }

  private HttpServletResponse response() {
    return (HttpServletResponse) external().getResponse();
  }
}
