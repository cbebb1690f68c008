package org.javaipc.micrometer;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.javaipc.EndRole;
import org.javaipc.EndTotals;
import org.jspecify.annotations.Nullable;

/** The meters in one registry. */
final class BoundRegistry {
  private final MeterRegistry registry;
  private final TotalsByLabel totals;
  private final Set<Label> known = new HashSet<>();
  private final List<Meter> meters = new ArrayList<>();
  private boolean removed;

  BoundRegistry(MeterRegistry registry, TotalsByLabel totals) {
    this.registry = registry;
    this.totals = totals;
  }

  /** Fails where Micrometer lacks a kind of meter, also while no address is known. */
  static void link() {
    var _ =
        FunctionCounter.builder("ipc.messages", "", String::length)
            .description("")
            .baseUnit(null)
            .tags(List.of());
    var _ =
        Gauge.builder("ipc.unread", "", String::length)
            .description("")
            .baseUnit(null)
            .tags(List.of());
  }

  synchronized void registerMissing() {
    if (!removed) {
      totals.labels().stream().filter(known::add).forEach(this::register);
    }
  }

  synchronized void removeAll() {
    removed = true;
    meters.forEach(registry::remove);
    meters.clear();
  }

  private void register(Label label) {
    counter(
        label,
        "ipc.messages",
        "messages",
        "messages or events that have passed",
        EndTotals::messages);
    counter(label, "ipc.bytes", "bytes", "bytes of the messages", EndTotals::bytes);
    counter(label, "ipc.waits", null, "waits for room, a message or an event", EndTotals::waits);
    counter(label, "ipc.peer.deaths", null, "peers that were found dead", EndTotals::peerDeaths);
    counter(label, "ipc.ends.opened", null, "ends that have opened", EndTotals::opened);
    gauge(label, "ipc.ends.open", null, "ends that are open now", EndTotals::open);
    if (label.role().takesMessages()) {
      gauge(label, "ipc.unread", "messages", "messages not taken yet", EndTotals::unread);
    }
    if (label.role() == EndRole.SUBSCRIPTION) {
      gauge(
          label,
          "ipc.unread.bytes",
          "bytes",
          "bytes of the messages not taken yet, framing included",
          EndTotals::unreadBytes);
      counter(label, "ipc.missed", "messages", "messages missed", EndTotals::missed);
    }
    if (label.role() == EndRole.SUBSCRIPTION || label.role() == EndRole.PUBLISHER) {
      counter(
          label, "ipc.disconnected", null, "subscriptions disconnected", EndTotals::disconnected);
    }
  }

  private void gauge(
      Label label,
      String name,
      @Nullable String unit,
      String description,
      ToLongFunction<EndTotals> value) {
    meters.add(
        Gauge.builder(name, totals, all -> all.value(label, value))
            .description(description)
            .baseUnit(unit)
            .tags(label.tags())
            .register(registry));
  }

  private void counter(
      Label label,
      String name,
      @Nullable String unit,
      String description,
      ToLongFunction<EndTotals> counter) {
    meters.add(
        FunctionCounter.builder(name, totals, all -> all.value(label, counter))
            .description(description)
            .baseUnit(unit)
            .tags(label.tags())
            .register(registry));
  }
}
