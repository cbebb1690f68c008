package org.javaipc.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.common.KeyValue;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.Observation;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.hamcrest.Matcher;
import org.javaipc.Ipc;
import org.javaipc.Receiver;
import org.javaipc.test.IsolatedClasses;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An end opens while the system has no thread for the meters. */
class RefreshTest {
  private static final String CHECKPOINTS = "ipc.checkpoints";

  /** Opens two ends, and tells what was refused and which have meters. */
  static final class OpensTwo implements Callable<String> {
    @Override
    public String call() throws Exception {
      MeterRegistry registry = new SimpleMeterRegistry();
      try (IpcMeters meters = new IpcMeters()) {
        meters.bindTo(registry);
        RefusedThread.refuse(1);
        try (Receiver first = Ipc.receiver("memory:first")) {
          int left = RefusedThread.left();
          try (Receiver second = Ipc.receiver("memory:second")) {
            await().until(() -> hasMeters(registry, second));
            return left + " " + hasMeters(registry, first);
          }
        }
      }
    }

    private static boolean hasMeters(MeterRegistry registry, Receiver end) {
      String address = end.address().toString();
      return registry.find("ipc.ends.open").tag("address", address).gauge() != null;
    }
  }

  @AfterEach
  void forget() {
    System.clearProperty(CHECKPOINTS);
  }

  @Test
  void theNextEndThatOpensBringsTheMetersOfBoth() throws Exception {
    System.setProperty(CHECKPOINTS, "threads"); // seen by the classes that are loaded anew
    try (IsolatedClasses application =
        IsolatedClasses.of(
            RefreshTest.class,
            Ipc.class,
            Class.forName("org.javaipc.core.queue.Queues"),
            MeterRegistry.class,
            KeyValue.class,
            Observation.class,
            Awaitility.class,
            Matcher.class)) {
      assertThat(application.call(OpensTwo.class)).isEqualTo("0 true");
    }
  }
}
