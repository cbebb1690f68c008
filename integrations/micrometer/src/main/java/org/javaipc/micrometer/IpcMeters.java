package org.javaipc.micrometer;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.javaipc.EndMetrics;
import org.javaipc.EndObserver;
import org.javaipc.IpcMetrics;
import org.javaipc.LibraryUnavailableException;
import org.javaipc.spi.RequiredLibrary;

/**
 * Meters for all ends of this process, by configured address and role.
 *
 * <table>
 * <caption>The meters; each has the tags {@code address}, without its options, and {@code role}</caption>
 * <tr><th>meter</th><th>kind</th><th>what</th></tr>
 * <tr><td>{@code ipc.messages}</td><td>counter</td><td>messages sent or received, events notified or taken</td></tr>
 * <tr><td>{@code ipc.bytes}</td><td>counter</td><td>bytes of these messages, without what the transport adds</td></tr>
 * <tr><td>{@code ipc.waits}</td><td>counter</td><td>waits: of senders for room, of other ends for something to
 * take</td></tr>
 * <tr><td>{@code ipc.peer.deaths}</td><td>counter</td><td>peers that were found dead</td></tr>
 * <tr><td>{@code ipc.ends.opened}</td><td>counter</td><td>ends that have opened</td></tr>
 * <tr><td>{@code ipc.ends.open}</td><td>gauge</td><td>ends that are open now</td></tr>
 * <tr><td>{@code ipc.unread}</td><td>gauge</td><td>for receivers and subscriptions: messages not taken yet; not a number
 * where the transport cannot tell ({@link EndMetrics#unread})</td></tr>
 * <tr><td>{@code ipc.unread.bytes}</td><td>gauge</td><td>for subscriptions: bytes of these messages, framing
 * included</td></tr>
 * <tr><td>{@code ipc.missed}</td><td>counter</td><td>for subscriptions: messages that were overwritten or removed
 * before the subscription took them</td></tr>
 * <tr><td>{@code ipc.disconnected}</td><td>counter</td><td>for publishers: subscriptions that they have disconnected;
 * for subscriptions: those that were disconnected</td></tr>
 * </table>
 *
 * <p>The counters only rise, even when ends close. Their number is bounded, however many connections come and go:
 * both directions of all connections count under the address of their server, and addresses over {@link
 * IpcMetrics#MOST_TOTALS} under {@code SCHEME:others}. A new address gets its meters within a quarter of a second,
 * and values are at most that old.
 *
 * <p>It may be bound to several registries, from any thread.
 *
 * <pre>{@code
 * IpcMeters meters = new IpcMeters();
 * meters.bindTo(registry);
 * }</pre>
 */
public final class IpcMeters implements MeterBinder, AutoCloseable {
  private static final RequiredLibrary MICROMETER =
      new RequiredLibrary("io.micrometer:micrometer-core", "1.9.17", "io.micrometer");

  private final TotalsByLabel totals = new TotalsByLabel();
  private final List<BoundRegistry> bound = new ArrayList<>();
  private final Refresh refresh = new Refresh(this::registerMissing);
  private final IpcMetrics.Subscription subscription;

  /** Makes meters that are bound to no registry yet. */
  public IpcMeters() {
    subscription = IpcMetrics.observe(new Newcomers(refresh));
  }

  /**
   * Registers the meters of all known addresses, and of those that appear later.
   *
   * @param registry takes the meters
   * @throws LibraryUnavailableException if Micrometer is older than 1.9.17
   */
  @Override
  public void bindTo(MeterRegistry registry) {
    Objects.requireNonNull(registry, "registry");
    MICROMETER.use("IpcMeters.bindTo", () -> bind(registry));
  }

  private BoundRegistry bind(MeterRegistry registry) {
    BoundRegistry.link();
    BoundRegistry binding = new BoundRegistry(registry, totals);
    synchronized (bound) {
      bound.add(binding);
    }
    binding.registerMissing();
    return binding;
  }

  /** Removes all meters from their registries. Repeating it does nothing. */
  @Override
  public void close() {
    subscription.close();
    refresh.close();
    synchronized (bound) {
      bound.forEach(BoundRegistry::removeAll);
      bound.clear();
    }
  }

  private void registerMissing() {
    List<BoundRegistry> now;
    synchronized (bound) {
      now = List.copyOf(bound);
    }
    now.forEach(BoundRegistry::registerMissing);
  }

  /** An end that opens may be the first of its address. */
  private record Newcomers(Refresh refresh) implements EndObserver {
    @Override
    public void opened(EndMetrics end) {
      refresh.request();
    }

    @Override
    public void closed(EndMetrics end) {}
  }
}
