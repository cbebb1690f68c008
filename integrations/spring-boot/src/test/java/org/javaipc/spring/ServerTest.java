package org.javaipc.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.CountDownLatch;
import org.javaipc.Connection;
import org.javaipc.IpcContext;
import org.javaipc.PeerClosedException;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Methods that serve. */
class ServerTest {
  /** Answers, talks, and doubles orders. */
  static final class Desk {
    final CountDownLatch goOn = new CountDownLatch(1);
    final CountDownLatch asked = new CountDownLatch(1);

    @IpcServer("ask")
    String answer(String question) throws InterruptedException {
      if (question.equals("fail")) {
        throw new IllegalStateException("cannot");
      }
      if (question.equals("slow")) {
        asked.countDown();
        goOn.await();
      }
      return "you said " + question;
    }

    @IpcServer("talk")
    void talk(Connection connection) throws Exception {
      connection.send("welcome");
      connection.send("you said " + connection.receiveString());
    }

    @IpcServer("orders")
    Order doubled(Order order) {
      return new Order(2 * order.amount(), order.side());
    }
  }

  private final Desk desk = new Desk();

  private ApplicationContextRunner runner() {
    return Contexts.inMemory()
        .withPropertyValues("ipc.channel.default=shm:{name}")
        .withBean(Desk.class, () -> desk)
        .withBean(OrderCodec.class);
  }

  @Test
  void eachKindOfMethodServesItsClients() {
    runner()
        .run(context -> {
          IpcContext ipc = context.getBean(IpcContext.class);
          try (Connection one = ipc.connect("ask");
              Connection other = ipc.connect("ask")) {
            assertThat(one.call("hello")).isEqualTo("you said hello");
            assertThat(other.call("a")).isEqualTo("you said a");
            assertThat(other.call("b")).isEqualTo("you said b");
          }
          try (Connection talk = ipc.connect("talk")) {
            assertThat(talk.receiveString()).isEqualTo("welcome");
            assertThat(talk.call("bye")).isEqualTo("you said bye");
            assertThat(talk.receive()).isNull();
          }
          try (Connection orders = ipc.connect("orders")) {
            assertThat(orders.call("21 buy")).isEqualTo("42 buy");
          }
        });
  }

  @Test
  void aFailureEndsTheConnectionOfItsClientAlone() {
    runner()
        .run(context -> {
          IpcContext ipc = context.getBean(IpcContext.class);
          try (Connection one = ipc.connect("ask");
              Connection other = ipc.connect("ask")) {
            assertThatThrownBy(() -> one.call("fail")).isInstanceOf(PeerClosedException.class);
            assertThat(other.call("hello")).isEqualTo("you said hello");
          }
          Health health = context.getBean(HealthIndicator.class).health();
          assertThat(health.getDetails().get("ask"))
              .asString()
              .contains("kind=server, state=open, handled=1, failures=1");
        });
  }

  @Test
  void aRequestInHandIsAnsweredWhenTheApplicationStops() {
    runner()
        .run(context -> {
          try (Connection client = context.getBean(IpcContext.class).connect("ask");
              Connection idle = context.getBean(IpcContext.class).connect("ask")) {
            client.send("slow");
            desk.asked.await();
            IpcEndpoints endpoints = context.getBean(IpcEndpoints.class);
            Thread closing = Thread.ofVirtual().start(context::close);
            await().until(() -> !endpoints.isRunning());
            assertThat(idle.receive()).isNull();
            desk.goOn.countDown();
            assertThat(client.receiveString()).isEqualTo("you said slow");
            assertThat(client.receive()).isNull();
            closing.join();
          }
        });
  }
}
