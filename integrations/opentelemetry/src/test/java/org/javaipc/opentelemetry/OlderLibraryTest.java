package org.javaipc.opentelemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.common.ComponentLoader;
import io.opentelemetry.context.Context;
import java.util.concurrent.Callable;
import org.javaipc.Ipc;
import org.javaipc.LibraryUnavailableException;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.javaipc.core.queue.Queues;
import org.javaipc.test.IsolatedClasses;
import org.junit.jupiter.api.Test;

/** Applications with an incomplete API, and with the oldest one. */
class OlderLibraryTest {
  /** Registers instruments. */
  static final class Registers implements Callable<String> {
    @Override
    public String call() {
      try (IpcInstruments instruments = IpcInstruments.register(OpenTelemetry.noop())) {
        return instruments.getClass().getSimpleName();
      }
    }
  }

  /** Sends a message with a span, and receives it. */
  static final class Traces implements Callable<String> {
    @Override
    public String call() throws Exception {
      try (Receiver receiver =
              TracedReceiver.of(Ipc.receiver("memory:older"), OpenTelemetry.noop());
          Sender sender = TracedSender.of(Ipc.sender("memory:older"), OpenTelemetry.noop())) {
        sender.send("buy");
        return receiver.receiveString();
      }
    }
  }

  /** Fails to register instruments, and talks over its channel all the same. */
  static final class GoesOn implements Callable<String> {
    @Override
    public String call() throws Exception {
      try (Receiver receiver = Ipc.receiver("memory:plain");
          Sender sender = Ipc.sender("memory:plain")) {
        try {
          return new Registers().call();
        } catch (LibraryUnavailableException e) {
          sender.send("goes on");
          return receiver.receiveString();
        }
      }
    }
  }

  private static void fails(
      String hidden, Class<? extends Callable<?>> body, String user, Class<?>... places)
      throws Exception {
    try (IsolatedClasses application = IsolatedClasses.of(places).without(hidden)) {
      assertThatThrownBy(() -> application.call(body))
          .satisfies(e ->
              assertThat(e.getClass().getName())
                  .isEqualTo(LibraryUnavailableException.class.getName()))
          .hasMessageStartingWith(
              user + ": io.opentelemetry:opentelemetry-api is missing or older than 1.15.0 (")
          .hasMessageEndingWith(
              "add io.opentelemetry:opentelemetry-api:1.15.0 or newer to the class path or module path");
    }
  }

  @Test
  void anApiWithoutWhatIsUsedIsNamed() throws Exception {
    Class<?>[] places = {
      OlderLibraryTest.class,
      Ipc.class,
      Queues.class,
      OpenTelemetry.class,
      Context.class,
      ComponentLoader.class
    };
    fails(
        "io.opentelemetry.api.metrics.BatchCallback",
        Registers.class,
        "IpcInstruments.register",
        places);
    fails("io.opentelemetry.api.common.Attribute", Traces.class, "TracedReceiver.of", places);
    try (IsolatedClasses application =
        IsolatedClasses.of(places).without("io.opentelemetry.api.metrics.BatchCallback")) {
      assertThat(application.call(GoesOn.class)).isEqualTo("goes on");
    }
  }

  @Test
  void theOldestVersionWorks() throws Exception {
    try (IsolatedClasses application =
        IsolatedClasses.of(OlderLibraryTest.class, Ipc.class, Queues.class)
            .with("older-library", OlderLibraryTest.class)) {
      assertThat(application.call(Registers.class)).isEqualTo("IpcInstruments");
      assertThat(application.call(Traces.class)).isEqualTo("buy");
    }
  }
}
