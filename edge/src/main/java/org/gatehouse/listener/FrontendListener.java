package org.gatehouse.listener;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.inject.Inject;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import org.gatehouse.frontend.ServerCertificate;
import org.gatehouse.scope.Configuration;

/** Opens the ports when the application is there, and closes them when it goes. */
public class FrontendListener implements ServletContextListener {

  @Inject private Configuration configuration;
  @Inject private ServerCertificate certificate;
  @Resource private ManagedScheduledExecutorService scheduler;

  private Frontend frontend;

  @Override
  public void contextInitialized(ServletContextEvent event) {
    frontend = Frontend.open(configuration, certificate, scheduler);
  }

  @Override
  public void contextDestroyed(ServletContextEvent event) {
    if (frontend != null) {
      frontend.close();
    }
  }
}
