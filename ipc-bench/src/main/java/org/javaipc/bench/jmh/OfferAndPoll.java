package org.javaipc.bench.jmh;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.javaipc.MessageHandler;
import org.javaipc.bench.Contender;
import org.javaipc.bench.Folders;
import org.javaipc.cli.bench.Link;
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
 * Both ends on one thread: the instructions of a message, without the cache lines that travel, ours beside those of
 * other rings. With {@code -prof gc} it shows that nothing is allocated.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 3,
    jvmArgsAppend = {
      "--enable-native-access=ALL-UNNAMED",
      "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED",
      "--sun-misc-unsafe-memory-access=allow",
      "-Dagrona.disable.bounds.checks=true"
    })
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class OfferAndPoll {
  private static final int MANY = 64;

  /** What carries the messages, as {@link Contender} reads it. */
  @Param({"javaipc", "agrona"})
  public String contender = "javaipc";

  /** Bytes of a message. */
  @Param({"32", "100", "1024"})
  public int size;

  /** What the handler has read. */
  public long sum;

  private final MessageHandler writer =
      (segment, offset, length) -> segment.set(ValueLayout.JAVA_LONG_UNALIGNED, offset, length);
  private final MessageHandler reader =
      (segment, offset, length) -> sum += segment.get(ValueLayout.JAVA_LONG_UNALIGNED, offset);

  private Link here;
  private Link there;

  /** Opens both ends, each of which may wait for the other. */
  @Setup
  public void open() throws Exception {
    Path folder = Folders.inMemory("jmh");
    try (ExecutorService other = Executors.newSingleThreadExecutor()) {
      Future<Link> server =
          other.submit(() -> Contender.of(contender).open(contender, folder, false, 1024));
      here = Contender.of(contender).open(contender, folder, true, 1024);
      there = server.get();
    } finally {
      Folders.delete(folder);
    }
  }

  /** Closes both ends. */
  @TearDown
  public void close() throws IOException {
    here.close();
    there.close();
  }

  /** One message there and taken. */
  @Benchmark
  public long one() throws Exception {
    require(here.offer(size));
    return take(1);
  }

  /** Many messages, then taken at once; the time is one's. */
  @Benchmark
  @OperationsPerInvocation(MANY)
  public long many() throws Exception {
    for (int i = 0; i < MANY; i++) {
      require(here.offer(size));
    }
    return take(MANY);
  }

  /** Many messages written in place, then taken at once; the time is one's. */
  @Benchmark
  @OperationsPerInvocation(MANY)
  public long manyInPlace() throws Exception {
    for (int i = 0; i < MANY; i++) {
      require(here.claim(writer, size));
    }
    return take(MANY);
  }

  /** Some rings end a call where they wrap, before the limit. */
  private long take(int count) throws Exception {
    for (int left = count; left > 0; ) {
      left -= there.poll(reader, left);
    }
    return sum;
  }

  private static void require(boolean sent) {
    if (!sent) {
      throw new IllegalStateException("there is no room for the message");
    }
  }
}
