package org.javaipc.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.javaipc.ChannelClosedException;
import org.javaipc.ConnectTimeoutException;
import org.javaipc.IpcContext;
import org.javaipc.PeerClosedException;
import org.javaipc.Receiver;
import org.javaipc.Sender;
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
