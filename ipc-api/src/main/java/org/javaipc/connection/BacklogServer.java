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
 * What every server does however its clients come: it counts them up to its limit, keeps those that are
 * connected until somebody accepts them, and counts those that it did not let in. For any number of threads.
 */
public abstract class BacklogServer implements Server {
  private final Address address;
  private final int mostClients;
  private final Backlog backlog;
  private final AtomicInteger clients = new AtomicInteger();
  private final AtomicLong refused = new AtomicLong();

  /**
   * Makes one without clients.
   *
   * @param address of the server
   * @param mostClients that are connected at once
   * @param name by which clients find it, looked at while a caller waits
   */
  protected BacklogServer(Address address, int mostClients, NameWatch.Name name) {
    this.address = address;
    this.mostClients = mostClients;
    this.backlog = new Backlog(new NameWatch(address.toString(), name));
  }

  /** {@return whether there is a place for one more client, which it takes} */
  protected final boolean takePlace() {
    return clients.getAndUpdate(count -> Math.min(count + 1, mostClients)) < mostClients;
  }

  /** Gives the place of a client back. */
  protected final void givePlace() {
    clients.decrementAndGet();
  }

  /** Counts a client that was not let in. */
  protected final void countRefused() {
    refused.incrementAndGet();
  }

  /**
   * Takes in a client that is connected and has a place.
   *
   * @param connection with it, which gives the place back when it is closed
   */
  protected final void admit(Connection connection) {
    if (!backlog.add(connection)) {
      dismiss(connection);
    }
  }

  /**
   * Ends the server, as it cannot go on: callers of accept are told why.
   *
   * @param cause what is in the way
   */
  protected final void fail(Exception cause) {
    end(() ->
        new IpcException(address + ": the server cannot go on: " + cause.getMessage(), cause));
  }

  /** Ends the server in order. */
  protected final void end() {
    end(() -> new ChannelClosedException(address + ": this server is closed"));
  }

  private void end(Backlog.End why) {
    backlog.end(why).forEach(this::dismiss);
  }

  private void dismiss(Connection connection) {
    countRefused();
    try {
      connection.close();
    } catch (IpcException e) {
      // It was nobody's yet.
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
