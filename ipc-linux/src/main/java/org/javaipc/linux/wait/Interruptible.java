package org.javaipc.linux.wait;

import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.spi.AbstractSelectableChannel;
import java.nio.channels.spi.AbstractSelector;
import java.util.Set;

/**
 * A wait in the kernel that {@link Thread#interrupt} ends. It is a selector only because {@code
 * begin} and {@code end} of {@link AbstractSelector} are how an interrupt reaches a platform thread
 * that waits in the kernel: it calls {@link #wakeup}.
 */
public abstract class Interruptible extends AbstractSelector {
  /** For subclasses. */
  protected Interruptible() {
    super(null); // the system's provider is never asked, and slow to load
  }

  /** Ends the wait, also one that is about to begin. */
  @Override
  public abstract Selector wakeup();

  @Override
  protected final void implCloseSelector() {}

  @Override
  protected final SelectionKey register(
      AbstractSelectableChannel channel, int ops, Object attachment) {
    throw noChannels();
  }

  @Override
  public final Set<SelectionKey> keys() {
    throw noChannels();
  }

  @Override
  public final Set<SelectionKey> selectedKeys() {
    throw noChannels();
  }

  @Override
  public final int selectNow() {
    throw noChannels();
  }

  @Override
  public final int select(long timeout) {
    throw noChannels();
  }

  @Override
  public final int select() {
    throw noChannels();
  }

  private static UnsupportedOperationException noChannels() {
    return new UnsupportedOperationException(
        "this selector only ends a wait in the kernel: it has no channels");
  }
}
