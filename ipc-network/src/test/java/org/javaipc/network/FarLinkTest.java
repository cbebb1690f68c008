package org.javaipc.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.javaipc.Address;
import org.javaipc.Receiver;
import org.javaipc.spi.ChannelOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A link over a stream that does what it likes. */
@Timeout(60)
class FarLinkTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Duration SHORT = Duration.ofMillis(100);

  private final Wire wire = new Wire();
  private final FarLink link = new FarLink(wire, "somebody", () -> {});

  @AfterEach
  void end() {
    wire.abortion = null;
    link.broken();
  }

  private static final class Wire implements FarWire {
    private final List<byte[]> sent = new CopyOnWriteArrayList<>();
    private volatile boolean ready = true;
    private volatile Error abortion;

    @Override
    public void send(byte[] frame) {
      sent.add(frame);
    }

    @Override
    public boolean isReady() {
      return ready;
    }

    @Override
    public void end() {}

    @Override
    public void abort(String why) {
      if (abortion != null) {
        throw abortion;
      }
    }

    private boolean has(byte type) {
      return sent.stream().anyMatch(frame -> frame[0] == type);
    }
  }

  private static final class Inlet extends FarInlet {
    private final AtomicInteger caughtUp = new AtomicInteger();

    Inlet(FarLink link) {
      super(link);
    }

    @Override
    protected void begin() {}

    @Override
    protected void give(byte type, byte[] frame) throws IOException {
      throw new OutOfMemoryError("of this test");
    }

    @Override
    public void catchUp() {
      caughtUp.incrementAndGet();
    }

    @Override
    protected void leave() {}

    @Override
    protected void die() {}
  }

  @Test
  @DisplayName("an error that leaves something half done breaks the link, as a death")
  void outOfMemory() {
    Inlet inlet = new Inlet(link);
    link.begin(inlet, null, LONG, LONG);
    link.frame(FarFrame.of(FarFrame.READY));
    wire.abortion = new OutOfMemoryError("once more");
    assertThatThrownBy(() -> link.frame(FarFrame.of(FarFrame.DATA)))
        .isExactlyInstanceOf(OutOfMemoryError.class)
        .hasMessage("of this test");
    assertThat(inlet.isDone()).isTrue();
    inlet.awaitFarewell(LONG);
  }

  @Test
  @DisplayName("an error of a task with the lock breaks the link")
  void taskFails() {
    Inlet inlet = new Inlet(link);
    link.begin(inlet, null, LONG, LONG);
    assertThatThrownBy(() ->
            link.locked(() -> {
              throw new StackOverflowError();
            }))
        .isExactlyInstanceOf(StackOverflowError.class);
    assertThat(inlet.isDone()).isTrue();
  }

  @Test
  @DisplayName(
      "signs of life do not pile up before a peer that does not read, and make up for lost wake-ups")
  void pulses() {
    Inlet inlet = new Inlet(link);
    wire.ready = false;
    link.begin(inlet, null, LONG, SHORT);
    await().until(() -> inlet.caughtUp.get() >= 3);
    assertThat(wire.sent).isEmpty();
    wire.ready = true;
    await().until(() -> wire.has(FarFrame.PULSE));
  }

  @Test
  @DisplayName("a peer that sends and does not read is told how much was taken once it reads")
  void taken() throws Exception {
    FarOptions options = FarOptions.of(Address.parse("grpc:orders"));
    ChannelOptions limits =
        FarLane.limits(
            ChannelOptions.of(options.address(), FarOptions.NAMES),
            OptionalLong.of(4096),
            OptionalLong.empty());
    FarReceiving receiving = new FarReceiving(options, limits, limits, link);
    try (Receiver receiver = receiving.receiver()) {
      wire.ready = false;
      link.begin(receiving.begin(), null, LONG, LONG);
      link.frame(FarFrame.of(FarFrame.READY));
      byte[] empty = FarFrame.of(FarFrame.DATA, out -> out.writeInt(0));
      for (int i = 0; i < 10; i++) {
        link.frame(empty);
        assertThat(receiver.receive()).isEmpty();
        FarLoop.group().submit(() -> {}).sync();
      }
      assertThat(wire.sent).isEmpty();
      wire.ready = true;
      link.ready();
      assertThat(wire.sent).containsExactly(FarFrame.of(FarFrame.TAKEN, 80));
      link.broken();
    }
  }
}
