package org.gatehouse.dav;

import java.util.Arrays;
import java.util.Optional;

/** What an account may do at the DAV gate. */
public enum Access {
  /** All that the files' own permissions allow. */
  READ_WRITE("rw"),
  /** Read, and change nothing. */
  READ_ONLY("ro"),
  /** Nothing at all. */
  OFF("off");

  private final String written;

  Access(String written) {
    this.written = written;
  }

  /** As people write it. */
  String written() {
    return written;
  }

  /** The one that people write so. */
  static Optional<Access> written(String text) {
    return Arrays.stream(values()).filter(access -> access.written.equals(text)).findFirst();
  }
}
