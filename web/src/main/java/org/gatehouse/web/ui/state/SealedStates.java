package org.gatehouse.web.ui.state;

import jakarta.enterprise.inject.spi.CDI;
import jakarta.faces.application.ViewExpiredException;
import jakarta.faces.context.FacesContext;
import jakarta.faces.context.ResponseWriter;
import jakarta.faces.render.ResponseStateManager;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.gatehouse.edge.CallerAttribute;

/**
 * Keeps the state of a page in its forms, sealed for the session that it was made for. A page for
 * somebody who is not signed in keeps none, and only a form of such a page may say so.
 */
final class SealedStates extends ResponseStateManager {

  /** What a page without state sends in its place (Jakarta Faces 4.1, section 7.6.2). */
  private static final String STATELESS = "stateless";

  /** The page that is for nobody. */
  private static final String SIGN_IN = "/sign-in.xhtml";

  private final ResponseStateManager library;

  /**
   * Keeps states.
   *
   * @param library what Faces has for it; asked for all that is not the state itself
   */
  SealedStates(ResponseStateManager library) {
    this.library = library;
  }

  @Override
  public void writeState(FacesContext faces, Object state) throws IOException {
    ResponseWriter writer = faces.getResponseWriter();
    writer.startElement("input", null);
    writer.writeAttribute("type", "hidden", null);
    writer.writeAttribute("name", VIEW_STATE_PARAM, null);
    writer.writeAttribute("value", getViewState(faces, state), null);
    writer.writeAttribute("autocomplete", "off", null);
    writer.endElement("input");
  }

  @Override
  public String getViewState(FacesContext faces, Object state) {
    if (faces.getViewRoot().isTransient()) {
      return STATELESS;
    }
    String session =
        session(faces)
            .orElseThrow(() -> new IllegalStateException("a page with state needs a session"));
    try {
      return seal().seal(session, faces.getViewRoot().getViewId(), StateBytes.of(state));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The state that a form brings back.
   *
   * @throws ViewExpiredException when it was not made for this session and page
   */
  @Override
  public Object getState(FacesContext faces, String page) {
    String sealed = sealed(faces);
    return session(faces)
        .flatMap(session -> seal().open(session, page, sealed))
        .map(SealedStates::read)
        .orElseThrow(() -> new ViewExpiredException("not made for this session and page", page));
  }

  private static Object read(byte[] bytes) {
    try {
      return StateBytes.read(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public boolean isPostback(FacesContext faces) {
    return library.isPostback(faces);
  }

  @Override
  public boolean isStateless(FacesContext faces, String page) {
    return SIGN_IN.equals(page) && STATELESS.equals(sealed(faces));
  }

  @Override
  public String getCryptographicallyStrongTokenFromSession(FacesContext faces) {
    throw new UnsupportedOperationException("pages are protected by their state");
  }

  private static String sealed(FacesContext faces) {
    String sent = faces.getExternalContext().getRequestParameterMap().get(VIEW_STATE_PARAM);
    return sent == null ? "" : sent;
  }

  private static Optional<String> session(FacesContext faces) {
    return CallerAttribute.session((HttpServletRequest) faces.getExternalContext().getRequest());
  }

  private static StateSeal seal() {
    return CDI.current().select(StateSeal.class).get();
  }
}
