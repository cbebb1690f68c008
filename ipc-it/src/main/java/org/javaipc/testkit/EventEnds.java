package org.javaipc.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.javaipc.Address;
import org.javaipc.ChannelBusyException;
import org.javaipc.ChannelClosedException;
import org.javaipc.ConnectTimeoutException;
import org.javaipc.Listener;
import org.javaipc.Notifier;
import org.javaipc.PeerClosedException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How ends come together and part. */
interface EventEnds extends ContractLine {
  @Test
  @DisplayName("8 the listener closes: a notifier gets PeerClosedException, also a busy one")
  default void listenerCloses() throws Exception {
    Address address = rig().address();
    Listener listener = rig().listener(address);
    Notifier notifier = rig().notifier(address);
    Notifier busy = rig().notifier(address);
    Task<?> notifying =
        rig()
            .begin(
                "notify on and on",
                () -> {
                  while (true) {
                    busy.signal(3);
                  }
                });
    notifying.settle();
    listener.close();
    assertThatThrownBy(() -> notifier.signal(1)).isExactlyInstanceOf(PeerClosedException.class);
    notifying.joinFailing(PeerClosedException.class);
  }

  @Test
  @DisplayName("10 a notifier waits for its listener, and no longer than connect says")
  default void connecting() throws Exception {
    Address address = rig().address();
    Task<Notifier> late =
        rig().start("connect", () -> rig().notifier(rig().address("connect=1ms")));
    late.joinFailing(ConnectTimeoutException.class);
    Task<Notifier> connecting = rig().start("connect", () -> rig().notifier(address));
    connecting.settle();
    Listener listener = rig().listener(address);
    connecting.join().signal(2);
    assertThat(listener.await(rig().patience())).isEqualTo(Notifier.bit(2));
  }

  @Test
  @DisplayName("10 a second listener is refused, and the first one goes on")
  default void secondListener() throws Exception {
    Address address = rig().address();
    Listener listener = rig().listener(address);
    assertThatThrownBy(() -> rig().listener(address)).isInstanceOf(ChannelBusyException.class);
    rig().notifier(address).signal(4);
    assertThat(listener.await(rig().patience())).isEqualTo(Notifier.bit(4));
  }

  @Test
  @DisplayName("10 a name can be used again and again")
  default void nameIsFreeAgain() throws Exception {
    Address address = rig().address();
    for (int i = 0; i < 200; i++) {
      try (Listener listener = rig().listener(address);
          Notifier notifier = rig().notifier(address)) {
        notifier.signal(i % 64);
        assertThat(listener.await(rig().patience())).isEqualTo(Notifier.bit(i % 64));
      }
    }
  }

  @Test
  @DisplayName("11 closing wakes all who wait on that end, and repeating it does nothing")
  default void closeWakes() throws Exception {
    for (String wait : new String[] {"spin", "yield", "park", "adaptive"}) {
      Listener listener = rig().listener(rig().otherAddress("wait=" + wait));
      Task<Long> waiting = rig().start("await with wait=" + wait, listener::await);
      waiting.settle();
      rig().run("close", listener::close);
      waiting.joinFailing(ChannelClosedException.class);
      listener.close();
      assertThatThrownBy(listener::poll).isInstanceOf(ChannelClosedException.class);
    }
  }

  @Test
  @DisplayName("11 a closed notifier says so; what it notified stays to be heard")
  default void closedNotifier() throws Exception {
    Address address = rig().address();
    Listener listener = rig().listener(address);
    Notifier notifier = rig().notifier(address);
    notifier.signal(8);
    notifier.close();
    notifier.close();
    assertThatThrownBy(() -> notifier.signal(8)).isInstanceOf(ChannelClosedException.class);
    assertThat(listener.await(rig().patience())).isEqualTo(Notifier.bit(8));
  }
}
