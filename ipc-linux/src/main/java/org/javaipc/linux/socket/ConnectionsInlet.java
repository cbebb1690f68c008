package org.javaipc.linux.socket;

import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.javaipc.ChannelClosedException;
import org.javaipc.CorruptChannelException;
import org.javaipc.EndMetrics;
import org.javaipc.IpcException;
import org.javaipc.PeerDiedException;
import org.javaipc.ResourceLimitException;
import org.javaipc.linux.channel.message.ByteStream;
import org.javaipc.linux.channel.message.ChannelLimits;
import org.javaipc.linux.channel.message.MessageSource;
import org.javaipc.linux.channel.message.StreamSource;
import org.jspecify.annotations.Nullable;

/**
 * Messages out of the connections of a listening socket, one for each sender, read fairly.
 *
 * <p>What is taken and pending is counted in epochs: {@link #pending} marks how far each connection has
 * been written by now and begins an epoch, which is taken when all have been read as far as that. A sender
 * that is ahead thus does not count for one that is behind.
 */
public final class ConnectionsInlet implements MessageSource {
  private static final System.Logger LOG = System.getLogger(ConnectionsInlet.class.getName());
  private static final int LISTENER = -1;
  private static final long EXHAUSTED_PAUSE = 10_000_000;

  /** So many messages of a connection, if at hand, come before those of the next. */
  private static final int BURST = 64;

  /** How many empty polls pass between two checks for unannounced connections. */
  private static final int UNANNOUNCED = 64;

  /** Up to this many connections are read in turn; with more, the kernel says which to read. */
  private static final int FEW = 2;

  private final SocketDescriptor server;
  private final Acceptor acceptor;
  private final ChannelLimits geometry;
  private final ReadySet readySet;
  private final @Nullable Connection[] connections;
  private int count;
  private int high;
  private boolean accepting = true;
  private boolean acceptDue = true;
  private boolean starved;
  private int fruitless;
  private boolean everConnected;
  private @Nullable Connection current;
  private int burst;
  private int next;
  private long epoch;
  private long taken;

  /**
   * Begins to listen.
   *
   * @param server that is bound; this object's from now on
   * @param acceptor of the server; this object's from now on
   * @param geometry of the channel
   * @throws IpcException if the kernel refuses
   */
  public ConnectionsInlet(SocketDescriptor server, Acceptor acceptor, ChannelLimits geometry)
      throws IpcException {
    this.server = server;
    this.acceptor = acceptor;
    this.geometry = geometry;
    // Those that left are seen to have left a little later, while others come already.
    this.connections = new @Nullable Connection[2 * geometry.senders()];
    this.readySet = ReadySet.create(server.toString());
    readySet.add(server.fd(), LISTENER);
    // Its classes cannot be loaded once descriptors have run out.
    var _ = server.pollable().isReadable();
  }

  /** A sender's connection. */
  private static final class Connection {
    private final int place;
    private final SocketDescriptor socket;
    private final StreamSource inlet;
    private long mark;

    private Connection(int place, SocketDescriptor socket, ChannelLimits geometry) {
      this.place = place;
      this.socket = socket;
      this.inlet = new StreamSource(ByteStream.ofConnection(socket.pollable()), geometry, false);
    }
  }

  @Override
  public boolean peek() throws IpcException {
    return peekAtHand() || read() || (isAcceptDue() && acceptAndRead());
  }

  /**
   * {@return whether a sender may have connected} Senders with a place count a change after they have connected; others
   * are noticed where the receiver sleeps, or after some polls.
   */
  private boolean isAcceptDue() {
    return acceptDue || count == 0 || !geometry.framed() || ++fruitless % UNANNOUNCED == 0;
  }

  @Override
  public void onChange() {
    acceptDue = true;
  }

  @Override
  public boolean peekAtHand() throws IpcException {
    Connection connection = current;
    if (connection != null && burst < BURST && isAtHand(connection)) {
      return true;
    }
    for (int i = 0; i < high; i++) {
      next = next + 1 < high ? next + 1 : 0;
      connection = connections[next];
      if (connection != null && isAtHand(connection)) {
        select(connection);
        return true;
      }
    }
    return false;
  }

  private void select(Connection connection) {
    current = connection;
    burst = 0;
  }

  private boolean isAtHand(Connection connection) throws IpcException {
    try {
      return connection.inlet.peekAtHand();
    } catch (CorruptChannelException e) {
      drop(connection);
      throw e;
    }
  }

  /** Asks the kernel for what the connections have sent; {@return whether a message is whole now}. */
  private boolean read() throws IpcException {
    if (count > FEW) {
      return readReady();
    }
    for (int i = 0; i < high; i++) {
      Connection connection = connections[i];
      if (connection != null && read(connection)) {
        return true;
      }
    }
    return false;
  }

  private boolean readReady() throws IpcException {
    int ready = readySet.look();
    boolean found = false;
    for (int i = 0; i < ready; i++) {
      int key = readySet.key(i);
      Connection connection = key == LISTENER ? null : connections[key];
      found |= connection != null && read(connection);
    }
    return found;
  }

  private boolean read(Connection connection) throws IpcException {
    try {
      if (connection.inlet.peek()) {
        select(connection);
        return true;
      }
      if (connection.inlet.isOver()) {
        drop(connection);
      }
      return false;
    } catch (CorruptChannelException | ChannelClosedException e) {
      drop(connection);
      throw e;
    } catch (PeerDiedException e) {
      drop(connection); // in the middle of a message; who it was is told by who knows the senders
      return false;
    }
  }

  private void drop(Connection connection) throws IpcException {
    connections[connection.place] = null;
    connection.inlet.close();
    count--;
    acceptDue = true;
    if (current == connection) {
      current = null;
    }
    listen(true);
  }

  private boolean acceptAndRead() throws IpcException {
    boolean found = false;
    for (Connection connection = accept(); connection != null; connection = accept()) {
      found |= read(connection);
    }
    return found;
  }

  /** {@return a new connection, if there is one and a place for it} */
  private @Nullable Connection accept() throws IpcException {
    if (count == connections.length) {
      listen(false);
      return null;
    }
    Optional<SocketDescriptor> socket;
    try {
      socket = acceptor.accept();
    } catch (ResourceLimitException e) {
      starve(e);
      return null;
    }
    starved = false;
    listen(true);
    if (socket.isEmpty()) {
      acceptDue = false;
      return null;
    }
    Connection connection = new Connection(freePlace(), socket.get(), geometry);
    readySet.add(connection.socket.fd(), connection.place);
    connections[connection.place] = connection;
    high = Math.max(high, connection.place + 1);
    count++;
    everConnected = true;
    return connection;
  }

  /** A connection stays where it is, with what its sender has sent, until something is closed here. */
  private void starve(ResourceLimitException reason) throws IpcException {
    boolean waits = server.pollable().isReadable();
    if (waits && !starved) {
      LOG.log(System.Logger.Level.WARNING, server + ": a sender waits to be let in", reason);
    }
    starved = waits;
    listen(!waits); // rather than spin
  }

  @Override
  public boolean isStarved() {
    return starved;
  }

  @Override
  public boolean isAlone() {
    return count == 0 && !starved;
  }

  private int freePlace() {
    int place = 0;
    while (connections[place] != null) {
      place++;
    }
    return place;
  }

  /** Has the kernel tell, or not tell, of those that wait to be accepted. */
  private void listen(boolean on) throws IpcException {
    if (on == accepting) {
      return;
    }
    accepting = on;
    if (on) {
      readySet.add(server.fd(), LISTENER);
    } else {
      readySet.remove(server.fd());
    }
  }

  private StreamSource currentInlet() {
    Connection connection = current;
    if (connection == null) {
      throw new IllegalStateException(server + ": no message was seen");
    }
    return connection.inlet;
  }

  @Override
  public void take() {
    currentInlet().take();
    burst++;
  }

  @Override
  public MemorySegment data() {
    return currentInlet().data();
  }

  @Override
  public long offset() {
    return currentInlet().offset();
  }

  @Override
  public long length() {
    return currentInlet().length();
  }

  @Override
  public long taken() {
    if (taken < epoch && isRead()) {
      taken = epoch;
    }
    return taken;
  }

  private boolean isRead() {
    for (int i = 0; i < high; i++) {
      Connection connection = connections[i];
      if (connection != null && connection.inlet.taken() < connection.mark) {
        return false;
      }
    }
    return true;
  }

  @Override
  public long pending() throws IpcException {
    acceptAndRead();
    for (int i = 0; i < high; i++) {
      Connection connection = connections[i];
      if (connection != null) {
        connection.mark = connection.inlet.taken() + connection.inlet.pending();
      }
    }
    epoch++;
    return epoch - taken;
  }

  /** {@return the sum; unknown while a connection waits to be accepted, as nobody knows what it has sent} */
  @Override
  public long unread() {
    if (!geometry.framed() && !geometry.lines()) {
      return EndMetrics.UNKNOWN;
    }
    try {
      if (server.pollable().whileOpen(_ -> server.pollable().isReadable(), false)) {
        return EndMetrics.UNKNOWN;
      }
    } catch (IpcException e) {
      return EndMetrics.UNKNOWN; // the receiver gets the error
    }
    long unread = 0;
    for (Connection connection : connections) {
      long more = connection == null ? 0 : connection.inlet.unread();
      if (more == EndMetrics.UNKNOWN) {
        return more;
      }
      unread += more;
    }
    return unread;
  }

  /** Does nothing: the beginning of a message is discarded with its connection. */
  @Override
  public void forgetUnfinished() {}

  @Override
  public boolean isOver() {
    return everConnected && count == 0 && !starved;
  }

  /** {@return how many connections of untrusted users were closed} */
  public long refused() {
    return acceptor.refused();
  }

  @Override
  public void await(long nanos) throws IpcException {
    acceptDue = true;
    readySet.await(starved ? Math.min(nanos, EXHAUSTED_PAUSE) : nanos);
  }

  @Override
  public void wake() {
    readySet.wake();
  }

  @Override
  public void close() throws IpcException {
    for (int i = 0; i < high; i++) {
      Connection connection = connections[i];
      if (connection != null) {
        connection.inlet.close();
      }
    }
    readySet.close();
    acceptor.close();
    server.close();
  }
}
