package org.javaipc.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.nio.NioIoOps;
import io.netty.channel.nio.NioSelectableChannelIoHandle;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.javaipc.Ipc;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The one thread of all streams, which whatever is thrown must not end. */
@Timeout(60)
class FarLoopTest {
  /** A socket whose handling fails. */
  private static final class Failing extends NioSelectableChannelIoHandle<Pipe.SourceChannel> {
    private final AtomicInteger failures = new AtomicInteger();

    Failing(Pipe pipe) {
      super(pipe.source());
    }

    @Override
    public void close() throws IOException {
      selectableChannel().close();
    }

    @Override
    protected void handle(Pipe.SourceChannel channel, SelectionKey key) {
      try {
        channel.read(ByteBuffer.allocate(1));
      } catch (IOException e) {
        throw new AssertionError(e);
      }
      failures.incrementAndGet();
      throw new OutOfMemoryError("of this test");
    }
  }

  @Test
  @DisplayName("an error in the handling of a socket ends neither the thread nor the streams")
  void survivesAnError() throws Exception {
    String name = "grpc:orders?" + FreePort.at();
    Pipe pipe = Pipe.open();
    pipe.source().configureBlocking(false);
    Failing failing = new Failing(pipe);
    try (Receiver receiver = Ipc.receiver(name);
        Sender sender = Ipc.sender(name)) {
      IoEventLoop loop = (IoEventLoop) FarLoop.group().next();
      IoRegistration registration = loop.register(failing).get(20, TimeUnit.SECONDS);
      registration.submit(NioIoOps.READ);
      for (int i = 1; i <= 3; i++) {
        int failed = i;
        pipe.sink().write(ByteBuffer.allocate(1));
        await().until(() -> failing.failures.get() == failed);
        sender.send("after failure " + i);
        assertThat(receiver.receiveString()).isEqualTo("after failure " + i);
      }
      registration.cancel();
    } finally {
      pipe.sink().close();
      pipe.source().close();
    }
  }

  @Test
  @DisplayName("what runs again and again does so after it has failed")
  void repeatsAfterAFailure() {
    AtomicInteger runs = new AtomicInteger();
    var handle =
        FarLoop.every(
            1_000_000,
            () -> {
              runs.incrementAndGet();
              throw new StackOverflowError("of this test");
            });
    await().until(() -> runs.get() >= 3);
    handle.cancel(false);
  }
}
