package org.javaipc.mmap.log;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.javaipc.Address;
import org.javaipc.ChannelClosedException;
import org.javaipc.CorruptChannelException;
import org.javaipc.EndRole;
import org.javaipc.HistoryGoneException;
import org.javaipc.IpcException;
import org.javaipc.MessageHandler;
import org.javaipc.Received;
import org.javaipc.TopicSubscription;
import org.javaipc.core.topic.BellSubscription;
import org.javaipc.spi.ArgumentChecks;
import org.javaipc.spi.Checkpoint;
import org.javaipc.spi.EndMonitor;
import org.jspecify.annotations.Nullable;

/**
 * The subscribing end of a log: reads its files from a given place, and sleeps at the bell when it has read everything.
 * A named subscription records its place as each handler returns.
 */
final class LogSubscription implements TopicSubscription {
  private static final long FOREVER = Long.MAX_VALUE;

  /**
   * A publisher that is killed after it appended and before it rang the bell wakes no subscription, so sleeps are
   * short.
   */
  private static final long SLICE_NANOS = 500_000_000;

  private static final Duration SLICE = Duration.ofNanos(SLICE_NANOS);
  private static final int ALL_RINGS = Integer.MAX_VALUE;
  private static final MessageHandler IGNORE = (segment, offset, length) -> {};

  private final Address address;
  private final LogReader reader;
  private final LogEnd end;
  private final @Nullable Place place;
  private final BellSubscription bell;
  private final EndMonitor monitor;

  /** Held by the thread that uses this end, so that a closing thread can wait for it. */
  private final ReentrantLock use = new ReentrantLock();

  private volatile boolean closed;
  private volatile long position;
  private volatile long bytes;
  private volatile long missed;

  /** Whether a message was handed out and its user has not called again, and so may not have dealt with it. */
  private boolean unsettled;

  /** The stamp of the last message that was handed out. */
  private long stamp;

  /** How many messages were missed; only the user's thread writes it. */
  private long gone;

  private long toldDeaths;
  private boolean released;

  LogSubscription(
      Address address,
      Path folder,
      LogStart start,
      Stated stated,
      @Nullable Place place,
      BellSubscription bell)
      throws IpcException {
    this.address = address;
    this.place = place;
    this.bell = bell;
    this.monitor = new EndMonitor(address, EndRole.SUBSCRIPTION);
    this.end = new LogEnd(folder);
    this.reader = open(folder, start, stated, place);
    moved();
    monitor.opened(this, this::lag, this::bytesBehind);
  }

  private static LogReader open(Path folder, LogStart start, Stated stated, @Nullable Place place)
      throws IpcException {
    try {
      return LogReader.open(folder, start, stated);
    } catch (HistoryGoneException e) {
      throw place == null ? e : place.gone(e);
    }
  }

  @Override
  public Address address() {
    return address;
  }

  @Override
  public long maxMessage() {
    return LogFileDescriptor.LONGEST_MESSAGE;
  }

  @Override
  public long diedSenders() {
    return bell.diedSenders();
  }

  @Override
  public boolean isEnded() {
    return false;
  }

  @Override
  public long missed() {
    return missed;
  }

  @Override
  public long lag() {
    return behind().messages();
  }

  private long bytesBehind() {
    return behind().bytes();
  }

  private LogLag behind() {
    try {
      return end.behind(position, bytes);
    } catch (IpcException e) {
      return LogLag.NONE; // the log is damaged there; reading on reports it
    }
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public int poll(MessageHandler handler, int limit) throws IpcException {
    ArgumentChecks.checkHandler(handler, limit);
    enter();
    try {
      return take(handler, limit, true);
    } finally {
      exit();
    }
  }

  @Override
  public int receive(MessageHandler handler, int limit, Duration timeout)
      throws IpcException, InterruptedException {
    return receive(handler, limit, ArgumentChecks.nanos(timeout), true);
  }

  @Override
  public int receive(MessageHandler handler, int limit) throws IpcException, InterruptedException {
    return receive(handler, limit, FOREVER, true);
  }

  @Override
  public byte @Nullable [] receive() throws IpcException, InterruptedException {
    return receiveCopy(FOREVER);
  }

  @Override
  public Received<byte[]> receive(Duration timeout) throws IpcException, InterruptedException {
    return Received.of(receiveCopy(ArgumentChecks.nanos(timeout)), false);
  }

  private byte @Nullable [] receiveCopy(long nanos) throws IpcException, InterruptedException {
    byte[][] message = new byte[1][];
    int taken =
        receive(
            (segment, offset, length) ->
                message[0] = segment.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE),
            1,
            nanos,
            false);
    return taken == 0 ? null : message[0];
  }

  private int receive(MessageHandler handler, int limit, long nanos, boolean settles)
      throws IpcException, InterruptedException {
    ArgumentChecks.checkHandler(handler, limit);
    enter();
    try {
      int taken = take(handler, limit, settles);
      return taken == 0 && nanos > 0 && await(nanos) ? take(handler, limit, settles) : taken;
    } finally {
      exit();
    }
  }

  @Override
  public long receive(MemorySegment into, Duration timeout)
      throws IpcException, InterruptedException {
    return receive(into, ArgumentChecks.nanos(timeout));
  }

  @Override
  public long receive(MemorySegment into) throws IpcException, InterruptedException {
    return receive(into, FOREVER);
  }

  private long receive(MemorySegment into, long nanos) throws IpcException, InterruptedException {
    ArgumentChecks.checkTarget(into);
    enter();
    try {
      settle();
      notice();
      if (!isReady() && (nanos <= 0 || !await(nanos))) {
        return TIMED_OUT;
      }
      if (reader.isReady() && reader.length() > into.byteSize()) {
        throw new IllegalArgumentException(
            "%s: the message has length=%d but the segment only byteSize=%d; the message was not taken"
                .formatted(address, reader.length(), into.byteSize()));
      }
      if (!next()) {
        return TIMED_OUT;
      }
      handedOut();
      MemorySegment.copy(reader.segment(), reader.offset(), into, 0, reader.length());
      return reader.length();
    } finally {
      exit();
    }
  }

  @Override
  public boolean awaitReady(Duration timeout) throws IpcException, InterruptedException {
    long nanos = ArgumentChecks.nanos(timeout);
    enter();
    try {
      return isReady() || await(nanos);
    } finally {
      exit();
    }
  }

  @Override
  public int latest(MessageHandler handler) throws IpcException {
    Objects.requireNonNull(handler, "handler");
    enter();
    try {
      settle();
      long last = end.behind(0, 0).messages() - 1;
      if (last < 0) {
        return 0;
      }
      reader.seek(new LogStart.Position(last));
      return takeFromLog(handler, 1, true);
    } finally {
      exit();
    }
  }

  /** Sleeps at the bell until there is something to take; {@return false if the timeout elapsed}. */
  private boolean await(long nanos) throws IpcException, InterruptedException {
    long begin = System.nanoTime();
    monitor.waitBegins();
    try {
      while (true) {
        long left = nanos == FOREVER ? FOREVER : nanos - (System.nanoTime() - begin);
        boolean _ = bell.awaitReady(left < SLICE_NANOS ? Duration.ofNanos(left) : SLICE);
        boolean _ = hear();
        if (isReady()) {
          return true;
        }
        if (left <= 0) {
          return false;
        }
      }
    } catch (ChannelClosedException e) {
      throw closed ? closed() : e;
    } finally {
      monitor.waitEnds();
    }
  }

  private int take(MessageHandler handler, int limit, boolean settles) throws IpcException {
    settle();
    try {
      notice(); // also for a user that always finds messages and never waits
      int taken = takeFromLog(handler, limit, settles);
      if (taken == 0 && hear()) {
        taken = takeFromLog(handler, limit, settles);
      }
      return taken;
    } catch (ChannelClosedException e) {
      throw closed ? closed() : e;
    }
  }

  private int takeFromLog(MessageHandler handler, int limit, boolean settles) throws IpcException {
    int taken = 0;
    while (taken < limit && !closed && next()) {
      taken++;
      handedOut();
      Checkpoint.RECEIVE_TAKEN.pass();
      handler.onMessage(reader.segment(), reader.offset(), reader.length());
      Checkpoint.RECEIVE_HANDLED.pass();
      if (settles) {
        settle();
        Checkpoint.RECEIVE_ROOM_GIVEN.pass();
      }
    }
    return taken;
  }

  private void handedOut() {
    monitor.counted(1, reader.length());
    unsettled = place != null;
  }

  private boolean next() throws IpcException {
    try {
      boolean there = reader.read();
      if (there) {
        moved();
      }
      return there;
    } catch (HistoryGoneException e) {
      throw skipped(e);
    }
  }

  /**
   * Continues where the log begins now, which may have moved on since the failure; only what is skipped in the end is
   * missed.
   */
  private HistoryGoneException skipped(HistoryGoneException first) throws IpcException {
    long before = reader.next();
    HistoryGoneException last = first;
    boolean there = false;
    while (!there) {
      try {
        reader.seek(new LogStart.Position(last.first()));
        there = true;
      } catch (HistoryGoneException later) {
        last = later;
      }
    }
    long skipped = Math.max(0, reader.next() - before);
    gone += skipped;
    missed = gone;
    monitor.missed(skipped);
    moved();
    return last;
  }

  private void moved() {
    position = reader.next();
    bytes = reader.bytes();
    stamp = reader.stamp();
    if (place == null) {
      bell.tellPlace(position, bytes);
    }
  }

  /** The user has called again, so it has dealt with the previous message. */
  private void settle() throws IpcException {
    if (unsettled && place != null) {
      unsettled = false;
      place.commit(position, stamp, reader.identity());
    }
  }

  /** Takes the announcements at the bell; {@return whether there were any}. */
  private boolean hear() throws IpcException {
    boolean rung = bell.poll(IGNORE, ALL_RINGS) > 0;
    tellDeaths();
    return rung;
  }

  private void notice() throws IpcException {
    bell.notice();
    tellDeaths();
  }

  private void tellDeaths() {
    while (toldDeaths < bell.diedSenders()) {
      toldDeaths++;
      monitor.peerDied("a publisher of " + address);
    }
  }

  /** {@return whether the next call takes or throws something} */
  private boolean isReady() throws IpcException {
    try {
      return reader.isReady();
    } catch (HistoryGoneException | CorruptChannelException e) {
      return true;
    }
  }

  private void enter() throws IpcException {
    use.lock();
    if (closed) {
      exit();
      throw closed();
    }
  }

  private void exit() {
    if (closed && use.getHoldCount() == 1) {
      release();
    }
    use.unlock();
  }

  private ChannelClosedException closed() {
    return new ChannelClosedException(address + ": this subscription is closed");
  }

  @Override
  public void close() throws IpcException {
    closed = true;
    try {
      bell.close(); // wakes a thread that sleeps there
    } finally {
      use.lock();
      exit();
    }
  }

  private void release() {
    if (!released) {
      released = true;
      reader.close();
      end.close();
      if (place != null) {
        place.close();
      }
      monitor.closed();
    }
  }

  @Override
  public String toString() {
    return "subscription of " + address;
  }
}
