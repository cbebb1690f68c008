package org.javaipc.bench.jmh;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.TimeUnit;
import org.javaipc.Ipc;
import org.javaipc.IpcException;
import org.javaipc.MessageHandler;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Both ends on one thread: the instructions of a message, without the cache lines that travel. With
 * {@code -prof gc} it shows that nothing is allocated.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 3, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class OfferAndPoll {
  private static final int MANY = 64;

  /** What carries the messages. */
  @Param({"memory", "shm"})
  public String scheme = "memory";

  /** Bytes of a message. */
  @Param({"8", "32", "100", "1024"})
  public int size;

  /** What the handler has read. */
  public long sum;

  private final MemorySegment message = Arena.ofAuto().allocate(1024, 64);
  private final MessageHandler handler =
      (segment, offset, length) -> sum += segment.get(ValueLayout.JAVA_LONG_UNALIGNED, offset);
  private Receiver receiver;
  private Sender sender;

  /** Opens both ends. */
  @Setup
  public void open() throws IpcException, InterruptedException {
    String address = scheme + ":jmh" + ProcessHandle.current().pid() + "?senders=1";
    receiver = Ipc.receiver(address);
    sender = Ipc.sender(address);
  }

  /** Closes both ends. */
  @TearDown
  public void close() throws IpcException {
    sender.close();
    receiver.close();
  }

  /** One message there and taken. */
  @Benchmark
  public long one() throws IpcException {
    boolean sent = sender.offer(message, 0, size);
    assert sent;
    return receiver.poll(handler, 1) + sum;
  }

  /** Many messages, then taken at once; the time is one's. */
  @Benchmark
  @OperationsPerInvocation(MANY)
  public long many() throws IpcException {
    for (int i = 0; i < MANY; i++) {
      boolean sent = sender.offer(message, 0, size);
      assert sent;
    }
    return receiver.poll(handler, MANY) + sum;
  }
}
