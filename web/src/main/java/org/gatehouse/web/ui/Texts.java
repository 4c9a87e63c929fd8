package org.gatehouse.web.ui;

import jakarta.faces.context.FacesContext;
import java.text.MessageFormat;
import java.util.Locale;
import java.util.ResourceBundle;

/** The panel's words in the reader's language, for what beans say. */
public final class Texts {

  private static final String BUNDLE = "org.gatehouse.web.ui.text";

  private Texts() {}

  /**
   * The text of a key, with its places filled in.
   *
   * @throws java.util.MissingResourceException when there is no such key
   */
  public static String of(String key, Object... places) {
    Locale locale = locale();
    return new MessageFormat(ResourceBundle.getBundle(BUNDLE, locale).getString(key), locale)
        .format(places);
  }

  /** The reader's language. */
  static Locale locale() {
    return FacesContext.getCurrentInstance().getViewRoot().getLocale();
  }
}
