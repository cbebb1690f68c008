package org.javaipc.spi;

import java.util.EnumSet;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Named instants in the life of an end at which a process may be killed, in the order in which it passes them. With
 * {@code -Dipc.checkpoints=...} a {@link Visitor} can stop a process there. Without that property, passing one costs
 * nothing: it is the test of a constant, which the compiler removes.
 */
public enum Checkpoint {
  /** A receiver has created its channel's queue or segment in the kernel; its file does not say yet which it is. */
  CREATE_OBJECT_MADE,
  /** A receiver, or the first publisher of a topic, has initialized its region; the region has no name yet. */
  CREATE_INITIALIZED,
  /** The region can be found. */
  CREATE_NAMED,
  /** A sender, a publisher or a subscription has mapped a region. */
  JOIN_MAPPED,
  /** It has the name's lock. */
  JOIN_LOCKED,
  /** A sender has reserved the memory of a lane. */
  JOIN_RESERVED,
  /** A sender has taken a lane, or a subscription has created its region; it has not announced itself yet. */
  JOIN_TAKEN,
  /** It has announced itself; it still holds the name's lock. */
  JOIN_ANNOUNCED,
  /** A message is in the ring but not published. */
  SEND_COPIED,
  /** The stamp after it is cleared. */
  SEND_CLEARED,
  /** A message is published: it is committed. */
  SEND_PUBLISHED,
  /** The receiver was woken, if it slept. */
  SEND_WOKEN,
  /** A message counts as taken; its handler has not run. */
  RECEIVE_TAKEN,
  /** The handler of a message has run; its room has not been released. */
  RECEIVE_HANDLED,
  /** The room of the taken messages has been released, or the place in a log has been recorded. */
  RECEIVE_ROOM_GIVEN,
  /** An end is being closed; its peer cannot know that yet. */
  CLOSE_BEGUN,
  /** A closing end has told its peer; its memory is still mapped. */
  CLOSE_TOLD,
  /** A log's next file has been created but has no name yet. */
  LOG_FILE_MADE,
  /** The log's last file has its mark, and the next one has no name yet. */
  LOG_FILE_ENDED,
  /** The log's next file can be found; it has no record. */
  LOG_FILE_NAMED,
  /**
   * A thread is about to be started; a visitor that throws simulates a system without free threads. No process is
   * killed here.
   */
  THREAD_START;

  private static final @Nullable Visitor VISITOR = visitor();

  /** {@return the instants at which a process may be killed, in their order} */
  public static Set<Checkpoint> steps() {
    return EnumSet.complementOf(EnumSet.of(THREAD_START));
  }

  /** Passes this instant. */
  public void pass() {
    if (VISITOR != null) {
      VISITOR.visit(this);
    }
  }

  private static @Nullable Visitor visitor() {
    if (System.getProperty("ipc.checkpoints") == null) {
      return null;
    }
    List<Visitor> all =
        ServiceLoader.load(Visitor.class).stream().map(ServiceLoader.Provider::get).toList();
    return checkpoint -> all.forEach(visitor -> visitor.visit(checkpoint));
  }

  /** Is called at every checkpoint that this process passes. */
  @FunctionalInterface
  public interface Visitor {
    /**
     * Called at a checkpoint, by the thread that passes it, which may hold locks of the channel.
     *
     * @param checkpoint that is passed
     */
    void visit(Checkpoint checkpoint);
  }
}
