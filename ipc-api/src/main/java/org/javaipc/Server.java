package org.javaipc;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Accepts connections; {@link Ipc#listen} opens it. It holds its name alone, and clients connect with {@link Ipc#connect}.
 *
 * <ul>
 *   <li>Clients are connected as they come, whether or not a thread is accepting, until there are as many as the
 * option {@code clients} says; further clients are told that the server is busy.
 *   <li>Where each client has memory of its own ({@code shm:}, {@code sysv:}, {@code mmap:}), it takes twice the
 *       {@code capacity}, by default 2 x 256 KiB, when it connects; {@code clients} times that has to fit, by default
 *       512 MiB. The client that no longer fits gets {@link ResourceLimitException}.
 *   <li>A client that dies, is stopped or gives up while it connects, or that sends something other than a client
 * would, is counted by {@link #refused} and does not delay other clients.
 *   <li>Accepted connections stay open when the server is closed.
 * </ul>
 *
 * <p>May be used by several threads; each client is accepted by one of them.
 *
 * <pre>{@code
 * try (Server server = Ipc.listen("orders")) {
 *   server.serve(connection -> {
 *     for (String order; (order = connection.receiveString()) != null; ) {
 *       connection.send(book(order));
 *     }
 *   });
 * }
 * }</pre>
 */
public interface Server extends Waitable, AutoCloseable {
  /** {@return the address, as it was given} */
  Address address();

  /**
   * {@return how many clients were refused, or did not get as far as being connected, for whatever
   * reason}
   */
  long refused();

  /**
   * Takes a client that has connected, if there is one now.
   *
   * @return the connection, which the caller closes; null if there is none now
   * @throws ChannelClosedException if the server is closed
   * @throws IpcException if the server cannot go on
   */
  @Nullable Connection poll() throws IpcException;

  /**
   * Takes a client that has connected, waiting for one for as long as it takes.
   *
   * @return the connection, which the caller closes
   * @throws ChannelClosedException if the server is closed, also by another thread during the call
   * @throws IpcException if the server cannot go on
   * @throws InterruptedException if the thread is interrupted while it waits; no client was taken
   */
  Connection accept() throws IpcException, InterruptedException;

  /**
   * Takes a client that has connected, waiting for one for at most the given time.
   *
   * @param timeout longest time to wait; zero or less does not wait
   * @return the connection, which the caller closes; null if the timeout elapsed
   * @throws ChannelClosedException if the server is closed, also by another thread during the call
   * @throws IpcException if the server cannot go on
   * @throws InterruptedException if the thread is interrupted while it waits; no client was taken
   */
  @Nullable Connection accept(Duration timeout) throws IpcException, InterruptedException;

  /**
   * Serves clients until this server is closed, each on a virtual thread of its own, and then waits until the last of
   * them has been served. A handler that throws ends only its own client: the failure is logged ({@code org.javaipc},
   * warning)
   * and counted. Each connection is closed when its handler returns or throws.
   *
   * @param handler serves one client
   * @return how many handlers failed
   * @throws IpcException if the server cannot go on; its clients have been served
   * @throws InterruptedException if the thread is interrupted: the handlers are interrupted too, and have ended
   */
  default long serve(ClientHandler handler) throws IpcException, InterruptedException {
    return new Serving(this, handler).run();
  }

  /**
   * Stops listening and gives the name up. Clients that were not accepted yet are closed; threads that
   * wait here get {@link ChannelClosedException}. May be called from any thread; repeating it does
   * nothing.
   *
   * @throws IpcException if the kernel refuses to give something back
   */
  @Override
  void close() throws IpcException;
}
