package org.javaipc.spring;

import org.javaipc.Ipc;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.context.ApplicationListener;

/**
 * Lets Spring close its contexts first when the JVM shuts down: open ends would be closed at the same time otherwise, under methods that
 * are still handling a message. What Spring does not know of is closed after that.
 */
final class OrderlyExit implements ApplicationListener<ApplicationEnvironmentPreparedEvent> {
  private static final String CLOSE_AT_EXIT = "ipc.closeAtExit";

  @Override
  public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
    boolean springHasAHook =
        event
            .getEnvironment()
            .getProperty("spring.main.register-shutdown-hook", Boolean.class, true);
    if (springHasAHook && System.getProperty(CLOSE_AT_EXIT) == null) {
      System.setProperty(CLOSE_AT_EXIT, "false");
      SpringApplication.getShutdownHandlers().add(OrderlyExit::closeTheRest);
    }
  }

  private static void closeTheRest() {
    try {
      Ipc.closeAll();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
