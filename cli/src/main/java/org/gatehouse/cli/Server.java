package org.gatehouse.cli;

/** A Gatehouse that can be called. */
interface Server {

  /**
   * Calls a command and waits for the answer, however long the command works.
   *
   * @throws NoConnectionException when it cannot be reached or does not answer as HTTP asks
   */
  Reply call(Call call) throws NoConnectionException;
}
