package org.javaipc.connection;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.javaipc.Address;
import org.javaipc.ChannelClosedException;
import org.javaipc.Connection;
import org.javaipc.IpcException;
import org.javaipc.Server;
import org.javaipc.spi.ArgumentChecks;
import org.javaipc.spi.NameWatch;
import org.jspecify.annotations.Nullable;

/**
 * What all servers share, however their clients connect: a server counts its clients up to its limit, keeps connected
 * clients until they are accepted, and counts those that it refused. Any number of threads may use it.
 */
public abstract class BacklogServer implements Server {
  private final Address address;
  private final int mostClients;
  private final Backlog backlog;
  private final AtomicInteger clients = new AtomicInteger();
  private final AtomicLong refused = new AtomicLong();

  /**
   * Creates a server without clients.
   *
   * @param address of the server
   * @param mostClients how many may be connected at once
   * @param name by which clients find it, looked at while a caller waits
   */
  protected BacklogServer(Address address, int mostClients, NameWatch.Name name) {
    this.address = address;
    this.mostClients = mostClients;
    this.backlog = new Backlog(new NameWatch(address.toString(), name));
  }

  /** {@return whether there was a place for one more client} If so, the place is taken. */
  protected final boolean takePlace() {
    return clients.getAndUpdate(count -> Math.min(count + 1, mostClients)) < mostClients;
  }

  /** Returns the place of a client. */
  protected final void givePlace() {
    clients.decrementAndGet();
  }

  /** Counts a client that was refused. */
  protected final void countRefused() {
    refused.incrementAndGet();
  }

  /**
   * Admits a client that is connected and has a place.
   *
   * @param connection with it, which gives the place back when it is closed
   */
  protected final void admit(Connection connection) {
    if (!backlog.add(connection)) {
      dismiss(connection);
    }
  }

  /**
   * Ends a server that cannot go on; callers of {@code accept} get the cause.
   *
   * @param cause why it cannot go on
   */
  protected final void fail(Exception cause) {
    end(() ->
        new IpcException(address + ": the server cannot go on: " + cause.getMessage(), cause));
  }

  /** Ends the server in an orderly way. */
  protected final void end() {
    end(() -> new ChannelClosedException(address + ": this server is closed"));
  }

  private void end(Backlog.End why) {
    backlog.end(why).forEach(this::dismiss);
  }

  /**
   * Closes and counts a client that has a place and that nobody will accept.
   *
   * @param connection with it, which gives the place back when it is closed
   */
  protected final void dismiss(Connection connection) {
    countRefused();
    try {
      connection.close();
    } catch (IpcException e) {
      // No caller of accept had it yet.
    }
  }

  @Override
  public final Address address() {
    return address;
  }

  @Override
  public long refused() {
    return refused.get();
  }

  @Override
  public final @Nullable Connection poll() throws IpcException {
    return backlog.poll();
  }

  @Override
  public final Connection accept() throws IpcException, InterruptedException {
    return Objects.requireNonNull(backlog.take(Backlog.FOREVER));
  }

  @Override
  public final @Nullable Connection accept(Duration timeout)
      throws IpcException, InterruptedException {
    return backlog.take(ArgumentChecks.nanos(timeout));
  }

  @Override
  public final boolean awaitReady(Duration timeout) throws IpcException, InterruptedException {
    return backlog.await(ArgumentChecks.nanos(timeout));
  }

  @Override
  public final String toString() {
    return "server of " + address;
  }
}
