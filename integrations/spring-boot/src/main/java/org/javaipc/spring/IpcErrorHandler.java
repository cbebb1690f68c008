package org.javaipc.spring;

/**
 * A bean that handles what listener and server methods throw. Without one, failures are logged, and the method is called
 * for the next message. Failures are counted either way.
 */
@FunctionalInterface
public interface IpcErrorHandler {
  /**
   * Handles a failure, on the thread of the method. If this method throws, the listener or server stops for good and
   * the health of the application is down.
   *
   * @param source the channel and the method, in words
   * @param message that was being handled; empty for a method that takes a connection
   * @param failure what the method threw, or an {@link java.io.IOException} if the message could not be decoded
   */
  void onError(String source, byte[] message, Throwable failure);
}
