package org.javaipc.signal;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/**
 * The JVM's own way to bring a signal to an ordinary thread, {@code sun.misc.Signal}. By method
 * handles: javac's warning about that class cannot be suppressed.
 */
final class JvmSignals {
  private static final Class<?> SIGNAL;
  private static final Class<?> HANDLER;
  private static final MethodHandle NEW;
  private static final MethodHandle HANDLE;
  private static final Object DEFAULT;
  private static final Object IGNORE;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.publicLookup();
      SIGNAL = Class.forName("sun.misc.Signal");
      HANDLER = Class.forName("sun.misc.SignalHandler");
      NEW = lookup.findConstructor(SIGNAL, MethodType.methodType(void.class, String.class));
      HANDLE = lookup.findStatic(SIGNAL, "handle", MethodType.methodType(HANDLER, SIGNAL, HANDLER));
      DEFAULT = HANDLER.getField("SIG_DFL").get(null);
      IGNORE = HANDLER.getField("SIG_IGN").get(null);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(
          "module=jdk.unsupported is missing from this Java runtime; add it (jlink --add-modules"
              + " jdk.unsupported)",
          e);
    }
  }

  private JvmSignals() {}

  /** Has something run on each arrival; {@return what was before}. */
  static Object handle(Signal signal, Runnable onSignal) throws SignalUnavailableException {
    return set(
        signal,
        Proxy.newProxyInstance(
            HANDLER.getClassLoader(),
            new Class<?>[] {HANDLER},
            (handler, method, arguments) -> invoke(handler, method, arguments, onSignal)));
  }

  @SuppressWarnings("ReferenceEquality") // a handler is equal to itself alone
  private static @Nullable Object invoke(
      Object handler, Method method, Object[] arguments, Runnable onSignal) {
    return switch (method.getName()) {
      case "hashCode" -> System.identityHashCode(handler);
      case "equals" -> handler == arguments[0];
      case "toString" -> "handler that runs " + onSignal;
      default -> {
        onSignal.run();
        yield null;
      }
    };
  }

  static void ignore(Signal signal) throws SignalUnavailableException {
    set(signal, IGNORE);
  }

  static void restoreDefault(Signal signal) throws SignalUnavailableException {
    set(signal, DEFAULT);
  }

  /** Restores what {@link #handle} returned. */
  static void restore(Signal signal, Object before) {
    try {
      set(signal, before);
    } catch (SignalUnavailableException e) {
      throw new AssertionError(e); // it was available before
    }
  }

  private static Object set(Signal signal, Object handler) throws SignalUnavailableException {
    if (signal == Signal.CHLD) {
      ChildSignals.settle();
    }
    try {
      return HANDLE.invoke(NEW.invoke(signal.name()), handler);
    } catch (IllegalArgumentException e) {
      throw new SignalUnavailableException(
          signal + ": the JVM keeps it for itself as it was started; start it without -Xrs");
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }
}
