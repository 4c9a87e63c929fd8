package org.gatehouse.web.ui;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.ResourceBundle;
import org.junit.jupiter.api.Test;

class LanguagesTest {

  @Test
  void eachLanguageHasTheSameTexts() {
    ResourceBundle english = ResourceBundle.getBundle("org.gatehouse.web.ui.text", Locale.ROOT);
    ResourceBundle german = ResourceBundle.getBundle("org.gatehouse.web.ui.text", Locale.GERMAN);

    assertThat(german.getLocale()).isEqualTo(Locale.GERMAN);
    assertThat(german.keySet().stream().filter(key -> !owned(german, key)))
        .as("texts without a translation")
        .isEmpty();
    assertThat(german.keySet()).isEqualTo(english.keySet());
  }

  /** Whether a bundle has a text itself, and not from the language behind it. */
  private static boolean owned(ResourceBundle bundle, String key) {
    return bundle instanceof java.util.PropertyResourceBundle own
        && own.handleGetObject(key) != null;
  }
}
