package org.javaipc.network;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.javaipc.CorruptChannelException;
import org.javaipc.IpcException;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to join: a stream to the host, on which this sends a hello. Frames after the welcome are processed at
 * once, on the loop's thread.
 *
 * @param <E> type of the end that joining returns
 */
final class FarCall<E> extends ClientCall.Listener<byte[]> implements FarWire {
  private final ClientCall<byte[], byte[]> call;
  private final FarLink link;
  private final FarHello hello;
  private final Joining<E> joining;
  private final CompletableFuture<Outcome<E>> outcome = new CompletableFuture<>();

  /** Set by who decides what comes of the try: who gives it up, or the welcome, which is only then answered. */
  private final AtomicBoolean decided = new AtomicBoolean();

  private boolean begun;
  private boolean closed;

  /** The result of the attempt. */
  sealed interface Outcome<E> {}

  /** The peer has admitted this end. */
  record Joined<E>(E end, FarLink link) implements Outcome<E> {}

  /** The peer has refused this end. */
  record Refused<E>(FarRefusal refusal) implements Outcome<E> {}

  /** There was no answer. */
  record Failed<E>(Status status) implements Outcome<E> {}

  /** Makes the end from a welcome, and begins the link; must not wait. */
  interface Joining<E> {
    E welcomed(FarWelcome welcome, FarLink link) throws IpcException, InterruptedException;
  }

  FarCall(FarHost host, String who, FarHello hello, Joining<E> joining) {
    this.call = host.channel().newCall(FarStreams.METHOD, CallOptions.DEFAULT);
    this.hello = hello;
    this.joining = joining;
    this.link = new FarLink(this, who, host::release);
  }

  void start() {
    call.start(this, new Metadata());
    call.request(Integer.MAX_VALUE);
    call.sendMessage(hello.encode());
  }

  /** {@return what came of it; null if the time is over, and nothing will} */
  @Nullable Outcome<E> await(Duration longest) throws InterruptedException {
    try {
      return outcome.get(FarLink.nanos(longest), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return decided.compareAndSet(false, true) ? null : outcome.join();
    } catch (InterruptedException e) {
      if (decided.compareAndSet(false, true)) {
        throw e;
      }
      Thread.currentThread().interrupt();
      return outcome.join();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e); // it is never completed so
    }
  }

  /** Abandons the attempt. */
  void cancel() {
    call.cancel("no longer wanted", null);
  }

  @Override
  public void onMessage(byte[] frame) {
    if (begun) {
      link.frame(frame);
      return;
    }
    begun = true;
    try {
      answer(frame);
    } catch (IpcException e) {
      fail(e);
    } catch (IOException | RuntimeException e) {
      fail(new CorruptChannelException("not an answer of javaipc: " + e.getMessage(), e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      fail(e);
    }
  }

  private void answer(byte[] frame) throws IOException, IpcException, InterruptedException {
    if (frame.length > 0 && frame[0] == FarFrame.REFUSED) {
      outcome.complete(new Refused<>(FarRefusal.decode(frame)));
      return;
    }
    if (frame.length == 0 || frame[0] != FarFrame.WELCOME) {
      throw new IOException("frame=" + (frame.length == 0 ? 0 : frame[0]));
    }
    FarWelcome welcome = FarWelcome.decode(frame, hello.kind());
    if (!decided.compareAndSet(false, true)) {
      abort("no longer wanted");
      return;
    }
    E end = joining.welcomed(welcome, link);
    link.confirm();
    outcome.complete(new Joined<>(end, link));
  }

  private void fail(Exception e) {
    outcome.complete(new Failed<>(Status.INTERNAL.withDescription(e.getMessage()).withCause(e)));
    abort(String.valueOf(e.getMessage()));
  }

  @Override
  public void onReady() {
    link.ready();
  }

  @Override
  public void onClose(Status status, Metadata trailers) {
    outcome.complete(new Failed<>(status));
    link.broken(); // unless it is over; this also releases the host
  }

  @Override
  public void send(byte[] frame) {
    if (!closed) {
      call.sendMessage(frame);
    }
  }

  @Override
  public boolean isReady() {
    return call.isReady();
  }

  @Override
  public void end() {
    if (!closed) {
      closed = true;
      call.halfClose();
    }
  }

  @Override
  public void abort(String why) {
    closed = true;
    call.cancel(why, null);
  }
}
