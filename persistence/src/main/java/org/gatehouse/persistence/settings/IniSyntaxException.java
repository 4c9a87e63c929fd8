package org.gatehouse.persistence.settings;

/** A line of an INI file that breaks its grammar; the message names file, line and reason. */
public final class IniSyntaxException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  IniSyntaxException(String file, int line, String reason) {
    super(file + ", line " + line + ": " + reason);
  }
}
