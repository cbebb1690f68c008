package org.javaipc.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.javaipc.Codec;
import org.javaipc.CorruptChannelException;
import org.javaipc.IpcContext;
import org.javaipc.IpcException;
import org.javaipc.MalformedMessageException;
import org.javaipc.PeerClosedException;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.javaipc.TypeMismatchException;
import org.javaipc.TypedSender;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Methods that listen, and injected senders. */
class ListenerTest {
  /** Takes what comes, of each kind. */
  static final class Desk {
    final List<Object> taken = new CopyOnWriteArrayList<>();

    @IpcListener("text")
    void text(String message) {
      taken.add(message);
    }

    @IpcListener("bytes")
    void bytes(byte[] message) {
      taken.add(new String(message, StandardCharsets.UTF_8) + " in bytes");
    }

    @IpcListener("place")
    void place(MemorySegment message) {
      taken.add(message.byteSize() + " in place");
    }

    @IpcListener("${desk.orders}")
    void order(Order order) {
      if (order.amount() < 0) {
        throw new IllegalArgumentException("amount=" + order.amount());
      }
      taken.add(order);
    }
  }

  /** Sends. */
  record Client(
      @IpcSender("text") Sender text,
      @IpcSender("bytes") Sender bytes,
      @IpcSender("place") Sender place,
      @IpcSender("orders") TypedSender<Order> orders) {}

  @Configuration(proxyBeanMethods = false)
  static class Application {
    @Bean
    Desk desk() {
      return new Desk();
    }

    @Bean
    Client client(
        @IpcSender("text") Sender text,
        @IpcSender("bytes") Sender bytes,
        @IpcSender("place") Sender place,
        @IpcSender("orders") TypedSender<Order> orders) {
      return new Client(text, bytes, place, orders);
    }

    @Bean
    Codec<Order> orderCodec() {
      return new OrderCodec();
    }
  }

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private static final String[] CHANNELS = {
    "ipc.channel.text=shm:text",
    "ipc.channel.bytes=shm:bytes",
    "ipc.channel.place=shm:place",
    "ipc.channel.orders=shm:orders",
    "desk.orders=orders"
  };

  @Test
  void methodsTakeBytesTextPlacesAndValues() {
    Contexts.inMemory()
        .withPropertyValues(CHANNELS)
        .withUserConfiguration(Application.class)
        .run(context -> {
          Client client = context.getBean(Client.class);
          client.text().send("hello");
          client.bytes().send("hello");
          client.place().send("hello");
          client.orders().send(new Order(100, "buy"));
          Desk desk = context.getBean(Desk.class);
          await()
              .untilAsserted(() ->
                  assertThat(desk.taken)
                      .containsExactlyInAnyOrder(
                          "hello", "hello in bytes", "5 in place", new Order(100, "buy")));
        });
  }

  @Test
  void whatAMethodThrowsIsToldAndTheNextMessageIsTaken() {
    List<String> told = new CopyOnWriteArrayList<>();
    Contexts.inMemory()
        .withPropertyValues(CHANNELS)
        .withUserConfiguration(Application.class)
        .withBean(
            IpcErrorHandler.class,
            () ->
                (source, message, failure) ->
                    told.add(
                        source
                            + ": "
                            + new String(message, StandardCharsets.UTF_8)
                            + ": "
                            + failure.getClass().getSimpleName()))
        .run(context -> {
          Client client = context.getBean(Client.class);
          client.orders().send(new Order(-1, "buy"));
          context.getBean(IpcSenders.class).get("orders").send("nonsense");
          client.orders().send(new Order(1, "sell"));
          Desk desk = context.getBean(Desk.class);
          await().untilAsserted(() -> assertThat(desk.taken).containsExactly(new Order(1, "sell")));
          String source = "@IpcListener(\"orders\") ListenerTest.Desk.order(Order): ";
          String[] failures = { // of two senders, in either order
            source + "-1 buy: " + IllegalArgumentException.class.getSimpleName(),
            source + "nonsense: " + MalformedMessageException.class.getSimpleName()
          };
          await().untilAsserted(() -> assertThat(told).containsExactlyInAnyOrder(failures));
          assertThat(health(context)).isEqualTo(Status.UP);
        });
  }

  @Test
  void anErrorHandlerThatThrowsStopsItsListenerAndTheHealthIsDown() {
    Contexts.inMemory()
        .withPropertyValues(CHANNELS)
        .withUserConfiguration(Application.class)
        .withBean(
            IpcErrorHandler.class,
            () ->
                (_, _, failure) -> {
                  throw new IllegalStateException("give up", failure);
                })
        .run(context -> {
          context.getBean(Client.class).orders().send(new Order(-1, "buy"));
          await().until(() -> health(context).equals(Status.DOWN));
          context.getBean(Client.class).text().send("goes on");
          await().until(() -> context.getBean(Desk.class).taken.contains("goes on"));
        });
  }

  private static Status health(ConfigurableApplicationContext context) {
    return context.getBean(HealthIndicator.class).health().getStatus();
  }

  /** Is slow, and sends on what it has taken. */
  static final class Slow {
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);

    @IpcSender("after")
    @Autowired
    Sender after;

    @IpcListener("slow")
    void take(String message) throws Exception {
      begun.countDown();
      goOn.await();
      after.send(message); // senders still work
    }
  }

  @Test
  void theMessageInHandIsHandledToItsEndWhenTheApplicationStops() {
    Contexts.inMemory()
        .withPropertyValues("ipc.channel.slow=shm:slow", "ipc.channel.after=shm:after")
        .withBean(Slow.class)
        .run(context -> {
          Slow slow = context.getBean(Slow.class);
          IpcEndpoints endpoints = context.getBean(IpcEndpoints.class);
          try (Receiver after = context.getBean(IpcContext.class).receiver("after")) {
            Sender sender = context.getBean(IpcSenders.class).get("slow");
            sender.send("in hand");
            sender.send("waits");
            slow.begun.await();
            Thread closing = Thread.ofVirtual().start(context::close);
            await().until(() -> !endpoints.isRunning());
            slow.goOn.countDown();
            assertThat(after.receiveString()).isEqualTo("in hand");
            closing.join();
            assertThat(after.receive(Duration.ZERO).orNull()).isNull();
          }
        });
  }

  @Test
  void sendersComeAndGoAndTheListenerStays() {
    Contexts.inMemory()
        .withPropertyValues(CHANNELS)
        .withUserConfiguration(Application.class)
        .run(context -> {
          for (int i = 0; i < 3; i++) {
            try (Sender sender = context.getBean(IpcContext.class).sender("text")) {
              sender.send("visitor " + i);
            }
          }
          await()
              .untilAsserted(() ->
                  assertThat(context.getBean(Desk.class).taken)
                      .containsExactlyInAnyOrder("visitor 0", "visitor 1", "visitor 2"));
        });
  }

  /** Listens to two rings. */
  static final class Two {
    final List<String> taken = new CopyOnWriteArrayList<>();

    @IpcListener("first")
    void first(String message) {
      taken.add("first " + message);
    }

    @IpcListener("second")
    void second(String message) {
      taken.add("second " + message);
    }
  }

  @Test
  void oneRingThatIsScribbledOnIsOpenedAgainAndTheOtherListenerGoesOn(@TempDir Path folder)
      throws Exception {
    Path directory = Files.createDirectory(folder.resolve("run"), OWNER_ONLY);
    Path away = folder.resolve("away");
    Path others = Files.createDirectory(folder.resolve("others"), OWNER_ONLY);
    Contexts.plain()
        .withPropertyValues(
            "ipc.channel.first=shm:first?dir=" + directory,
            "ipc.channel.second=shm:second?dir=" + others)
        .withBean(Two.class)
        .run(context -> {
          Two two = context.getBean(Two.class);
          Sender first = context.getBean(IpcSenders.class).get("first");
          Sender second = context.getBean(IpcSenders.class).get("second");
          first.send("works");
          await().until(() -> two.taken.contains("first works"));
          Path ring = directory.resolve("first.shm");
          Files.move(directory, away); // it cannot be opened again until that is undone
          scribble(away.resolve(ring.getFileName()));
          try {
            first.send("into the scribbles");
          } catch (IpcException e) {
            assertThat(e).isInstanceOfAny(CorruptChannelException.class, PeerClosedException.class);
          }
          await().until(() -> health(context).equals(Status.DOWN));
          assertThat(details(context, "first")).containsEntry("state", "trying again");
          assertThat(details(context, "second")).containsEntry("state", "open");
          second.send("goes on");
          await().until(() -> two.taken.contains("second goes on"));
          Files.move(away, directory);
          await().atMost(PATIENCE).until(() -> health(context).equals(Status.UP));
          await()
              .atMost(PATIENCE)
              .until(() -> {
                first.send("again");
                return two.taken.contains("first again");
              });
        });
  }

  private static void scribble(Path ring) throws IOException {
    byte[] bytes = Files.readAllBytes(ring);
    Arrays.fill(bytes, 0, bytes.length, (byte) 0x7F);
    try (RandomAccessFile file = new RandomAccessFile(ring.toFile(), "rw")) {
      file.write(bytes);
    }
  }

  @SuppressWarnings("unchecked") // the health of one endpoint is a map
  private static Map<String, Object> details(
      ConfigurableApplicationContext context, String channel) {
    return (Map<String, Object>)
        Objects.requireNonNull(
            context.getBean(HealthIndicator.class).health().getDetails().get(channel));
  }

  @Test
  void aSenderOfAnotherTypeIsRefusedAndTheListenersGoOn(@TempDir Path folder) throws Exception {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    String dir = "?dir=" + folder;
    Contexts.plain()
        .withPropertyValues(
            "ipc.channel.text=shm:text" + dir,
            "ipc.channel.bytes=shm:bytes" + dir,
            "ipc.channel.place=shm:place" + dir,
            "ipc.channel.orders=shm:orders" + dir + "&type=order/1",
            "desk.orders=orders")
        .withUserConfiguration(Application.class)
        .run(context -> {
          IpcContext ipc = context.getBean(IpcContext.class);
          assertThatThrownBy(() -> ipc.sender("shm:orders" + dir + "&type=order/2"))
              .isInstanceOf(TypeMismatchException.class)
              .hasMessageContaining("order/1")
              .hasMessageContaining("order/2");
          assertThat(health(context)).isEqualTo(Status.UP);
          context.getBean(Client.class).orders().send(new Order(1, "buy"));
          context.getBean(Client.class).text().send("goes on");
          await()
              .untilAsserted(() ->
                  assertThat(context.getBean(Desk.class).taken)
                      .containsExactlyInAnyOrder(new Order(1, "buy"), "goes on"));
        });
  }
}
