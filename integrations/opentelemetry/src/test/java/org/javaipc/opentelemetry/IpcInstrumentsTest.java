package org.javaipc.opentelemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.LongPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.data.MetricDataType;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
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

/** What a reader of metrics sees of the ends of this process. */
class IpcInstrumentsTest {
  private final InMemoryMetricReader reader = InMemoryMetricReader.create();
  private final OpenTelemetrySdk telemetry =
      OpenTelemetrySdk.builder()
          .setMeterProvider(SdkMeterProvider.builder().registerMetricReader(reader).build())
          .build();

  @Test
  void manyConnectionsAreFewSeriesThatOnlyRise() throws Exception {
    try (IpcInstruments _ = IpcInstruments.register(telemetry);
        Server server = Ipc.listen("memory:desk?clients=16")) {
      converse(server);
      int series =
          reader.collectAllMetrics().stream().mapToInt(m -> m.getData().getPoints().size()).sum();
      long before = received(reader.collectAllMetrics());
      for (int i = 0; i < 20; i++) {
        converse(server);
      }
      Collection<MetricData> after = reader.collectAllMetrics();
      assertThat(received(after)).isGreaterThanOrEqualTo(before + 20);
      assertThat(after.stream().mapToInt(m -> m.getData().getPoints().size()).sum())
          .isEqualTo(series);
      assertThat(after)
          .extracting(MetricData::getName)
          .doesNotHaveDuplicates()
          .contains(
              "ipc.messages",
              "ipc.bytes",
              "ipc.waits",
              "ipc.peer.deaths",
              "ipc.ends.opened",
              "ipc.ends.open",
              "ipc.unread");
    }
    assertThat(reader.collectAllMetrics()).isEmpty();
  }

  @Test
  void bytesAndWhatIsUnread() throws Exception {
    try (IpcInstruments _ = IpcInstruments.register(telemetry);
        Receiver receiver = Ipc.receiver("memory:behind");
        Sender sender = Ipc.sender("memory:behind")) {
      sender.send(new byte[100]);
      sender.send(new byte[20]);
      assertThat(point("ipc.bytes", "memory:behind", "sender")).hasValue(120);
      assertThat(point("ipc.bytes", "memory:behind", "receiver")).hasValue(0);
      assertThat(point("ipc.unread", "memory:behind", "receiver")).hasValue(2);
      assertThat(point("ipc.unread", "memory:behind", "sender")).isEmpty();
      receiver.receive();
      assertThat(point("ipc.bytes", "memory:behind", "receiver")).hasValue(100);
      assertThat(point("ipc.unread", "memory:behind", "receiver")).hasValue(1);
    }
  }

  @Test
  void whatATopicsSubscriptionsMissAndWhoIsDisconnected() throws Exception {
    try (IpcInstruments _ = IpcInstruments.register(telemetry)) {
      try (TopicPublisher publisher =
              Ipc.publisher("memory:dropping?slow=drop&capacity=4KiB&maxMessage=100");
          TopicSubscription subscription = Ipc.subscribe("memory:dropping")) {
        publisher.publish(new byte[8]);
        assertThat(point("ipc.unread", "memory:dropping", "subscription")).hasValue(1);
        assertThat(point("ipc.unread.bytes", "memory:dropping", "subscription")).hasValue(16);
        assertThat(point("ipc.unread.bytes", "memory:dropping", "publisher")).isEmpty();
        for (int i = 0; i < 1000; i++) {
          publisher.publish(new byte[8]);
        }
        subscription.receive();
        assertThat(subscription.missed()).isPositive();
        assertThat(point("ipc.missed", "memory:dropping", "subscription"))
            .hasValue(subscription.missed());
        assertThat(point("ipc.missed", "memory:dropping", "publisher")).isEmpty();
        assertThat(point("ipc.disconnected", "memory:dropping", "publisher")).hasValue(0);
      }
      try (TopicPublisher publisher = Ipc.publisher("memory:impatient?patience=1ms&capacity=4KiB");
          TopicSubscription subscription = Ipc.subscribe("memory:impatient")) {
        for (int i = 0; i < 1000; i++) {
          publisher.publish(new byte[8]);
        }
        assertThat(point("ipc.disconnected", "memory:impatient", "publisher")).hasValue(1);
        assertThatThrownBy(subscription::receive).isInstanceOf(TooSlowException.class);
        assertThatThrownBy(subscription::receive).isInstanceOf(TooSlowException.class);
        assertThat(point("ipc.disconnected", "memory:impatient", "subscription")).hasValue(1);
      }
    }
  }

  @Test
  void whatATransportCannotTellHasNoValue() {
    EndMonitor monitor = new EndMonitor(Address.parse("memory:untold"), EndRole.RECEIVER);
    monitor.opened(() -> {}, () -> EndMetrics.UNKNOWN);
    try (IpcInstruments _ = IpcInstruments.register(telemetry)) {
      assertThat(point("ipc.ends.open", "memory:untold", "receiver")).hasValue(1);
      assertThat(point("ipc.unread", "memory:untold", "receiver")).isEmpty();
    } finally {
      monitor.closed();
    }
  }

  private OptionalLong point(String metric, String address, String role) {
    Attributes wanted =
        Attributes.of(
            AttributeKey.stringKey("ipc.address"), address,
            AttributeKey.stringKey("ipc.role"), role);
    return reader.collectAllMetrics().stream()
        .filter(data -> data.getName().equals(metric))
        .flatMap(data -> points(data).stream())
        .filter(point -> point.getAttributes().equals(wanted))
        .mapToLong(LongPointData::getValue)
        .findFirst();
  }

  private static Collection<LongPointData> points(MetricData data) {
    return data.getType() == MetricDataType.LONG_GAUGE
        ? data.getLongGaugeData().getPoints()
        : data.getLongSumData().getPoints();
  }

  private static void converse(Server server) throws Exception {
    try (Connection client = Ipc.connect(server.address());
        Connection served = server.accept()) {
      client.send("hello");
      assertThat(served.receiveString()).isEqualTo("hello");
    }
  }

  private static long received(Collection<MetricData> metrics) {
    Attributes wanted =
        Attributes.of(
            AttributeKey.stringKey("ipc.address"), "memory:desk",
            AttributeKey.stringKey("ipc.role"), "receiver");
    List<LongPointData> points =
        metrics.stream()
            .filter(metric -> metric.getName().equals("ipc.messages"))
            .flatMap(metric -> metric.getLongSumData().getPoints().stream())
            .filter(point -> point.getAttributes().equals(wanted))
            .toList();
    return points.getFirst().getValue();
  }
}
