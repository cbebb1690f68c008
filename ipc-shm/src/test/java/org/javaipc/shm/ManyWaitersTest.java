package org.javaipc.shm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.javaipc.ChannelClosedException;
import org.javaipc.Ipc;
import org.javaipc.Listener;
import org.javaipc.Notifier;
import org.javaipc.PollHandler;
import org.javaipc.Poller;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many ends that wait at once, on virtual threads, asynchronously and in a poller. */
class ManyWaitersTest {
  private static final int ENDS = 1000;
  private static final String SMALL = "&senders=1&capacity=4KiB";

  @TempDir Path directory;
  private final List<Receiver> receivers = new ArrayList<>();

  private String address(String scheme, int number) {
    return scheme + ":waiter-" + number + "?dir=" + directory.resolve("run");
  }

  private void openReceivers(String scheme, int count) throws Exception {
    for (int i = 0; i < count; i++) {
      receivers.add(Ipc.receiver(address(scheme, i) + SMALL));
    }
  }

  @AfterEach
  void closeReceivers() throws Exception {
    for (Receiver receiver : receivers) {
      receiver.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"shm", "sysv"})
  void aThousandVirtualThreadsWaitWithoutAThousandThreads(String scheme) throws Exception {
    openReceivers(scheme, ENDS);
    int threadsBefore = platformThreads();
    AtomicInteger waiting = new AtomicInteger();
    List<CompletableFuture<String>> received = new ArrayList<>();
    for (Receiver receiver : receivers) {
      CompletableFuture<String> future = new CompletableFuture<>();
      received.add(future);
      Thread.ofVirtual()
          .start(() -> {
            waiting.incrementAndGet();
            try {
              future.complete(receiver.receiveString());
            } catch (Exception e) {
              future.completeExceptionally(e);
            }
          });
    }
    await().atMost(60, TimeUnit.SECONDS).until(() -> waiting.get() == ENDS);
    for (int i = 0; i < ENDS; i++) {
      try (Sender sender = Ipc.sender(address(scheme, i))) {
        sender.send("to " + i);
      }
    }
    for (int i = 0; i < ENDS; i++) {
      assertThat(received.get(i).get(60, TimeUnit.SECONDS)).isEqualTo("to " + i);
    }
    assertThat(platformThreads() - threadsBefore)
        .as("platform threads for %d waiting ends", ENDS)
        .isLessThan(40);
  }

  private static int platformThreads() {
    return new File("/proc/self/task").list().length;
  }

  @Test
  void aFutureEndsWithTheMessageItsCancellationOrTheClose() throws Exception {
    openReceivers("shm", 3);
    CompletableFuture<byte[]> first = receivers.get(0).receiveAsync();
    CompletableFuture<byte[]> second = receivers.get(1).receiveAsync();
    CompletableFuture<byte[]> third = receivers.get(2).receiveAsync();
    try (Sender sender = Ipc.sender(address("shm", 0))) {
      sender.sendAsync(new byte[] {1, 2}).get(60, TimeUnit.SECONDS);
    }
    assertThat(first.get(60, TimeUnit.SECONDS)).containsExactly(1, 2);

    assertThat(second.cancel(true)).isTrue();
    try (Sender sender = Ipc.sender(address("shm", 1))) {
      sender.send("still usable");
    }
    await()
        .atMost(60, TimeUnit.SECONDS)
        .ignoreExceptionsInstanceOf(IllegalStateException.class) // until the cancelled call is out
        .until(() -> "still usable".equals(receivers.get(1).receiveString()));

    receivers.get(2).close();
    assertThat(third)
        .failsWithin(Duration.ofSeconds(10))
        .withThrowableOfType(ExecutionException.class)
        .withCauseInstanceOf(ChannelClosedException.class);
  }

  @Test
  void onePollerServesManyReceiversAndListeners() throws Exception {
    openReceivers("shm", 200);
    AtomicInteger messages = new AtomicInteger();
    AtomicInteger ends = new AtomicInteger();
    List<Long> events = new ArrayList<>();
    try (Poller poller = new Poller();
        Listener listener = Ipc.listener(address("shm", 0))) {
      for (Receiver receiver : receivers) {
        poller.add(
            receiver,
            new PollHandler() {
              @Override
              public void onMessage(MemorySegment segment, long offset, long length) {
                messages.incrementAndGet();
              }

              @Override
              public void onEnd(Receiver ended) {
                ends.incrementAndGet();
              }
            });
      }
      poller.add(listener, events::add);
      assertThat(poller.await(Duration.ofMillis(1))).isZero();
      Thread sending = Thread.ofPlatform().start(() -> sendToAll(200));
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
      while ((ends.get() < 200 || events.isEmpty()) && System.nanoTime() < deadline) {
        poller.await(Duration.ofSeconds(1));
      }
      sending.join();
      assertThat(messages).hasValue(400);
      assertThat(ends).hasValue(200);
      assertThat(events).containsExactly(Notifier.bit(7));
      assertThat(poller.size()).isEqualTo(1);
    }
  }

  private void sendToAll(int count) {
    try (Notifier notifier = Ipc.notifier(address("shm", 0))) {
      for (int i = 0; i < count; i++) {
        try (Sender sender = Ipc.sender(address("shm", i))) {
          sender.send("one");
          sender.send("two");
        }
      }
      notifier.signal(7);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
