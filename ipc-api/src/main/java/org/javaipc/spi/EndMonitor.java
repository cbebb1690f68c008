package org.javaipc.spi;

import java.util.function.LongSupplier;
import org.javaipc.Address;
import org.javaipc.EndMetrics;
import org.javaipc.EndRole;
import org.javaipc.telemetry.EndRecorder;
import org.javaipc.telemetry.OpenEnds;
import org.javaipc.telemetry.Totals;
import org.jspecify.annotations.Nullable;

/**
 * Through this, a transport reports on one of its ends while it is open. It feeds {@link org.javaipc.IpcMetrics} and
 * the flight recorder, and allocates nothing while nothing is recorded.
 *
 * <p>{@link #counted}, {@link #waitBegins}, {@link #waitEnds}, {@link #peerDied}, {@link #missed(long)} and {@link
 * #disconnected(String)} are for the thread that uses the end; the others may be called from any thread.
 *
 * <pre>{@code
 * EndMonitor monitor = new EndMonitor(address, EndRole.SENDER);
 * monitor.opened(this); // last, when the end is complete
 * monitor.counted(1, length); // for each message
 * monitor.closed();
 * }</pre>
 */
public final class EndMonitor implements EndMetrics {
  private final Address address;
  private final EndRole role;

  /** The address under which the end counts in the totals. */
  private final Address owner;

  /** Whether this is an end that the application opened, not a part of one. */
  private final boolean listed;

  private final EndRecorder recorder;

  private long messages;
  private long bytes;
  private long waits;
  private long peerDeaths;
  private long missed;
  private long disconnected;
  private volatile LongSupplier unread = EndMonitor::nothing;
  private volatile LongSupplier unreadBytes = EndMonitor::nothing;

  /**
   * Creates the monitor of an end that is about to open.
   *
   * @param address of the end
   * @param role of the end
   */
  public EndMonitor(Address address, EndRole role) {
    this(address, role, true);
  }

  private EndMonitor(Address address, EndRole role, boolean listed) {
    this.address = address;
    this.role = role;
    this.listed = listed;
    this.owner = Totals.owner(address);
    this.recorder = new EndRecorder(this);
  }

  /**
   * {@return the monitor of an end that is a part of another end} It counts, but appears neither in the metrics nor in
   * the flight recorder, and is not closed at exit; the other end is, and closes this one.
   *
   * @param address of the end
   * @param role of the end
   */
  public static EndMonitor unlisted(Address address, EndRole role) {
    return new EndMonitor(address, role, false);
  }

  /** The end has opened completely, and {@link #closed} will be called. */
  public void opened() {
    list(null);
  }

  private void list(@Nullable AutoCloseable end) {
    if (listed) {
      OpenEnds.opened(this, owner, end);
      recorder.opened();
    }
  }

  /**
   * The end has opened. It is closed at an orderly shutdown of the JVM, unless it was closed before.
   *
   * @param end closes it, from any thread, and calls {@link #closed}
   * @throws InternalError if its memory was cut short meanwhile: it has not opened then
   */
  public void opened(AutoCloseable end) {
    MemoryFault.settle();
    list(end);
  }

  /**
   * Like {@link #opened(AutoCloseable)}, for a receiver or subscription that can tell how far it is behind.
   *
   * @param end closes it, from any thread, and calls {@link #closed}
   * @param behind says how many messages it has not taken, or {@link EndMetrics#UNKNOWN}; called by any
   *     thread while the end is open, and may be while it closes: it may throw an {@link
   *     IllegalStateException} then, or an {@link InternalError} if memory was cut short
   * @throws InternalError if its memory was cut short meanwhile: it has not opened then
   */
  public void opened(AutoCloseable end, LongSupplier behind) {
    opened(end, behind, () -> EndMetrics.UNKNOWN);
  }

  /**
   * Like {@link #opened(AutoCloseable, LongSupplier)}, for a subscription, which also knows how many bytes it is
   * behind.
   *
   * @param end closes it, from any thread, and calls {@link #closed}
   * @param behind as {@link #opened(AutoCloseable, LongSupplier)} says
   * @param bytesBehind says how many bytes, framing included, these messages have; otherwise like {@code behind}
   * @throws InternalError if its memory was cut short meanwhile: it has not opened then
   */
  public void opened(AutoCloseable end, LongSupplier behind, LongSupplier bytesBehind) {
    unread = behind;
    unreadBytes = bytesBehind;
    opened(end);
  }

  /** The end has closed. Calling this again, or without {@link #opened}, changes nothing. */
  public void closed() {
    unread = EndMonitor::nothing;
    unreadBytes = EndMonitor::nothing;
    if (OpenEnds.closed(this)) {
      recorder.closed();
    }
  }

  /**
   * Events were sent or received.
   *
   * @param count how many
   */
  public void counted(int count) {
    messages += count;
  }

  /**
   * Messages were sent or received.
   *
   * @param count how many
   * @param length how many bytes they have together, without what the transport adds
   */
  public void counted(int count, long length) {
    messages += count;
    bytes += length;
  }

  /** The end's user begins to wait. */
  public void waitBegins() {
    waits++;
    if (listed) {
      recorder.waitBegins();
    }
  }

  /** The end's user has stopped waiting. */
  public void waitEnds() {
    recorder.waitEnds();
  }

  /**
   * A peer was found dead.
   *
   * @param peer a description of it, for people
   */
  public void peerDied(String peer) {
    peerDeaths++;
    if (listed) {
      recorder.peerDied(peer);
    }
  }

  /**
   * A subscription has missed messages.
   *
   * @param count how many
   */
  public void missed(long count) {
    missed += count;
  }

  /**
   * A publisher has disconnected a subscription, or a subscription has learned that it was disconnected.
   *
   * @param peer a description of the other end, for people
   */
  public void disconnected(String peer) {
    disconnected++;
    if (listed) {
      recorder.disconnected(peer);
    }
  }

  @Override
  public Address address() {
    return address;
  }

  @Override
  public EndRole role() {
    return role;
  }

  @Override
  public long messages() {
    return messages;
  }

  @Override
  public long bytes() {
    return bytes;
  }

  @Override
  public long waits() {
    return waits;
  }

  @Override
  public long peerDeaths() {
    return peerDeaths;
  }

  @Override
  public long missed() {
    return missed;
  }

  @Override
  public long disconnected() {
    return disconnected;
  }

  @Override
  public long unread() {
    return look(unread);
  }

  @Override
  public long unreadBytes() {
    return look(unreadBytes);
  }

  private static long look(LongSupplier behind) {
    try (MemoryFault.SETTLED) {
      return behind.getAsLong();
    } catch (IllegalStateException | InternalError e) {
      return 0; // it has just closed, or its memory was cut short
    }
  }

  private static long nothing() {
    return 0;
  }

  @Override
  public String toString() {
    return role + " " + address;
  }
}
