package org.gatehouse.persistence.settings;

import java.io.IOException;

/** A file of settings that is, or would become, larger than any start reads. */
public final class SettingsTooLargeException extends IOException {

  private static final long serialVersionUID = 1L;

  SettingsTooLargeException(String file) {
    super(file + " is larger than 1 MiB");
  }
}
