package org.javaipc;

import java.util.List;
import java.util.ServiceLoader;
import org.javaipc.config.ApplicationLoaders;
import org.javaipc.spi.ChannelProvider;
import org.javaipc.spi.TransportProvider;

/** Where providers are looked for. */
interface Providers {
  /** {@return a loader of the providers of a kind} */
  <P extends TransportProvider> ServiceLoader<P> of(Class<P> kind);

  /**
   * {@return where to look for what is not there, as the thread that asks sees it} They are for this
   * call only.
   */
  default List<Providers> others() {
    return List.of();
  }

  /** {@return the class path or module graph of a class loader} */
  static Providers in(ClassLoader classLoader) {
    return new Providers() {
      @Override
      public <P extends TransportProvider> ServiceLoader<P> of(Class<P> kind) {
        return ServiceLoader.load(kind, classLoader);
      }
    };
  }

  /** {@return a module layer and its parents} */
  static Providers in(ModuleLayer layer) {
    return new Providers() {
      @Override
      public <P extends TransportProvider> ServiceLoader<P> of(Class<P> kind) {
        return ServiceLoader.load(layer, kind);
      }
    };
  }

  /** {@return this library's class loader; for what it does not see, those of the application} */
  static Providers usual() {
    return new Providers() {
      @Override
      public <P extends TransportProvider> ServiceLoader<P> of(Class<P> kind) {
        return ServiceLoader.load(kind, IpcContext.class.getClassLoader());
      }

      @Override
      public List<Providers> others() {
        return ApplicationLoaders.current().stream()
            .filter(Providers::seesThisLibrary)
            .map(Providers::in)
            .toList();
      }
    };
  }

  /** A class loader with a copy of this library of its own has providers for that copy. */
  private static boolean seesThisLibrary(ClassLoader loader) {
    try {
      return Class.forName(ChannelProvider.class.getName(), false, loader) == ChannelProvider.class;
    } catch (ClassNotFoundException | LinkageError e) {
      return false;
    }
  }
}
