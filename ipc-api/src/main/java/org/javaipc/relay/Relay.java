package org.javaipc.relay;

import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.javaipc.Address;
import org.javaipc.Claim;
import org.javaipc.GeometryMismatchException;
import org.javaipc.InvalidAddressException;
import org.javaipc.IpcContext;
import org.javaipc.IpcException;
import org.javaipc.NameForm;
import org.javaipc.PeerDiedException;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.jspecify.annotations.Nullable;

/**
 * Takes the messages of one channel, as its receiver, and sends them to another, as one of its senders. Each channel
 * may be of any transport.
 *
 * <ul>
 *   <li>A message is taken only when the second channel has room for it. A slow receiver there therefore slows the
 *       senders of the first channel, and the relay stores nothing.
 *   <li>The end of the stream closes the sending end. The death of a sender is passed on as a death: when the other
 *       senders have ended too, {@link #run} fails and leaves the sending end open, so that the second channel's
 *       receiver sees a sender die when this process ends. That requires {@code -Dipc.closeAtExit=false} or {@code
 *       Runtime.halt}.
 *   <li>When the second channel's receiver has closed, nothing more is taken, and {@link #close} closes the receiving
 *       end. When that receiver has died, the receiving end stays open for the same reason.
 * </ul>
 *
 * <p>If the process is killed, messages that it had not taken are still in the first channel. If that channel is
 * durable, the next relay gets the message in hand again, even if it had just been sent; over a queue ({@code mq:},
 * {@code sysvmq:}) the message in hand is lost, unless it was sent.
 *
 * <pre>{@code
 * try (Relay relay = Relay.open(Ipc.context(), Address.parse("mmap:orders"), Address.parse("unix:orders"))) {
 *   relay.run();
 * }
 * }</pre>
 *
 * <p>Both ends count in {@link org.javaipc.IpcMetrics}. For one thread; only {@link #close} and the counters may be
 * called from others.
 */
public final class Relay implements AutoCloseable {
  /** How often a relay that waits for a message checks whether there is still a receiver for it. */
  private static final Duration LOOK = Duration.ofMillis(50);

  private final Receiver from;
  private final Sender to;

  private @Nullable Claim room;
  private @Nullable PeerDiedException death;
  private volatile boolean receiverDied;
  private volatile long messages;
  private volatile long bytes;

  private Relay(Receiver from, Sender to) {
    this.from = from;
    this.to = to;
  }

  /**
   * Joins two channels: first the second one as a sender, waiting for its receiver for as long as its option {@code
   * connect} says, then the first one as its receiver. So no message is taken that has nowhere to go, and relays in a
   * circle wait for each other until that time is over.
   *
   * @param ipc opens the channels
   * @param from the channel whose messages to take
   * @param to the channel to send them to
   * @return the relay, which has taken nothing yet
   * @throws InvalidAddressException if both are the same channel
   * @throws GeometryMismatchException if the first accepts longer messages than the second
   * @throws IpcException as {@link org.javaipc.Channel#sender} and {@link org.javaipc.Channel#receiver} say
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public static Relay open(IpcContext ipc, Address from, Address to)
      throws IpcException, InterruptedException {
    if (isSame(from, to)) {
      throw new InvalidAddressException(
          "address '%s': a relay to itself, '%s', would loop forever; give two channels"
              .formatted(from, to));
    }
    Sender sender = ipc.sender(to);
    Relay relay = null;
    try {
      relay = receiving(ipc, from, sender);
    } finally {
      if (relay == null) {
        sender.close(); // nothing was sent
      }
    }
    return relay;
  }

  private static Relay receiving(IpcContext ipc, Address from, Sender sender) throws IpcException {
    Receiver receiver = ipc.receiver(from);
    if (receiver.maxMessage() > sender.maxMessage()) {
      receiver.close();
      throw new GeometryMismatchException(
          "%s takes messages of up to maxMessage=%d bytes, but %s only up to maxMessage=%d; give the first that maxMessage"
              .formatted(from, receiver.maxMessage(), sender.address(), sender.maxMessage()));
    }
    return new Relay(receiver, sender);
  }

  private static boolean isSame(Address one, Address other) {
    return one.scheme().equals(other.scheme())
        && name(one).equals(name(other))
        && option(one, "dir").equals(option(other, "dir"))
        && option(one, "at").equals(option(other, "at"));
  }

  private static String name(Address address) {
    return address.nameForm() == NameForm.PATH
        ? Path.of(address.name()).toAbsolutePath().normalize().toString()
        : address.name();
  }

  private static String option(Address address, String name) {
    return Objects.requireNonNullElse(address.options().get(name), "");
  }

  /** {@return the channel whose messages are taken} */
  public Address from() {
    return from.address();
  }

  /** {@return the channel to which they are sent} */
  public Address to() {
    return to.address();
  }

  /** {@return how many messages have been relayed so far} */
  public long messages() {
    return messages;
  }

  /** {@return how many bytes have been relayed so far} */
  public long bytes() {
    return bytes;
  }

  /**
   * Relays until the end of the stream, and then closes the sending end.
   *
   * @throws PeerDiedException if a sender died, once the stream has ended; or as soon as the receiver has died
   * @throws org.javaipc.PeerClosedException if the receiver has closed
   * @throws org.javaipc.ChannelClosedException if this relay was closed
   * @throws IpcException as {@link Sender} and {@link Receiver} say; the sending end is left open
   * @throws InterruptedException if the thread is interrupted while it waits; nothing was taken that was not sent
   */
  public void run() throws IpcException, InterruptedException {
    while (relay(room())) {
      // go on
    }
    if (death != null) {
      throw death;
    }
    to.close();
  }

  /** {@return room for the next message} Claiming it also shows whether the receiver is still there. */
  private Claim room() throws IpcException, InterruptedException {
    try {
      return to.claim(from.maxMessage());
    } catch (PeerDiedException e) {
      receiverDied = true;
      throw e;
    }
  }

  /** {@return whether the stream goes on} */
  private boolean relay(Claim claim) throws IpcException, InterruptedException {
    try (claim) {
      room = claim;
      return from.receive(this::forward, 1, LOOK) != Receiver.END_OF_STREAM;
    } catch (PeerDiedException e) {
      death = e;
      return true;
    } catch (UncheckedIOException e) {
      throw refusal(e);
    } finally {
      room = null;
    }
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread relays, others look
  private void forward(MemorySegment segment, long offset, long length) {
    Claim claim = Objects.requireNonNull(room);
    MemorySegment.copy(segment, offset, claim.segment(), claim.offset(), length);
    try {
      claim.commit(length);
    } catch (IpcException e) {
      throw new UncheckedIOException(e);
    }
    messages++;
    bytes += length;
  }

  private IpcException refusal(UncheckedIOException e) {
    receiverDied |= e.getCause() instanceof PeerDiedException;
    return e.getCause() instanceof IpcException refusal
        ? refusal
        : new IpcException(to.address() + ": " + e.getMessage(), e);
  }

  /**
   * Closes the receiving end, unless the second channel's receiver has died, and thereby ends {@link #run}. The sending
   * end was closed at the end of the stream; otherwise it is left open. May be called from any thread; repeating it
   * does nothing.
   *
   * @throws IpcException if the kernel refuses to release a resource
   */
  @Override
  public void close() throws IpcException {
    if (!receiverDied) {
      from.close();
    }
  }
}
