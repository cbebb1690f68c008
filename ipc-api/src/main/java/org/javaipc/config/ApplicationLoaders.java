package org.javaipc.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.javaipc.IpcContext;
import org.jspecify.annotations.Nullable;

/**
 * The class loaders in which the application that is calling may keep its files and providers: the
 * thread's context class loader, those of the callers, nearest first, this library's, and the
 * system's. A thread of the common pool has the system's as its context class loader, which does not
 * see what a container or Spring Boot loads; the callers' class loaders do.
 */
public final class ApplicationLoaders {
  private static final StackWalker CALLERS =
      StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

  private ApplicationLoaders() {}

  /**
   * {@return the class loaders, each once} They are for the current call only: keeping one would pin
   * its application.
   */
  public static List<ClassLoader> current() {
    Set<ClassLoader> found = Collections.newSetFromMap(new IdentityHashMap<>());
    List<ClassLoader> inOrder = new ArrayList<>();
    add(Thread.currentThread().getContextClassLoader(), found, inOrder);
    ClassLoader own = IpcContext.class.getClassLoader();
    ClassLoader platform = ClassLoader.getPlatformClassLoader();
    CALLERS.forEach(frame -> {
      ClassLoader loader = frame.getDeclaringClass().getClassLoader();
      if (!Objects.equals(loader, own) && !Objects.equals(loader, platform)) {
        add(loader, found, inOrder);
      }
    });
    add(own, found, inOrder);
    add(ClassLoader.getSystemClassLoader(), found, inOrder);
    return inOrder;
  }

  private static void add(
      @Nullable ClassLoader loader, Set<ClassLoader> found, List<ClassLoader> inOrder) {
    if (loader != null && found.add(loader)) {
      inOrder.add(loader);
    }
  }
}
