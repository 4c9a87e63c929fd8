package org.gatehouse.auth;

/** A way in. */
public enum Gate {
  /** The panel in a browser. */
  UI,
  /** The SOAP endpoint. */
  SOAP,
  /** The REST endpoint. */
  REST,
  /** Files over WebDAV. */
  DAV,
  /** {@code cpcmd}, at the local socket or from afar with a key. */
  CLI
}
