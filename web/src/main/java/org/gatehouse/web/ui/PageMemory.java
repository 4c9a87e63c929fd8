package org.gatehouse.web.ui;

import jakarta.faces.component.UIViewRoot;
import jakarta.faces.context.FacesContext;
import java.io.Serializable;
import java.util.Optional;

/**
 * What a page remembers until it is sent again: it is in the page's state, which is sealed, so that
 * the browser can neither read nor change it.
 */
final class PageMemory {

  private PageMemory() {}

  /** What is remembered of a kind. */
  static <T extends Serializable> Optional<T> recall(Class<T> kind) {
    return Optional.ofNullable(page().getAttributes().get(kind.getName())).map(kind::cast);
  }

  /** Remembers one of its kind, in the place of what was. */
  static void remember(Serializable what) {
    page().getAttributes().put(what.getClass().getName(), what);
  }

  /** Forgets what is remembered of a kind. */
  static void forget(Class<? extends Serializable> kind) {
    page().getAttributes().remove(kind.getName());
  }

  private static UIViewRoot page() {
    return FacesContext.getCurrentInstance().getViewRoot();
  }
}
