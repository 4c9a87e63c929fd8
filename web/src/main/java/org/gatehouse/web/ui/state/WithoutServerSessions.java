package org.gatehouse.web.ui.state;

import jakarta.faces.context.ExternalContext;
import jakarta.faces.context.ExternalContextFactory;
import jakarta.faces.context.ExternalContextWrapper;

/**
 * Tells Faces and its libraries that there are no sessions of the server, before they make one by
 * the way: what belongs to a page is kept by {@link SealedStates}.
 */
public final class WithoutServerSessions extends ExternalContextFactory {

  /** Wraps the factory that there is. */
  public WithoutServerSessions(ExternalContextFactory wrapped) {
    super(wrapped);
  }

  @Override
  public ExternalContext getExternalContext(Object context, Object request, Object response) {
    return new ExternalContextWrapper(getWrapped().getExternalContext(context, request, response)) {

      @Override
      public Object getSession(boolean create) {
        return null;
      }

      @Override
      public String getSessionId(boolean create) {
        return "";
      }
    };
  }
}
