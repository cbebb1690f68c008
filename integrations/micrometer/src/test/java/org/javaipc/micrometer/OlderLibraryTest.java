package org.javaipc.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.common.KeyValue;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.Observation;
import java.util.concurrent.Callable;
import org.javaipc.Ipc;
import org.javaipc.LibraryUnavailableException;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.javaipc.test.IsolatedClasses;
import org.junit.jupiter.api.Test;

/** Applications with an incomplete library, and with the oldest one. */
class OlderLibraryTest {
  /** Binds meters, and tells how many ends are open. */
  static final class Binds implements Callable<Double> {
    @Override
    public Double call() throws Exception {
      MeterRegistry registry = new SimpleMeterRegistry();
      try (Receiver receiver = Ipc.receiver("memory:bound");
          IpcMeters meters = new IpcMeters()) {
        meters.bindTo(registry);
        return registry
            .get("ipc.ends.open")
            .tag("address", receiver.address().toString())
            .gauge()
            .value();
      }
    }
  }

  /** Fails to bind meters, and talks over its channel all the same. */
  static final class GoesOn implements Callable<String> {
    @Override
    public String call() throws Exception {
      try (Receiver receiver = Ipc.receiver("memory:older");
          Sender sender = Ipc.sender("memory:older")) {
        try {
          new Binds().call();
          return "bound";
        } catch (LibraryUnavailableException e) {
          sender.send("goes on");
          return receiver.receiveString();
        }
      }
    }
  }

  /** {@return a class of the module that has memory:, which this module does not read} */
  private static Class<?> memory() throws ClassNotFoundException {
    return Class.forName("org.javaipc.core.queue.Queues");
  }

  @Test
  void aLibraryWithoutSuchMetersIsNamed() throws Exception {
    try (IsolatedClasses application =
        IsolatedClasses.of(
                OlderLibraryTest.class,
                Ipc.class,
                memory(),
                MeterRegistry.class,
                KeyValue.class,
                Observation.class)
            .without("io.micrometer.core.instrument.FunctionCounter$Builder")) {
      assertThatThrownBy(() -> application.call(Binds.class))
          .satisfies(e ->
              assertThat(e.getClass().getName())
                  .isEqualTo(LibraryUnavailableException.class.getName()))
          .hasMessageStartingWith(
              "IpcMeters.bindTo: io.micrometer:micrometer-core is missing or older than 1.9.17 (")
          .hasMessageEndingWith(
              "add io.micrometer:micrometer-core:1.9.17 or newer to the class path or module path");
      assertThat(application.call(GoesOn.class)).isEqualTo("goes on");
    }
  }

  @Test
  void theOldestVersionWorks() throws Exception {
    try (IsolatedClasses application =
        IsolatedClasses.of(OlderLibraryTest.class, Ipc.class, memory())
            .with("older-library", OlderLibraryTest.class)) {
      assertThat(application.call(Binds.class)).isEqualTo(1.0);
    }
  }
}
