package org.javaipc.opentelemetry;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.BatchCallback;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.metrics.ObservableLongMeasurement;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.javaipc.Address;
import org.javaipc.EndMetrics;
import org.javaipc.EndRole;
import org.javaipc.EndTotals;
import org.javaipc.IpcMetrics;
import org.javaipc.LibraryUnavailableException;
import org.javaipc.spi.RequiredLibrary;

/**
 * Asynchronous instruments over {@link IpcMetrics#totals}, with the attributes {@code ipc.address}, without its
 * options, and {@code ipc.role}: the counters {@code ipc.messages}, {@code ipc.bytes}, {@code ipc.waits},
 * {@code ipc.peer.deaths} and {@code ipc.ends.opened}; {@code ipc.ends.open}, which goes up and down; and the gauge
 * {@code ipc.unread} of receivers and subscriptions whose transport can tell ({@link EndMetrics#unread}). For topics,
 * there are also the gauge {@code ipc.unread.bytes} and the counter {@code ipc.missed} of subscriptions, and the
 * counter {@code
 * ipc.disconnected} of both roles. The number of
 * series is bounded, however many connections come and go.
 *
 * <pre>{@code
 * IpcInstruments instruments = IpcInstruments.register(openTelemetry);
 * }</pre>
 */
public final class IpcInstruments implements AutoCloseable {
  /** Version 1.15 is the first whose meters take one callback for several instruments. */
  static final RequiredLibrary API =
      new RequiredLibrary("io.opentelemetry:opentelemetry-api", "1.15.0", "io.opentelemetry");

  private final AttributeKey<String> address = AttributeKey.stringKey("ipc.address");
  private final AttributeKey<String> role = AttributeKey.stringKey("ipc.role");
  private final ObservableLongMeasurement messages;
  private final ObservableLongMeasurement bytes;
  private final ObservableLongMeasurement waits;
  private final ObservableLongMeasurement peerDeaths;
  private final ObservableLongMeasurement opened;
  private final ObservableLongMeasurement open;
  private final ObservableLongMeasurement unread;
  private final ObservableLongMeasurement unreadBytes;
  private final ObservableLongMeasurement missed;
  private final ObservableLongMeasurement disconnected;
  private final BatchCallback callback;

  private IpcInstruments(Meter meter) {
    messages = counter(meter, "ipc.messages", "{message}", "messages or events that have passed");
    bytes = counter(meter, "ipc.bytes", "By", "bytes of the messages");
    waits = counter(meter, "ipc.waits", "{wait}", "waits for room, a message or an event");
    peerDeaths = counter(meter, "ipc.peer.deaths", "{peer}", "peers that were found dead");
    opened = counter(meter, "ipc.ends.opened", "{end}", "ends that have opened");
    open =
        meter
            .upDownCounterBuilder("ipc.ends.open")
            .setUnit("{end}")
            .setDescription("ends that are open now")
            .buildObserver();
    unread = gauge(meter, "ipc.unread", "{message}", "messages not taken yet");
    unreadBytes =
        gauge(
            meter,
            "ipc.unread.bytes",
            "By",
            "bytes of the messages not taken yet, framing included");
    missed = counter(meter, "ipc.missed", "{message}", "messages missed");
    disconnected =
        counter(meter, "ipc.disconnected", "{subscription}", "subscriptions disconnected");
    callback =
        meter.batchCallback(
            this::record,
            messages,
            bytes,
            waits,
            peerDeaths,
            opened,
            open,
            unread,
            unreadBytes,
            missed,
            disconnected);
  }

  /**
   * {@return the instruments, registered until they are closed}
   *
   * @param telemetry takes them
   * @throws LibraryUnavailableException if OpenTelemetry's API is missing or older than 1.15.0
   */
  public static IpcInstruments register(OpenTelemetry telemetry) {
    Objects.requireNonNull(telemetry, "telemetry");
    return API.use(
        "IpcInstruments.register", () -> new IpcInstruments(telemetry.getMeter("org.javaipc")));
  }

  private static ObservableLongMeasurement counter(
      Meter meter, String name, String unit, String description) {
    return meter.counterBuilder(name).setUnit(unit).setDescription(description).buildObserver();
  }

  private static ObservableLongMeasurement gauge(
      Meter meter, String name, String unit, String description) {
    return meter
        .gaugeBuilder(name)
        .ofLongs()
        .setUnit(unit)
        .setDescription(description)
        .buildObserver();
  }

  private void record() {
    Map<Attributes, EndTotals> sums = new LinkedHashMap<>();
    for (EndTotals totals : IpcMetrics.totals()) {
      sums.merge(attributes(totals), totals, EndTotals::plus);
    }
    sums.forEach((attributes, totals) -> {
      messages.record(totals.messages(), attributes);
      bytes.record(totals.bytes(), attributes);
      waits.record(totals.waits(), attributes);
      peerDeaths.record(totals.peerDeaths(), attributes);
      opened.record(totals.opened(), attributes);
      open.record(totals.open(), attributes);
      if (totals.role().takesMessages() && totals.unread() != EndMetrics.UNKNOWN) {
        unread.record(totals.unread(), attributes);
      }
      recordTopic(totals, attributes);
    });
  }

  private void recordTopic(EndTotals totals, Attributes attributes) {
    boolean subscription = totals.role() == EndRole.SUBSCRIPTION;
    if (subscription) {
      missed.record(totals.missed(), attributes);
    }
    if (subscription && totals.unreadBytes() != EndMetrics.UNKNOWN) {
      unreadBytes.record(totals.unreadBytes(), attributes);
    }
    if (subscription || totals.role() == EndRole.PUBLISHER) {
      disconnected.record(totals.disconnected(), attributes);
    }
  }

  private Attributes attributes(EndTotals totals) {
    Address of = totals.address();
    return Attributes.of(
        address,
        Address.of(of.scheme(), of.name()).toString(),
        role,
        totals.role().name().toLowerCase(Locale.ROOT));
  }

  /** Unregisters the instruments. Repeating it does nothing. */
  @Override
  public void close() {
    callback.close();
  }
}
