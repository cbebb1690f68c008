package org.javaipc.grpc;

import io.grpc.Status;
import java.lang.System.Logger.Level;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.javaipc.Connection;
import org.javaipc.IpcException;
import org.javaipc.PeerDiedException;
import org.javaipc.Receiver;
import org.javaipc.ResourceLimitException;
import org.javaipc.spi.LibraryThread;
import org.jspecify.annotations.Nullable;

/**
 * The client's side of a connection. A platform thread reads it. While blocking stubs call again and again, it stands
 * back, and each caller reads its own answer, so that no thread need be woken for it.
 */
final class ClientLink extends FrameLink {
  private static final System.Logger LOG = System.getLogger(ClientLink.class.getName());
  private static final int READ_LIMIT = 256;

  /** How long a waiting caller looks for its answer without a pause: as long as its server spins. */
  private static final long CALLER_SPINS_NANOS = 20_000;

  /**
   * How long it looks, with other threads in between, before it leaves that to the reading thread: longer than it takes to
   * wake the server. Otherwise each call would be late for the next, and both sides would sleep in every one.
   */
  private static final long CALLER_LOOKS_NANOS = 100_000;

  /** How long the reading thread stands back after a waiting caller has looked. */
  private static final long STAND_BACK_MILLIS = 10;

  private final IpcClientTransport transport;
  private final ReentrantLock reading = new ReentrantLock();
  private final AtomicInteger callsForReader = new AtomicInteger();
  private final Semaphore wakes = new Semaphore(0);
  private volatile boolean callersRead;

  ClientLink(Connection connection, IpcClientTransport transport) throws IpcException {
    super(connection, Frames.CLIENT);
    this.transport = transport;
  }

  void start() throws ResourceLimitException {
    sendSettings();
    LibraryThread.start(
        Thread.ofPlatform().daemon().name("javaipc-grpc-client").unstarted(this::read));
  }

  private void read() {
    Status why;
    try {
      int read;
      do {
        standBack();
        reading.lock();
        try {
          read = receive(READ_LIMIT);
        } finally {
          reading.unlock();
        }
      } while (read != Receiver.END_OF_STREAM);
      why =
          Status.UNAVAILABLE.withDescription(
              transport.address() + ": the server has closed the connection");
    } catch (Throwable e) {
      why = status(e);
    }
    try {
      transport.lost(why);
    } finally {
      closeIfPutOff();
    }
  }

  /** While only waiting callers have calls open, they read. */
  private void standBack() throws InterruptedException {
    while (callersRead && callsForReader.get() == 0) {
      callersRead = false;
      if (wakes.tryAcquire(STAND_BACK_MILLIS, TimeUnit.MILLISECONDS)) {
        wakes.drainPermits();
      }
    }
  }

  private Status status(Throwable cause) {
    return switch (cause) {
      case PeerDiedException e ->
          Status.UNAVAILABLE
              .withDescription("the server%s died: %s".formatted(peer(), e.getMessage()))
              .withCause(e);
      case IpcException e ->
          Status.UNAVAILABLE.withDescription("connection lost: " + e.getMessage()).withCause(e);
      case RejectedExecutionException e ->
          Status.UNAVAILABLE.withDescription("connection lost: " + e.getMessage()).withCause(e);
      case MalformedFrameException e ->
          Status.INTERNAL.withDescription(e.getMessage()).withCause(e);
      default -> {
        LOG.log(
            Level.WARNING,
            transport.address() + ": an unexpected error closed the connection",
            cause);
        yield Status.INTERNAL.withDescription("reading failed").withCause(cause);
      }
    };
  }

  private String peer() {
    return connection()
        .peer()
        .map(who -> " (pid=%d uid=%d)".formatted(who.pid(), who.uid()))
        .orElse("");
  }

  /** Counts a call whose answers the reading thread must take. */
  void leaveToReader() {
    callsForReader.incrementAndGet();
    wakes.release();
  }

  void doneByReader() {
    callsForReader.decrementAndGet();
  }

  /** Reads on the thread of a caller that waits for the end of its call anyway; returns after a moment in any case. */
  void readFor(IpcClientStream stream) {
    callersRead = true;
    if (reading.isHeldByCurrentThread() || !reading.tryLock()) {
      return;
    }
    Status lost = null;
    try {
      lost = look(stream);
    } catch (IpcException | MalformedFrameException e) {
      lost = status(e);
    } finally {
      reading.unlock();
    }
    if (lost != null) {
      transport.lost(lost);
    }
  }

  private @Nullable Status look(IpcClientStream stream)
      throws IpcException, MalformedFrameException {
    long begin = System.nanoTime();
    for (int looks = 1; !stream.isDone(); looks++) {
      int read = poll(READ_LIMIT);
      if (read == Receiver.END_OF_STREAM) {
        return Status.UNAVAILABLE.withDescription(
            transport.address() + ": the server has closed the connection");
      }
      if (looks % 16 != 0) {
        Thread.onSpinWait();
      } else if (!isWorthALook(System.nanoTime() - begin)) {
        break;
      }
    }
    return null;
  }

  @SuppressWarnings("ThreadPriorityCheck") // the server may need this very processor
  private static boolean isWorthALook(long nanos) {
    if (nanos > CALLER_SPINS_NANOS) {
      Thread.yield();
    }
    return nanos <= CALLER_LOOKS_NANOS;
  }

  @Override
  void onSettings() {
    transport.onReady();
  }

  @Override
  void onHeaders(int type, long id, byte[] payload, boolean more) throws MalformedFrameException {
    IpcClientStream stream = transport.stream(id);
    if (stream != null) {
      stream.onHeaders(type, payload, more);
    }
  }

  @Override
  void onData(long id, byte[] payload, boolean last) throws MalformedFrameException {
    IpcClientStream stream = transport.stream(id);
    if (stream == null) {
      consumed(payload.length);
    } else {
      stream.onData(payload);
    }
  }

  @Override
  void onCredit(long id, int bytes) throws MalformedFrameException {
    IpcClientStream stream = transport.stream(id);
    if (stream != null) {
      stream.onCredit(bytes);
    }
  }

  @Override
  void onCancel(long id, FrameReader payload) throws MalformedFrameException {
    Status status = Status.fromCodeValue(payload.readInt());
    IpcClientStream stream = transport.stream(id);
    if (stream != null) {
      String description = payload.readRest();
      stream.onCancel(description.isEmpty() ? status : status.withDescription(description));
    }
  }

  @Override
  void onGoAway(String description) {
    transport.onGoAway(Status.UNAVAILABLE.withDescription(description));
  }

  @Override
  void onSendFailed(Throwable cause) {
    // The sender may hold locks of its call.
    try {
      LibraryThread.start(
          Thread.ofVirtual().name("javaipc-grpc-lost").unstarted(() -> lost(cause)));
    } catch (ResourceLimitException e) {
      later(() -> lost(cause));
    }
  }

  private void lost(Throwable cause) {
    transport.lost(status(cause));
  }

  @Override
  ScheduledExecutorService timer() {
    return transport.timer();
  }
}
