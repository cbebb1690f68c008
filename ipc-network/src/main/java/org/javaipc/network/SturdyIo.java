package org.javaipc.network;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoRegistration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * The sockets of a loop whose thread goes on after an {@link Error}, such as one for lack of memory. Netty would end the
 * thread, and with it all streams of this process, those of later ends too.
 */
final class SturdyIo implements IoHandler {
  private static final System.Logger LOGGER = System.getLogger(SturdyIo.class.getName());
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
  private static final AtomicInteger FAILURES = new AtomicInteger();

  private final IoHandler handler;

  private SturdyIo(IoHandler handler) {
    this.handler = handler;
  }

  static IoHandlerFactory factory(IoHandlerFactory factory) {
    return executor -> new SturdyIo(factory.newHandler(executor));
  }

  @Override
  public int run(IoHandlerContext context) {
    try {
      return handler.run(context);
    } catch (Error e) {
      report(e);
      LockSupport.parkNanos(PAUSE_NANOS); // it may come again at once
      return 0; // sockets that were left out are ready still
    }
  }

  /** Logs what the thread has survived. */
  static void report(Throwable e) {
    if (Integer.bitCount(FAILURES.incrementAndGet())
        == 1) { // the first, the second, the fourth, ...
      try {
        LOGGER.log(System.Logger.Level.ERROR, "the thread of grpc: continues after a failure", e);
      } catch (Throwable unreported) {
        // The thread continues.
      }
    }
  }

  @Override
  public void initialize() {
    handler.initialize();
  }

  @Override
  public void prepareToDestroy() {
    handler.prepareToDestroy();
  }

  @Override
  public void destroy() {
    handler.destroy();
  }

  @Override
  public IoRegistration register(IoHandle handle) throws Exception {
    return handler.register(handle);
  }

  @Override
  public void wakeup() {
    handler.wakeup();
  }

  @Override
  public boolean isCompatible(Class<? extends IoHandle> type) {
    return handler.isCompatible(type);
  }
}
