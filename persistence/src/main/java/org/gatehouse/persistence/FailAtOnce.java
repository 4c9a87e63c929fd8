package org.gatehouse.persistence;

import org.eclipse.persistence.sessions.Session;
import org.eclipse.persistence.sessions.SessionCustomizer;

/**
 * Keeps EclipseLink from asking again for a database that is away: it would hold the request's
 * thread for three tries, five seconds apart, where the client is to be told at once. What is to be
 * done about dead connections is done in {@link RenewedConnection}.
 */
public class FailAtOnce implements SessionCustomizer {

  @Override
  public void customize(Session session) {
    session.getLogin().setConnectionHealthValidatedOnError(false);
  }
}
