package org.javaipc;

import java.util.ServiceLoader;
import org.javaipc.spi.TransportProvider;

/** Where providers are looked for. */
interface Providers {
  /** {@return a loader of the providers of a kind} */
  <P extends TransportProvider> ServiceLoader<P> of(Class<P> kind);

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
}
