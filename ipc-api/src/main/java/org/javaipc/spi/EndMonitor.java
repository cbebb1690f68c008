package org.javaipc.spi;

import org.javaipc.Address;
import org.javaipc.EndMetrics;
import org.javaipc.EndRole;
import org.javaipc.telemetry.EndRecorder;
import org.javaipc.telemetry.OpenEnds;
import org.javaipc.telemetry.Totals;

/**
 * What a transport tells of one of its ends while it is open: feeds {@link org.javaipc.IpcMetrics}
 * and the flight recorder. Allocates nothing while nothing is recorded.
 *
 * <p>{@link #counted}, {@link #waitBegins}, {@link #waitEnds} and {@link #peerDied} are for the
 * thread that uses the end; the others may be called from any thread.
 *
 * <pre>{@code
 * EndMonitor monitor = new EndMonitor(address, EndRole.SENDER);
 * monitor.opened(this); // last, when the end stands
 * monitor.counted(1); // for each message
 * monitor.closed();
 * }</pre>
 */
public final class EndMonitor implements EndMetrics {
  private final Address address;
  private final EndRole role;

  /** The address under which the end counts in the totals. */
  private final Address owner;

  private final EndRecorder recorder;

  private long messages;
  private long waits;
  private long peerDeaths;

  /**
   * Makes the monitor of an end that is about to open.
   *
   * @param address of the end
   * @param role of the end
   */
  public EndMonitor(Address address, EndRole role) {
    this.address = address;
    this.role = role;
    this.owner = Totals.owner(address);
    this.recorder = new EndRecorder(this);
  }

  /** The end has opened: it stands, and {@link #closed} will be called. */
  public void opened() {
    OpenEnds.opened(this, owner, null);
    recorder.opened();
  }

  /**
   * The end has opened, and is closed when the JVM shuts down in order, unless that is done already.
   *
   * @param end closes it, from any thread, and calls {@link #closed}
   * @throws InternalError if its memory was cut short meanwhile: it has not opened then
   */
  public void opened(AutoCloseable end) {
    MemoryFault.settle();
    OpenEnds.opened(this, owner, end);
    recorder.opened();
  }

  /** The end has closed. Repeating it, or doing it without {@link #opened}, changes nothing. */
  public void closed() {
    if (OpenEnds.closed(this)) {
      recorder.closed();
    }
  }

  /**
   * Messages or events have passed.
   *
   * @param count how many
   */
  public void counted(int count) {
    messages += count;
  }

  /** The end's user begins to wait. */
  public void waitBegins() {
    waits++;
    recorder.waitBegins();
  }

  /** The end's user has stopped waiting. */
  public void waitEnds() {
    recorder.waitEnds();
  }

  /**
   * A peer was found dead.
   *
   * @param peer who it was, for people
   */
  public void peerDied(String peer) {
    peerDeaths++;
    recorder.peerDied(peer);
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
  public long waits() {
    return waits;
  }

  @Override
  public long peerDeaths() {
    return peerDeaths;
  }

  @Override
  public String toString() {
    return role + " " + address;
  }
}
