package org.javaipc.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import org.javaipc.Address;
import org.javaipc.Connection;
import org.javaipc.EndMetrics;
import org.javaipc.EndRole;
import org.javaipc.Ipc;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.javaipc.Server;
import org.javaipc.TooSlowException;
import org.javaipc.TopicPublisher;
import org.javaipc.TopicSubscription;
import org.javaipc.spi.EndMonitor;
import org.junit.jupiter.api.Test;

/** What a registry shows of the ends of this process. */
class IpcMetersTest {
  @Test
  void prometheusShowsEachAddressAndRoleWithoutOptions() throws Exception {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    try (IpcMeters meters = new IpcMeters()) {
      meters.bindTo(registry);
      passThreeOver("memory:shown?capacity=8KiB");
      passThreeOver("memory:shown");
      await()
          .untilAsserted(() ->
              assertThat(registry.scrape().lines())
                  .contains(
                      "ipc_messages_total{address=\"memory:shown\",role=\"sender\"} 6.0",
                      "ipc_messages_total{address=\"memory:shown\",role=\"receiver\"} 6.0",
                      "ipc_bytes_total{address=\"memory:shown\",role=\"sender\"} 6.0",
                      "ipc_bytes_total{address=\"memory:shown\",role=\"receiver\"} 6.0",
                      "ipc_unread_messages{address=\"memory:shown\",role=\"receiver\"} 0.0",
                      "ipc_ends_opened_total{address=\"memory:shown\",role=\"sender\"} 2.0",
                      "ipc_ends_open{address=\"memory:shown\",role=\"receiver\"} 0.0",
                      "ipc_peer_deaths_total{address=\"memory:shown\",role=\"receiver\"} 0.0",
                      "# TYPE ipc_waits_total counter",
                      "# TYPE ipc_ends_open gauge"));
    }
    assertThat(ipcMeters(registry)).isEmpty();
  }

  @Test
  void countersOnlyRiseWhileEndsComeAndGo() throws Exception {
    MeterRegistry registry = new SimpleMeterRegistry();
    try (IpcMeters meters = new IpcMeters()) {
      passThreeOver("memory:rising");
      meters.bindTo(registry);
      double before = 0;
      for (int round = 1; round <= 3; round++) {
        double least = 3.0 * round;
        await().until(() -> messages(registry, "memory:rising") == least);
        assertThat(messages(registry, "memory:rising")).isGreaterThanOrEqualTo(before);
        before = messages(registry, "memory:rising");
        passThreeOver("memory:rising");
      }
    }
  }

  @Test
  void twoHundredShortConnectionsLeaveNoMoreMetersThanOne() throws Exception {
    MeterRegistry registry = new SimpleMeterRegistry();
    try (IpcMeters meters = new IpcMeters();
        Server server = Ipc.listen("memory:desk")) {
      meters.bindTo(registry);
      converse(server);
      await().until(() -> messages(registry, "memory:desk") > 0);
      int before = of(registry, "memory:desk").size();
      for (int i = 0; i < 199; i++) {
        converse(server);
      }
      await().until(() -> messages(registry, "memory:desk") >= 200);
      assertThat(of(registry, "memory:desk")).hasSizeLessThanOrEqualTo(before).hasSizeLessThan(21);
      assertThat(ipcMeters(registry)).hasSizeLessThan(100);
    }
  }

  @Test
  void anAddressThatComesLaterGetsItsMetersInEveryRegistry() throws Exception {
    MeterRegistry one = new SimpleMeterRegistry();
    MeterRegistry other = new SimpleMeterRegistry();
    try (IpcMeters meters = new IpcMeters()) {
      meters.bindTo(one);
      meters.bindTo(other);
      try (Receiver receiver = Ipc.receiver("memory:late")) {
        assertThat(receiver.isEnded()).isFalse();
        await()
            .until(
                () -> of(one, "memory:late").size() == 7 && of(other, "memory:late").size() == 7);
        assertThat(one.get("ipc.ends.open").tag("address", "memory:late").gauge().value()).isOne();
      }
    }
  }

  @Test
  void whatIsUnreadIsAGaugeOfReceiversAlone() throws Exception {
    MeterRegistry registry = new SimpleMeterRegistry();
    try (IpcMeters meters = new IpcMeters();
        Receiver receiver = Ipc.receiver("memory:behind");
        Sender sender = Ipc.sender("memory:behind")) {
      meters.bindTo(registry);
      for (int i = 0; i < 3; i++) {
        sender.send("x");
      }
      await().until(() -> unread(registry, "memory:behind") == 3);
      receiver.receive();
      await().until(() -> unread(registry, "memory:behind") == 2);
      assertThat(registry.find("ipc.unread").tag("role", "sender").gauge()).isNull();
    }
  }

  @Test
  void whatATopicsSubscriptionsMissAndWhoIsDisconnected() throws Exception {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    try (IpcMeters meters = new IpcMeters();
        TopicPublisher dropping = Ipc.publisher("memory:dropping?slow=drop&capacity=4KiB");
        TopicSubscription misses = Ipc.subscribe("memory:dropping");
        TopicPublisher impatient = Ipc.publisher("memory:impatient?patience=1ms&capacity=4KiB");
        TopicSubscription stands = Ipc.subscribe("memory:impatient")) {
      meters.bindTo(registry);
      for (int i = 0; i < 1000; i++) {
        dropping.publish(new byte[8]);
        impatient.publish(new byte[8]);
      }
      misses.receive();
      while (misses.lag() > 0) {
        misses.receive();
      }
      assertThatThrownBy(stands::receive).isInstanceOf(TooSlowException.class);
      dropping.publish(new byte[8]);
      assertThat(misses.missed()).isPositive();
      await()
          .untilAsserted(() ->
              assertThat(registry.scrape().lines())
                  .contains(
                      "ipc_missed_messages_total{address=\"memory:dropping\",role=\"subscription\"} "
                          + (double) misses.missed(),
                      "ipc_unread_messages{address=\"memory:dropping\",role=\"subscription\"} 1.0",
                      "ipc_unread_bytes{address=\"memory:dropping\",role=\"subscription\"} 16.0",
                      "ipc_disconnected_total{address=\"memory:dropping\",role=\"publisher\"} 0.0",
                      "ipc_disconnected_total{address=\"memory:impatient\",role=\"publisher\"} 1.0",
                      "ipc_disconnected_total{address=\"memory:impatient\",role=\"subscription\"} 1.0"));
      assertThat(registry.find("ipc.missed").tag("role", "publisher").meters()).isEmpty();
    }
  }

  @Test
  void whatATransportCannotTellIsNotANumber() throws Exception {
    MeterRegistry registry = new SimpleMeterRegistry();
    EndMonitor monitor = new EndMonitor(Address.parse("memory:untold"), EndRole.RECEIVER);
    try (IpcMeters meters = new IpcMeters()) {
      monitor.opened(() -> {}, () -> EndMetrics.UNKNOWN);
      meters.bindTo(registry);
      assertThat(unread(registry, "memory:untold")).isNaN();
    } finally {
      monitor.closed();
    }
  }

  private static double unread(MeterRegistry registry, String address) {
    return registry
        .get("ipc.unread")
        .tag("address", address)
        .tag("role", "receiver")
        .gauge()
        .value();
  }

  private static void passThreeOver(String address) throws Exception {
    try (Receiver receiver = Ipc.receiver(address)) {
      try (Sender sender = Ipc.sender(address)) {
        for (int i = 0; i < 3; i++) {
          sender.send("x");
        }
      }
      receiver.forEach(_ -> {});
    }
  }

  private static void converse(Server server) throws Exception {
    try (Connection client = Ipc.connect(server.address());
        Connection served = server.accept()) {
      client.send("hello");
      assertThat(served.receiveString()).isEqualTo("hello");
    }
  }

  private static double messages(MeterRegistry registry, String address) {
    var counter =
        registry
            .find("ipc.messages")
            .tag("address", address)
            .tag("role", "receiver")
            .functionCounter();
    return counter == null ? 0 : counter.count();
  }

  private static List<Meter> of(MeterRegistry registry, String address) {
    return ipcMeters(registry).stream()
        .filter(meter -> address.equals(meter.getId().getTag("address")))
        .toList();
  }

  private static List<Meter> ipcMeters(MeterRegistry registry) {
    return registry.getMeters().stream()
        .filter(meter -> meter.getId().getName().startsWith("ipc."))
        .toList();
  }
}
