package org.javaipc.linux.file;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.javaipc.linux.raw.file.Unistd;
import org.jspecify.annotations.Nullable;

/**
 * Closes descriptors when this library's class loader is unloaded, as when a web application that has its own copy is
 * redeployed. None of our code can run then, and a {@code Cleaner} with an action of ours would keep the loader
 * forever. So the closing action consists of the JDK's own classes only.
 *
 * <p>Nothing is done under the application's own loader, which is never unloaded, since that would add a tenth of a
 * second to the start of a command.
 */
final class UnloadedDescriptors {
  private UnloadedDescriptors() {}

  /**
   * {@return an object that closes a descriptor once it is no longer reachable; null if the loader stays as long as the
   * JVM}
   *
   * @param number of the descriptor; -1 once it is closed
   */
  static @Nullable MemorySegment tie(AtomicInteger number) {
    ClassLoader loader = UnloadedDescriptors.class.getClassLoader();
    if (loader == null || loader.equals(ClassLoader.getSystemClassLoader())) {
      return null;
    }
    return MemorySegment.NULL.reinterpret(1, Arena.ofAuto(), closing(number));
  }

  @SuppressWarnings("unchecked")
  private static Consumer<MemorySegment> closing(AtomicInteger number) {
    try {
      MethodHandle take =
          MethodHandles.publicLookup()
              .findVirtual(
                  AtomicInteger.class, "getAndSet", MethodType.methodType(int.class, int.class))
              .bindTo(number);
      MethodHandle taken = MethodHandles.insertArguments(take, 0, -1);
      MethodHandle close = MethodHandles.filterReturnValue(taken, Unistd.closeHandle());
      MethodHandle cleanup = MethodHandles.dropArguments(close, 0, Object.class);
      return MethodHandleProxies.asInterfaceInstance(Consumer.class, cleanup);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
