package org.javaipc.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.javaipc.ChannelClosedException;
import org.javaipc.ConnectTimeoutException;
import org.javaipc.IpcContext;
import org.javaipc.IpcException;
import org.javaipc.PeerClosedException;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.javaipc.TypedReceiver;
import org.javaipc.TypedSender;
import org.junit.jupiter.api.Test;

/** A sender that is opened when it is used. */
class InjectedSenderTest {
  @Test
  void isOpenedAtFirstUseAndAgainAfterItsReceiverHasGone() {
    Contexts.plain()
        .withPropertyValues(
            "ipc.channel.later.address=memory:later", "ipc.channel.later.connect=10ms")
        .run(context -> {
          Sender sender = context.getBean(IpcSenders.class).get("later");
          assertThatThrownBy(() -> sender.send("too early"))
              .isInstanceOf(ConnectTimeoutException.class);
          for (int i = 0; i < 2; i++) {
            try (Receiver receiver = context.getBean(IpcContext.class).receiver("later")) {
              sender.send("in time");
              assertThat(receiver.receiveString()).isEqualTo("in time");
            }
            assertThatThrownBy(() -> sender.send("too late"))
                .isInstanceOf(PeerClosedException.class);
          }
          context.close();
          assertThatThrownBy(() -> sender.send("after the end"))
              .isInstanceOf(ChannelClosedException.class);
        });
  }

  @Test
  void aTimedSendAndAnOfferWaitNoLongerThanTheySay() {
    Contexts.plain()
        .withPropertyValues("ipc.channel.away=memory:away?connect=1h&reconnect=true")
        .run(context -> {
          Sender sender = context.getBean(IpcSenders.class).get("away");
          assertThat(sender.offer("not waited for")).isFalse();
          assertThat(sender.send("not received", Duration.ofMillis(20))).isFalse();
          Thread waiting =
              Thread.ofVirtual().start(() -> assertThatThrownBy(() -> sender.send("for an hour")));
          await().until(() -> waiting.getState() == Thread.State.TIMED_WAITING);
          assertThat(sender.offer("another opens it")).isFalse();
          assertThat(sender.send("another opens it", Duration.ofMillis(20))).isFalse();
          waiting.interrupt();
          waiting.join();
          try (Receiver receiver = context.getBean(IpcContext.class).receiver("away")) {
            assertThat(sender.send("in time", Duration.ofMinutes(1))).isTrue();
            assertThat(sender.offer("at once")).isTrue();
            assertThat(receiver.receiveString()).isEqualTo("in time");
            assertThat(receiver.receiveString()).isEqualTo("at once");
          }
        });
  }

  @Test
  void aTimeoutThatIsLongerThanTheAddressAllowsLeavesTheErrorAsItIs() {
    Contexts.plain()
        .withPropertyValues("ipc.channel.away=memory:away?connect=10ms")
        .run(context -> {
          Sender sender = context.getBean(IpcSenders.class).get("away");
          assertThatThrownBy(() -> sender.send("x", Duration.ofMinutes(1)))
              .isInstanceOf(ConnectTimeoutException.class);
        });
  }

  private static final int THREADS = 8;
  private static final int EACH = 1_000;

  /** Half of the threads send bytes, half values; their first use races, and the receiver is opened again in between. */
  @Test
  void manyThreadsSendThroughIt() {
    Contexts.plain()
        .withPropertyValues("ipc.channel.busy=memory:busy?capacity=4KiB")
        .run(context -> {
          IpcSenders senders = context.getBean(IpcSenders.class);
          Sender raw = senders.get("busy");
          TypedSender<Order> typed = senders.get("busy", new OrderCodec());
          Set<String> sent = ConcurrentHashMap.newKeySet();
          CyclicBarrier first = new CyclicBarrier(THREADS + 1);
          AtomicInteger gone = new AtomicInteger();
          List<Callable<Void>> bodies = new ArrayList<>();
          for (int thread = 0; thread < THREADS; thread++) {
            int number = thread;
            bodies.add(() -> {
              first.await();
              for (int i = 0; i < EACH; i++) {
                Order order = order(number, i);
                try {
                  if (number % 2 == 0) {
                    raw.send(order.amount() + " " + order.side());
                  } else {
                    typed.send(order);
                  }
                  sent.add(order.toString());
                } catch (PeerClosedException e) {
                  gone.incrementAndGet();
                }
              }
              return null;
            });
          }
          Set<String> got = new HashSet<>();
          try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Void>> running = bodies.stream().map(threads::submit).toList();
            IpcContext ipc = context.getBean(IpcContext.class);
            first.await();
            receive(ipc, got, THREADS * EACH / 4);
            Future<?> rest =
                threads.submit(() -> {
                  receive(ipc, got, Integer.MAX_VALUE);
                  return null;
                });
            try {
              for (Future<Void> one : running) {
                one.get();
              }
            } finally {
              raw.close(); // the end of the stream
              typed.close();
            }
            rest.get();
          }
          assertThat(gone.get()).as("sends that met the end").isLessThanOrEqualTo(2 * THREADS);
          assertThat(sent).hasSizeGreaterThanOrEqualTo(THREADS * EACH - 2 * THREADS);
          Set<String> lost = new HashSet<>(sent);
          lost.removeAll(got);
          assertThat(lost).as("in the ring of the first receiver").hasSizeLessThan(2 * 4096 / 8);
          assertThat(got).as("messages as they were sent").isSubsetOf(all());
        });
  }

  private static Order order(int thread, int i) {
    return new Order(thread * EACH + i, thread % 2 == 0 ? "raw" : "typed");
  }

  private static Set<String> all() {
    Set<String> all = new HashSet<>();
    for (int i = 0; i < THREADS * EACH; i++) {
      all.add(order(i / EACH, i % EACH).toString());
    }
    return all;
  }

  private static void receive(IpcContext ipc, Set<String> got, int most)
      throws IpcException, InterruptedException {
    try (TypedReceiver<Order> receiver = ipc.receiver("busy", new OrderCodec())) {
      for (Order order; got.size() < most && (order = receiver.receive()) != null; ) {
        assertThat(got.add(order.toString())).as("%s comes once", order).isTrue();
      }
    }
  }

  @Test
  void thereIsOneForEachNameAndCodec() {
    Contexts.inMemory()
        .run(context -> {
          IpcSenders senders = context.getBean(IpcSenders.class);
          OrderCodec codec = new OrderCodec();
          assertThat(senders.get("a")).isSameAs(senders.get("a")).isNotSameAs(senders.get("b"));
          assertThat(senders.get("a", codec)).isSameAs(senders.get("a", codec));
          assertThat(senders.get("a", codec)).isNotSameAs(senders.get("a", new OrderCodec()));
        });
  }

  @Test
  void optionsMayBeAMapInSpringsSpelling() {
    Contexts.plain()
        .withPropertyValues(
            "ipc.channel.small.address=memory:small?senders=2",
            "ipc.channel.small.capacity=4KiB",
            "ipc.channel.small.max-message=100")
        .run(context -> {
          IpcContext ipc = context.getBean(IpcContext.class);
          assertThat(ipc.resolve("small"))
              .hasToString("memory:small?senders=2&capacity=4KiB&maxMessage=100");
          try (Receiver receiver = ipc.receiver("small")) {
            assertThat(receiver.maxMessage()).isEqualTo(100);
          }
        });
  }
}
