package org.javaipc.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The life of a listener's or server's thread. */
class ManagedEndpointTest {
  @Test
  @DisplayName("an endpoint is opened again after an error, such as a full heap")
  void opensAgainAfterAnError() throws Exception {
    FailsOnce endpoint = new FailsOnce();
    endpoint.start();
    try {
      assertThat(endpoint.works.await(60, TimeUnit.SECONDS)).as("it works again").isTrue();
      assertThat(endpoint.isRunning()).isTrue();
      assertThat(endpoint.failure()).isNull();
    } finally {
      endpoint.stop();
    }
  }

  private static final class FailsOnce extends ManagedEndpoint {
    private final CountDownLatch works = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(2);
    private boolean failed;

    FailsOnce() throws NoSuchMethodException {
      super(
          "test",
          "listener",
          new Handling(
              "a test",
              new BeanMethod("a bean", String.class.getMethod("length"), String.class),
              new LoggingErrorHandler()));
    }

    @Override
    void open() {}

    @Override
    void work() throws InterruptedException {
      if (!failed) {
        failed = true;
        throw new OutOfMemoryError("on purpose");
      }
      works.countDown();
      closed.await();
    }

    /** The first time to be opened again, the second time to stop. */
    @Override
    void close() {
      closed.countDown();
    }
  }
}
