package org.javaipc.network;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.javaipc.Address;
import org.javaipc.IpcException;
import org.javaipc.core.mirror.MirrorStore;

/**
 * What the doors of a receiver and of a listener share: the name at a port, and the streams of the clients that joined.
 */
abstract class FarDoors implements FarDoor {
  protected final FarOptions options;
  protected final MirrorStore store;
  private final FarPort port;
  private final Set<FarInlet> inlets = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean left = new AtomicBoolean();

  /**
   * Prepares to take a name.
   *
   * @param options of the address
   * @param port of which this door owns one use from now on
   */
  FarDoors(FarOptions options, FarPort port) {
    this.options = options;
    this.port = port;
    this.store = new MirrorStore(options.address().toString(), this::close);
  }

  private String key() {
    return FarVisitors.key(kind(), options.address().name());
  }

  /** Opens the end that has the name. */
  interface Opening<E> {
    E end(MirrorStore store) throws IpcException;
  }

  /** {@return the end that has the name from now on, until it closes} */
  <E> E open(Opening<E> opening) throws IpcException {
    boolean opened = false;
    try {
      port.register(key(), this);
      E end = opening.end(store);
      opened = true;
      return end;
    } finally {
      if (!opened && store.region() == null) {
        leave();
      }
    }
  }

  /** Gives the name and the port back, once. */
  private void leave() {
    if (left.compareAndSet(false, true)) {
      port.unregister(key(), this);
      port.release();
      port.awaitFree();
    }
  }

  /** Admits a client. */
  protected void add(FarInlet inlet) {
    inlets.removeIf(FarInlet::isDone);
    inlets.add(inlet);
  }

  /** The end has closed; its clients are told. */
  private void close() {
    inlets.forEach(FarInlet::close);
    long begin = System.nanoTime();
    inlets.forEach(
        inlet -> inlet.awaitFarewell(FarInlet.FAREWELL.minusNanos(System.nanoTime() - begin)));
    leave();
  }

  @Override
  public Address address() {
    return options.address();
  }
}
