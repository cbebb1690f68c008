package org.javaipc.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Supplier;
import org.javaipc.AccessRefusedException;
import org.javaipc.Codec;
import org.javaipc.CorruptChannelException;
import org.javaipc.Ipc;
import org.javaipc.Receiver;
import org.javaipc.ResourceLimitException;
import org.javaipc.Sender;
import org.javaipc.TypedSender;
import org.junit.jupiter.api.Test;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Each mistake is one error at the start, with what to do. */
class WrongUseTest {
  static final class TwoParameters {
    @IpcListener("orders")
    void take(String message, int number) {}
  }

  static final class Returns {
    @IpcListener("orders")
    String take(String message) {
      return message;
    }
  }

  static final class Typed {
    @IpcListener("orders")
    void take(Order order) {}
  }

  static final class Named {
    @IpcListener(value = "orders", codec = "missing")
    void take(Order order) {}
  }

  static final class Text {
    @IpcListener("orders")
    void take(String text) {}
  }

  static final class MoreText {
    @IpcListener("orders")
    void alsoTake(String text) {}
  }

  static final class Answers {
    @IpcServer("orders")
    void answer(String text) {}
  }

  static final class TypedRequest {
    @IpcServer("orders")
    String book(Order order) {
      return order.toString();
    }
  }

  static final class TypedAnswer {
    @IpcServer("orders")
    Order find(String name) {
      return new Order(name.length(), name);
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class WantsTypedSender {
    @Bean
    Object wants(@IpcSender("orders") TypedSender<Order> sender) {
      return sender.toString();
    }
  }

  static final class TwoCodecs {
    @Bean
    Codec<Order> first() {
      return new OrderCodec();
    }

    @Bean
    Codec<Order> second() {
      return new OrderCodec();
    }
  }

  record Wants(@IpcSender("ordres") Sender sender) {}

  @Configuration(proxyBeanMethods = false)
  static class WantsSender {
    @Bean
    Wants wants(@IpcSender("ordres") Sender sender) {
      return new Wants(sender);
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class WantsRawTypedSender {
    @Bean
    Object wants(@IpcSender("orders") TypedSender<?> sender) {
      return sender.toString();
    }
  }

  private static ApplicationContextRunner orders(String address) {
    return Contexts.plain().withPropertyValues("ipc.channel.orders=" + address);
  }

  private static <T> ApplicationContextRunner with(Class<T> type, Supplier<T> bean) {
    return orders("memory:wrong").withBean(type, bean);
  }

  private static void fails(ApplicationContextRunner runner, String description, String action) {
    runner.run(context -> {
      Throwable failure = context.getStartupFailure();
      assertThat(failure).isNotNull();
      FailureAnalysis analysis = new StartFailureAnalyzer().analyze(failure);
      if (analysis == null) {
        analysis = new MissingSenderAnalyzer().analyze(failure);
      }
      assertThat(analysis).as("of " + failure).isNotNull();
      assertThat(analysis.getDescription()).contains(description);
      assertThat(analysis.getAction()).contains(action);
    });
  }

  @Test
  void aListenerOfTheWrongShape() {
    fails(
        with(TwoParameters.class, TwoParameters::new),
        "@IpcListener(\"orders\") WrongUseTest.TwoParameters.take(String, int) cannot take messages",
        "Write void take(byte[] message)");
    fails(with(Returns.class, Returns::new), "returns nothing", "use @IpcServer to return answers");
  }

  @Test
  void aServerOfTheWrongShape() {
    fails(
        with(Answers.class, Answers::new),
        "takes a request and returns an answer",
        "Write String answer(String request)");
  }

  @Test
  void noCodecTwoCodecsAndAnUnknownOne() {
    fails(
        with(Typed.class, Typed::new),
        "no bean is a Codec<org.javaipc.spring.Order>",
        "@Bean Codec<Order>");
    fails(
        with(Typed.class, Typed::new).withUserConfiguration(TwoCodecs.class),
        "several beans are a Codec<org.javaipc.spring.Order>: first, second",
        "@Primary, or name one with @IpcListener(codec = \"first\")");
    fails(
        with(Named.class, Named::new).withUserConfiguration(TwoCodecs.class),
        "no codec is named 'missing'",
        "there are [first, second]");
  }

  @Test
  void twoCodecsForAServer() {
    for (ApplicationContextRunner server :
        List.of(
            with(TypedRequest.class, TypedRequest::new),
            with(TypedAnswer.class, TypedAnswer::new))) {
      fails(
          server.withUserConfiguration(TwoCodecs.class),
          "several beans are a Codec<org.javaipc.spring.Order>: first, second",
          "@Primary, or take and return byte[] and use the bean 'first' in the method");
      fails(server, "no bean is a Codec<org.javaipc.spring.Order>", "@Bean Codec<Order>");
    }
  }

  @Test
  void twoCodecsForASender() {
    fails(
        orders("memory:x").withUserConfiguration(WantsTypedSender.class, TwoCodecs.class),
        "the sender of 'orders' in " + WantsTypedSender.class.getName() + ": several beans",
        "@Primary, or ask the bean IpcSenders for a sender with the bean 'first'");
    fails(
        orders("memory:x").withUserConfiguration(WantsTypedSender.class),
        "no bean is a Codec<org.javaipc.spring.Order>",
        "@Bean Codec<Order>");
  }

  @Test
  void twoListenersOfOneChannel() {
    fails(
        with(Text.class, Text::new).withBean(MoreText.class),
        "Two methods are for the channel 'orders'",
        "give one of them another channel");
  }

  @Test
  void anAddressThatIsNone() {
    fails(orders("nonsense"), "ipc.channel.orders: address 'nonsense'", "Correct the address");
    fails(
        Contexts.plain().withPropertyValues("ipc.channel.orders.capacity=4MiB"),
        "ipc.channel.orders has [capacity] and no address",
        "address: shm:orders");
  }

  @Test
  void anUnknownTransportAndAMissingModule() {
    fails(
        orders("shmm:orders").withBean(Text.class), "unknown scheme 'shmm'", "Correct the address");
    fails(
        orders("mq:orders").withBean(Text.class),
        "add the artifact org.javaipc:ipc-mq",
        "Add the dependency that the message names");
    fails(orders("memory:x?capasity=1MiB").withBean(Text.class), "capasity", "Correct the address");
  }

  @Test
  void anAddressThatIsBusy() throws Exception {
    try (Receiver other = Ipc.receiver("memory:wrong")) {
      fails(
          with(Text.class, Text::new),
          "@IpcListener(\"orders\") WrongUseTest.Text.take(String) cannot start: "
              + other.address(),
          "End the other process that receives there");
    }
  }

  @Test
  void whatTheMachineRefusesHasItsOwnCure() {
    assertThat(Cures.of("orders", new AccessRefusedException("no"))).contains("as a user who may");
    assertThat(Cures.of("orders", new ResourceLimitException("full"))).contains("Raise the limit");
    assertThat(Cures.of("orders", new CorruptChannelException("bad")))
        .contains("what the message says");
  }

  @Test
  void aListenerOfAChannelWithoutAddress() {
    fails(
        Contexts.plain().withBean(Text.class),
        "no address is configured for channel 'orders'",
        "Write ipc.channel.orders: shm:orders");
  }

  @Test
  void aSenderOfAChannelWithoutAddress() {
    fails(
        orders("memory:x").withUserConfiguration(WantsSender.class),
        "'ordres' is injected, which has no address",
        "Write ipc.channel.ordres: shm:ordres");
  }

  @Test
  void aTypedSenderWithoutAType() {
    fails(
        orders("memory:x").withUserConfiguration(WantsRawTypedSender.class),
        "a TypedSender without a type",
        "TypedSender<Order>");
  }
}
