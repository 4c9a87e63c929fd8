package org.gatehouse.web.ui;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.gatehouse.session.HandOvers;
import org.gatehouse.session.Offer;

/**
 * Asks who is signed in already whether a hand-over to another account is to be used. It is used
 * only for the account that the page named when the button was pressed.
 */
@Named
@RequestScoped
public class HandOver {

  @Inject private HandOvers handOvers;
  @Inject private ActingAs actingAs;
  @Inject private Browser browser;

  private Optional<Offer> offer = Optional.empty();
  private String confirmed;

  @PostConstruct
  void find() {
    offer = browser.handOver().flatMap(handOvers::peek);
    confirmed = getAccount();
  }

  /** Changes to the account of the hand-over; the session until now ends, unless it asked. */
  public void accept() throws IOException {
    boolean same = offer.isPresent() && offer.get().account().equals(confirmed);
    if (same && actingAs.use(browser.handOver().orElseThrow(), offer)) {
      leave();
    } else {
      offer = Optional.empty();
      browser.status(HttpServletResponse.SC_FORBIDDEN);
    }
  }

  /** Stays with the account that is signed in; the hand-over ends unused within its minute. */
  public void decline() throws IOException {
    leave();
  }

  private void leave() throws IOException {
    browser.forgetHandOver();
    browser.lead("/");
  }

  /** Whether there is a hand-over to ask about. */
  public boolean isOffered() {
    return offer.isPresent();
  }

  /** Whether the session until now asked for it, so that it goes on. */
  public boolean isWayBack() {
    return offer.filter(actingAs::askedHere).isPresent();
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
}
