package org.gatehouse.web.cli;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.inject.Inject;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.gatehouse.scope.Configuration;

/**
 * Keeps {@code run/gatehouse.sock} of the data directory open for as long as the application runs.
 * A socket that cannot be opened is logged; the other gates do not need it.
 */
@WebListener
public class LocalSocketListener implements ServletContextListener {

  private static final Logger LOG = Logger.getLogger(LocalSocketListener.class.getName());

  @Inject private LocalGate gate;
  @Inject private Configuration configuration;

  /** Its threads carry the application's context, which names and transactions are found by. */
  @Resource private ManagedThreadFactory threads;

  private LocalSocket socket;

  @Override
  public void contextInitialized(ServletContextEvent event) {
    Path path = configuration.dataDirectory().resolve("run").resolve("gatehouse.sock");
    try {
      socket = LocalSocket.open(path, configuration::bodyLimit, threads, gate::answer);
    } catch (IOException e) {
      LOG.log(
          Level.SEVERE,
          "cpcmd cannot reach this server: the local socket " + path + " was not opened",
          e);
    }
  }

  @Override
  public void contextDestroyed(ServletContextEvent event) {
    if (socket == null) {
      return;
    }
    try {
      socket.close();
    } catch (IOException e) {
      LOG.log(Level.WARNING, "the local socket was not closed cleanly", e);
    }
  }
}
