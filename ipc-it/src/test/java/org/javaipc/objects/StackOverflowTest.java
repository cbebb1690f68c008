package org.javaipc.objects;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.javaipc.Ipc;
import org.javaipc.IpcException;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The stack of the caller ends somewhere inside a call of an end. A message whose {@code offer} threw may have been
 * sent or not, so each attempt has a number of its own.
 */
@Timeout(180)
class StackOverflowTest {
  private static final int ROUNDS = 40;
  private static final int MOST = 1 << 17;
  private static final long STACK = 256 << 10;

  /** So many frames before the end of the stack the calls begin, at most. */
  private static final int LAST_FRAMES = 120;

  @TempDir Path folder;
  private final MemorySegment message = MemorySegment.ofArray(new long[2]);
  private final long[] acknowledged = new long[MOST];
  private final long[] received = new long[MOST];
  private int acknowledgements;
  private int receipts;
  private long attempts;
  private int told;
  private int depth;

  @ParameterizedTest
  @ValueSource(
      strings = {"shm", "sysv", "mmap", "fifo", "pipe", "unix", "unixgram", "mq", "sysvmq"})
  void whatIsAcknowledgedComesOnceAndInOrderWhereverTheSenderOverflows(String scheme)
      throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      clear();
      String address = scheme + ":so" + round + "?end=never&dir=" + folder;
      try (Receiver receiver = Ipc.receiver(address);
          Sender sender = Ipc.sender(address)) {
        overflow(37 * round, () -> offer(sender));
        offer(sender);
        drain(receiver);
        requireOrder();
        assertThat(missing()).as("acknowledged, but not received").isEmpty();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"shm", "sysv", "mmap", "fifo", "pipe", "unix", "unixgram", "mq", "sysvmq"})
  void onlyTheMessageWhoseHandlerOverflowsIsLostOrTheReceiverSaysSo(String scheme)
      throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      clear();
      String address = scheme + ":so" + round + "?end=never&dir=" + folder;
      try (Receiver receiver = Ipc.receiver(address);
          Sender sender = Ipc.sender(address)) {
        for (int i = 0; i < 8; i++) {
          offer(sender);
        }
        overflow(
            LAST_FRAMES - 3 * round,
            () -> {
              var _ = receiver.poll(this::take, 1);
            });
        offer(sender);
        boolean usable = drain(receiver);
        requireOrder();
        long last = usable || receipts == 0 ? attempts : received[receipts - 1];
        assertThat(missing())
            .filteredOn(number -> number < last)
            .as("lost, but for the one whose handler overflowed; told=%d", told)
            .hasSizeLessThanOrEqualTo(told + 1);
      }
    }
  }

  private void clear() {
    acknowledgements = 0;
    receipts = 0;
    attempts = 0;
    told = 0;
  }

  private void requireOrder() {
    long[] numbers = Arrays.copyOf(received, receipts);
    for (int i = 0; i < receipts; i++) {
      assertThat(numbers[i])
          .as("receipt %d", i)
          .isBetween(i == 0 ? 0 : numbers[i - 1] + 1, attempts - 1);
    }
  }

  private List<Long> missing() {
    return LongStream.of(Arrays.copyOf(acknowledged, acknowledgements))
        .filter(number -> Arrays.binarySearch(received, 0, receipts, number) < 0)
        .boxed()
        .toList();
  }

  private void take(MemorySegment segment, long offset, long length) {
    received[receipts] = segment.get(ValueLayout.JAVA_LONG_UNALIGNED, offset);
    receipts++;
  }

  /** {@return whether the receiver can be used} */
  private boolean drain(Receiver receiver) {
    for (int failures = 0; failures < 3; ) {
      try {
        if (receiver.poll(this::take, 100) <= 0) {
          return true;
        }
      } catch (IpcException e) {
        told++; // typed: it says why
        failures++;
      }
    }
    return false;
  }

  private void offer(Sender sender) {
    long number = attempts++;
    message.set(ValueLayout.JAVA_LONG, 0, number);
    try {
      if (sender.offer(message, 0, 16)) {
        acknowledged[acknowledgements] = number;
        acknowledgements++;
      }
    } catch (IpcException e) {
      // typed: it says why
    }
  }

  /** Acts in each of the last frames before the stack ends, and where it does. */
  private void overflow(int last, Action action) throws InterruptedException {
    depth = 0;
    deep(() -> dig(0, Integer.MAX_VALUE, action));
    int from = depth - last;
    deep(() -> dig(0, from, action));
  }

  @SuppressWarnings("InfiniteRecursion") // until the stack ends
  private void dig(int level, int from, Action action) throws Exception {
    if (level >= from) {
      action.run();
    }
    depth = level;
    dig(level + 1, from, action);
  }

  private static void deep(Action action) throws InterruptedException {
    Thread thread =
        new Thread(
            null,
            () -> {
              try {
                action.run();
              } catch (StackOverflowError e) {
                // on purpose
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            },
            "deep",
            STACK);
    thread.start();
    thread.join();
  }

  private interface Action {
    void run() throws Exception;
  }
}
