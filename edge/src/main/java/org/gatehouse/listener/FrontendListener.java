package org.gatehouse.listener;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.inject.Inject;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;

/** Opens the ports when the application is there, and closes them when it goes. */
public class FrontendListener implements ServletContextListener {

  @Inject private Frontend frontend;
  @Resource private ManagedScheduledExecutorService scheduler;

  @Override
  public void contextInitialized(ServletContextEvent event) {
    frontend.open(scheduler);
  }

  @Override
  public void contextDestroyed(ServletContextEvent event) {
    frontend.close();
  }
}
