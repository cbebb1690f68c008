package org.javaipc.telemetry;

import org.javaipc.EndMetrics;
import org.javaipc.EndRole;
import org.jspecify.annotations.Nullable;

/** Writes the events of one end to the flight recorder; a few loads while nothing is recorded. */
public final class EndRecorder {
  // Whether a kind is on is asked of one that is kept, so that a wait allocates nothing if it is
  // off.
  private static final WaitEvent WAIT = new WaitEvent();
  private static final BackPressureEvent BACK_PRESSURE = new BackPressureEvent();

  private final EndMetrics end;

  /** The wait that goes on, if it is recorded; the end's user alone sees it. */
  private @Nullable EndEvent wait;

  /**
   * Records for an end.
   *
   * @param end that is recorded
   */
  public EndRecorder(EndMetrics end) {
    this.end = end;
  }

  /** The end has opened. */
  public void opened() {
    EndOpenedEvent event = new EndOpenedEvent();
    if (event.isEnabled()) {
      commit(event);
    }
  }

  /** The end has closed. */
  public void closed() {
    EndClosedEvent event = new EndClosedEvent();
    if (event.isEnabled()) {
      event.messages = end.messages();
      event.bytes = end.bytes();
      event.waits = end.waits();
      commit(event);
    }
  }

  /** A wait of the end's user begins. */
  public void waitBegins() {
    boolean forRoom = isFilling(end.role());
    if (forRoom ? BACK_PRESSURE.isEnabled() : WAIT.isEnabled()) {
      EndEvent event = forRoom ? new BackPressureEvent() : new WaitEvent();
      event.begin();
      wait = event;
    }
  }

  /** The wait is over. */
  public void waitEnds() {
    EndEvent event = wait;
    if (event != null) {
      wait = null;
      event.end();
      commit(event);
    }
  }

  /**
   * A peer was found dead.
   *
   * @param peer who it was, for people
   */
  public void peerDied(String peer) {
    PeerDeathEvent event = new PeerDeathEvent();
    if (event.isEnabled()) {
      event.peer = peer;
      commit(event);
    }
    Log.LOGGER.log(
        System.Logger.Level.DEBUG, () -> end.address() + ": the peer, " + peer + ", died");
  }

  /**
   * A publisher has disconnected a subscription, or a subscription is told that.
   *
   * @param peer the other one, for people
   */
  public void disconnected(String peer) {
    DisconnectedEvent event = new DisconnectedEvent();
    if (event.isEnabled()) {
      event.peer = peer;
      commit(event);
    }
    Log.LOGGER.log(
        System.Logger.Level.DEBUG,
        () -> "%s: %s, disconnected: %s".formatted(end.address(), end.role(), peer));
  }

  private void commit(EndEvent event) {
    event.address = end.address().toString();
    event.role = end.role().name();
    event.commit();
  }

  /** {@return whether an end waits for room, and not for something to come} */
  private static boolean isFilling(EndRole role) {
    return role == EndRole.SENDER || role == EndRole.NOTIFIER || role == EndRole.PUBLISHER;
  }
}
