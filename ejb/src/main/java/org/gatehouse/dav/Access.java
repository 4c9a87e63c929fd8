package org.gatehouse.dav;

/** What an account may do at the DAV gate. */
public enum Access {
  /** All that the files' own permissions allow. */
  READ_WRITE,
  /** Read, and change nothing. */
  READ_ONLY,
  /** Nothing at all. */
  OFF
}
