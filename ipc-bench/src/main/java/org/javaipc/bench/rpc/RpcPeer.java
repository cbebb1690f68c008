package org.javaipc.bench.rpc;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.util.Iterator;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** One side of a contender, in a process of its own: {@code server|client CONTENDER PLACE}. */
public final class RpcPeer {
  private static final long PAUSE_NANOS = 1_000_000;
  private static final int STREAMED = 32;

  private final Channel channel;

  private RpcPeer(Channel channel) {
    this.channel = channel;
  }

  /** A server serves until standard input ends; a client takes a work and milliseconds on each line, and answers. */
  public static void main(String[] args) throws Exception {
    Contender contender = new Contender(args[1]);
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    if (args[0].equals("server")) {
      contender.serve(args[2]);
      System.out.println("ready");
      while (in.readLine() != null) {
        // Nothing is asked of a server.
      }
      System.exit(0);
    }
    RpcPeer client = new RpcPeer(contender.connect(args[2]));
    System.out.println("ready");
    for (String line; (line = in.readLine()) != null; ) {
      String[] words = line.split(" ", -1);
      System.out.println(client.work(words[0], Long.parseLong(words[1]) * 1_000_000));
    }
    System.exit(0);
  }

  private String work(String work, long nanos) throws InterruptedException {
    return switch (work) {
      case "call" -> latency(nanos, 0);
      case "rare" -> latency(nanos, PAUSE_NANOS);
      case "many" -> Double.toString(rate(nanos, 64));
      case "stream" -> Double.toString(stream(nanos));
      default -> throw new IllegalArgumentException("work=" + work);
    };
  }

  /** {@return p50 of a call of 100 bytes in microseconds} */
  private String latency(long nanos, long pause) {
    byte[] question = new byte[100];
    Histogram times = new Histogram(3);
    long end = System.nanoTime() + nanos;
    while (System.nanoTime() < end) {
      long begin = System.nanoTime();
      ClientCalls.blockingUnaryCall(channel, EchoService.UNARY, CallOptions.DEFAULT, question);
      times.recordValue(System.nanoTime() - begin);
      if (pause > 0) {
        LockSupport.parkNanos(pause);
      }
    }
    return Double.toString(times.getValueAtPercentile(50) / 1e3);
  }

  /** {@return calls a second, with so many open at once} */
  private double rate(long nanos, int open) throws InterruptedException {
    Flood flood = new Flood(System.nanoTime() + nanos, open);
    long begin = System.nanoTime();
    for (int i = 0; i < open; i++) {
      flood.call();
    }
    flood.over.await();
    Throwable failure = flood.failed.get();
    if (failure != null) {
      throw new IllegalStateException("a call failed", failure);
    }
    return flood.done.get() * 1e9 / (System.nanoTime() - begin);
  }

  /** {@return MiB a second of a server's stream of messages of 1 MiB} */
  private double stream(long nanos) {
    long begin = System.nanoTime();
    long messages = 0;
    while (System.nanoTime() - begin < nanos) {
      Iterator<byte[]> answers =
          ClientCalls.blockingServerStreamingCall(
              channel, EchoService.STREAM, CallOptions.DEFAULT, new byte[] {STREAMED});
      while (answers.hasNext()) {
        answers.next();
        messages++;
      }
    }
    return messages * 1e9 / (System.nanoTime() - begin);
  }

  private final class Flood {
    private final byte[] question = new byte[100];
    private final long end;
    private final AtomicInteger open;
    private final AtomicLong done = new AtomicLong();
    private final CountDownLatch over = new CountDownLatch(1);
    private final AtomicReference<@Nullable Throwable> failed = new AtomicReference<>();

    Flood(long end, int open) {
      this.end = end;
      this.open = new AtomicInteger(open);
    }

    void call() {
      ClientCalls.asyncUnaryCall(
          channel.newCall(EchoService.UNARY, CallOptions.DEFAULT), question, new Answer());
    }

    private final class Answer implements StreamObserver<byte[]> {
      @Override
      public void onNext(byte[] answer) {}

      @Override
      public void onError(Throwable failure) {
        failed.set(failure);
        over.countDown();
      }

      @Override
      public void onCompleted() {
        done.incrementAndGet();
        if (System.nanoTime() < end) {
          call();
        } else if (open.decrementAndGet() == 0) {
          over.countDown();
        }
      }
    }
  }
}
