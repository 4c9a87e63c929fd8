package org.glassfish.grizzly;

/** Stands in for the server's own type, which the edge knows by its name alone. */
@FunctionalInterface
public interface CloseListener {

  /** Is told before a connection is closed. */
  void onClosed(Object connection, Object type);
}
