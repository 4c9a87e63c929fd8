package org.gatehouse.web.ui.state;

import jakarta.faces.context.ExternalContext;
import jakarta.faces.context.ExternalContextFactory;
import jakarta.faces.context.ExternalContextWrapper;
import jakarta.faces.context.FacesContext;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * Gives a form without a nonce one. The component library wants every form to bring the nonce that
 * its page allows scripts by, and has a script of its own put it there: forms of pages without that
 * script, and of browsers that run none, bring none. They get a whole new page, for which its
 * state's nonce is right, or a fresh one where it keeps no state.
 */
public final class ScriptNonces extends ExternalContextFactory {

  private static final String NONCE = "primefaces.nonce";

  /** Wraps the factory that there is. */
  public ScriptNonces(ExternalContextFactory wrapped) {
    super(wrapped);
  }

  @Override
  public ExternalContext getExternalContext(Object context, Object request, Object response) {
    return new ExternalContextWrapper(getWrapped().getExternalContext(context, request, response)) {

      private Map<String, String> parameters;

      @Override
      public Map<String, String> getRequestParameterMap() {
        Map<String, String> sent = super.getRequestParameterMap();
        FacesContext faces = FacesContext.getCurrentInstance();
        if (sent.containsKey(NONCE)
            || faces == null
            || faces.getViewRoot() == null
            || getRequestHeaderMap().containsKey("Faces-Request")) {
          return sent;
        }
        if (parameters == null) {
          parameters = new HashMap<>(sent);
          parameters.put(NONCE, nonce(faces));
        }
        return parameters;
      }
    };
  }

  private static String nonce(FacesContext faces) {
    Map<String, Object> kept = faces.getViewRoot().getViewMap(false);
    if (kept != null && kept.get(NONCE) instanceof String nonce) {
      return nonce;
    }
    // In the form that the library takes for a nonce.
    return Base64.getEncoder()
        .encodeToString(UUID.randomUUID().toString().getBytes(StandardCharsets.UTF_8));
  }
}
