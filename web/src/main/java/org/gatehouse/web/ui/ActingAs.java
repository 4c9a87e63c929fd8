package org.gatehouse.web.ui;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.gatehouse.session.HandOvers;
import org.gatehouse.session.Offer;

/**
 * How somebody who is signed in goes on as another account, and comes back: by a hand-over that a
 * command gives and that is used at once, so that its id is never sent anywhere.
 */
@Named
@RequestScoped
public class ActingAs {

  private static final String HOME = "/";

  @Inject private PanelCommands commands;
  @Inject private SignedIn signedIn;
  @Inject private HandOvers handOvers;
  @Inject private Browser browser;

  /**
   * Goes on as another account; a refusal is told above the form.
   *
   * @param command {@code admin:hijack} or {@code user:hijack}
   * @param whom its arguments
   */
  public void goOn(String command, Map<String, String> whom) throws IOException {
    Optional<Object> id = commands.ask(command, whom, Map.of());
    if (id.isEmpty()) {
      return;
    }
    if (use((String) id.get(), handOvers.peek((String) id.get()))) {
      browser.lead(HOME);
    } else {
      commands.warn(Texts.of("acting.refused"));
    }
  }

  /** Uses a hand-over, when it is one. */
  public boolean use(String id, Optional<Offer> offer) {
    return offer.isPresent() && browser.enterByHandOver(id, askedHere(offer.get()));
  }

  /** Whether the session until now asked for a hand-over. */
  public boolean askedHere(Offer offer) {
    return offer.askedIn(signedIn.caller().proof());
  }

  /** Whether the page shows a way back to who asked. */
  public boolean isWayBack() {
    return signedIn.isHandedOver() && browser.hasWayBack();
  }

  /** Goes back to who asked; where that is not possible any more, signing in is. */
  public void back() throws IOException {
    if (!browser.goBack()) {
      browser.leave();
    }
    browser.lead(HOME);
  }
}
