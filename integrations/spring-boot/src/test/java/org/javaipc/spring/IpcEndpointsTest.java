package org.javaipc.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.javaipc.ResourceLimitException;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;

/** How listeners and servers stop. */
class IpcEndpointsTest {
  /** Handles a message until it is interrupted. */
  static final class Endless {
    final CountDownLatch begun = new CountDownLatch(1);
    final CountDownLatch interrupted = new CountDownLatch(1);

    @IpcListener("endless")
    void take(String message) throws InterruptedException {
      begun.countDown();
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        interrupted.countDown();
        throw e;
      }
    }
  }

  @Test
  void aMethodThatOutlastsTheShutdownPhaseIsInterrupted() {
    Contexts.inMemory()
        .withConfiguration(AutoConfigurations.of(LifecycleAutoConfiguration.class))
        .withPropertyValues("spring.lifecycle.timeout-per-shutdown-phase=200ms")
        .withBean(Endless.class)
        .run(context -> {
          Endless endless = context.getBean(Endless.class);
          ManagedEndpoint endpoint = context.getBean(IpcEndpoints.class).all().getFirst();
          context.getBean(IpcSenders.class).get("endless").send("never done");
          endless.begun.await();
          long start = System.nanoTime();
          context.close();
          assertThat(System.nanoTime() - start).as("it was waited for").isGreaterThan(190_000_000);
          endless.interrupted.await();
          await().until(() -> !endpoint.isRunning());
        });
  }

  @Test
  void theEndIsToldWhereNoThreadCanStart() {
    IpcEndpoints endpoints =
        new IpcEndpoints(thread -> {
          throw new ResourceLimitException("cannot start thread=" + thread.getName());
        });
    List<Thread> told = new CopyOnWriteArrayList<>();
    endpoints.start();
    endpoints.stop(() -> told.add(Thread.currentThread()));
    assertThat(told).containsExactly(Thread.currentThread());
    assertThat(endpoints.isRunning()).isFalse();
  }
}
