package org.javaipc.cli.io;

import java.io.IOException;

/**
 * A resource that is closed once, by its command or by a signal, whichever comes first; the other
 * waits until it is done, so that the process does not end halfway through.
 *
 * @param <T> what it is
 */
public final class Held<T extends AutoCloseable> implements AutoCloseable {
  private final T resource;
  private boolean closed;

  Held(T resource) {
    this.resource = resource;
  }

  /** {@return the resource} */
  public T get() {
    return resource;
  }

  @Override
  public synchronized void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    try {
      resource.close();
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException(e);
    }
  }
}
