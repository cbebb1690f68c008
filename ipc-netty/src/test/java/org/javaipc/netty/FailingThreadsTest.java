package org.javaipc.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.local.LocalIoHandler;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The heap is full, or there is no thread, for an instant: what waits for an event loop goes on afterwards. */
@Timeout(60)
class FailingThreadsTest {
  @Test
  @DisplayName("a watch whose loop cannot be told for lack of memory tells it a moment later")
  void watchTellsAgain() throws Exception {
    Semaphore come = new Semaphore(0);
    Semaphore told = new Semaphore(0);
    AtomicInteger failures = new AtomicInteger(3);
    Watch watch =
        new Watch(
            come::acquire,
            () -> {
              if (failures.getAndDecrement() > 0) {
                throw new OutOfMemoryError("a test");
              }
              told.release();
            });
    for (int i = 0; i < 2; i++) {
      watch.start();
      come.release();
      assertThat(told.tryAcquire(50, TimeUnit.SECONDS)).isTrue();
      assertThat(watch.take()).isNull();
    }
    watch.close();
  }

  @Test
  @DisplayName("a link that an event loop could not take for lack of memory is taken the next time")
  void linkIsTakenTheNextTime() throws Exception {
    AtomicInteger failures = new AtomicInteger(1);
    Semaphore polled = new Semaphore(0);
    EventLoop loop =
        new DefaultEventLoop() {
          @Override
          public void execute(Runnable task) {
            if (failures.getAndDecrement() > 0) {
              throw new OutOfMemoryError("a test");
            }
            super.execute(task);
          }
        };
    ForeignLoopLink link = new ForeignLoopLink(loop, new Handle(polled));
    assertThatThrownBy(link::wake).isInstanceOf(OutOfMemoryError.class);
    link.wake();
    assertThat(polled.tryAcquire(50, TimeUnit.SECONDS)).isTrue();
    loop.shutdownGracefully(0, 0, TimeUnit.SECONDS).sync();
  }

  @Test
  @DisplayName("a link whose channel met an error is looked at again")
  void linkIsLookedAtAgain() throws Exception {
    Semaphore polled = new Semaphore(0);
    AtomicInteger failures = new AtomicInteger(1);
    EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, LocalIoHandler.newFactory());
    Handle handle =
        new Handle(polled) {
          @Override
          public boolean poll() {
            if (failures.getAndDecrement() > 0) {
              throw new OutOfMemoryError("a test");
            }
            return super.poll();
          }
        };
    new ForeignLoopLink(loops.next(), handle).wake();
    assertThat(polled.tryAcquire(50, TimeUnit.SECONDS)).isTrue();
    loops.shutdownGracefully(0, 0, TimeUnit.SECONDS).sync();
  }

  /** A channel that has nothing to do. */
  private static class Handle implements PolledHandle {
    private final Semaphore polled;

    Handle(Semaphore polled) {
      this.polled = polled;
    }

    @Override
    public boolean poll() {
      polled.release();
      return false;
    }

    @Override
    public boolean isWanting() {
      return false;
    }

    @Override
    public void arm() {}

    @Override
    public void close() {}
  }
}
