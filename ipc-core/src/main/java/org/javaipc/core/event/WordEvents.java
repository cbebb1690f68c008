package org.javaipc.core.event;

import java.lang.foreign.MemorySegment;
import org.javaipc.Address;
import org.javaipc.IpcException;
import org.javaipc.Listener;
import org.javaipc.Notifier;
import org.javaipc.core.membership.Connector;
import org.javaipc.spi.ChannelOptions;
import org.javaipc.spi.MemoryFault;
import org.javaipc.spi.RegionStore;
import org.javaipc.spi.SharedRegion;

/** The implementation of every notifier in memory: one word of 64 events in its own region. */
public final class WordEvents {
  /** The magic number with which every region begins, so that stores can distinguish it from other objects. */
  public static final long MAGIC = EventLayout.MAGIC;

  private final Address address;
  private final ChannelOptions options;
  private final RegionStore store;

  /**
   * Describes an event word; nothing is opened.
   *
   * @param address of the event word
   * @param options of the address
   * @param store creates and finds its region
   */
  public WordEvents(Address address, ChannelOptions options, RegionStore store) {
    this.address = address;
    this.options = options;
    this.store = store;
  }

  /**
   * {@return the process slot of the listener, for messages; 0 if the region is too short to have one}
   *
   * @param region the beginning of a region, which any process may have written
   */
  public static long listenerSlot(MemorySegment region) {
    return EventLayout.listenerSlot(region);
  }

  /**
   * {@return the listening end of a new event word}
   *
   * @throws IpcException as {@link RegionStore#create} says
   */
  public Listener listener() throws IpcException {
    return MemoryFault.typed(
        store,
        () -> {
          SharedRegion region =
              store.create(EventLayout.LENGTH, EventLayout.LENGTH, EventLayout::initialize);
          Listener listener = null;
          try {
            listener = new EventListener(address, region, options.waiting());
            return listener;
          } finally {
            if (listener == null) {
              region.unlink();
              region.close();
            }
          }
        });
  }

  /**
   * {@return a notifying end, once there is a listener}
   *
   * @throws org.javaipc.ConnectTimeoutException if no listener opened in time
   * @throws IpcException as {@link RegionStore#open} says
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public Notifier notifier() throws IpcException, InterruptedException {
    return new Connector<Notifier>(address, options, store, "listener") {
      @Override
      protected Notifier tryJoin(SharedRegion region) throws IpcException {
        EventLayout.check(region.segment(), region.describe());
        return new EventNotifier(address, region);
      }
    }.connect();
  }
}
