package org.javaipc;

import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The sending end of a {@link Channel}. For one thread at a time; only {@link #close} may be called
 * from others. {@link #shared} makes one that many threads may use.
 *
 * <p>Every method that sends throws
 *
 * <ul>
 *   <li>{@link MessageTooLongException} if the message is longer than {@link #maxMessage}; nothing of it was sent, and
 * the channel still works;
 *   <li>{@link PeerClosedException} (or its subclass {@link PeerDiedException}) if the receiver is gone, even if there
 * is still room for the message;
 *   <li>{@link ChannelClosedException} if this end is closed, also by another thread during the
 *       call;
 *   <li>{@link CorruptChannelException} if the peer has overwritten the channel's memory.
 * </ul>
 *
 * <p>The methods that take a segment, and claims, allocate nothing; those for {@code byte[]},
 * {@code ByteBuffer} and {@code String} are convenience methods, which allocate.
 *
 * <pre>{@code
 * try (Sender sender = Ipc.sender("orders")) {
 *   sender.send("buy 100");
 * }
 * }</pre>
 */
public interface Sender extends AutoCloseable {
  /** {@return the address of the channel} */
  Address address();

  /** {@return the longest message, in bytes} */
  long maxMessage();

  /**
   * Sends a message if there is room for it now.
   *
   * @param segment that holds the message; the caller may reuse it after this method returns
   * @param offset of the message in the segment, in bytes
   * @param length of the message in bytes, 0 to {@link #maxMessage}
   * @return whether it was sent; false if the channel is full
   * @throws IpcException if the receiver is gone, this end is closed, or the message is too long
   */
  boolean offer(MemorySegment segment, long offset, long length) throws IpcException;

  /**
   * Sends a message, waiting for room for at most the given time.
   *
   * @param segment that holds the message; the caller may reuse it after this method returns
   * @param offset of the message in the segment, in bytes
   * @param length of the message in bytes, 0 to {@link #maxMessage}
   * @param timeout longest time to wait; zero or less does not wait
   * @return whether it was sent; false if the timeout elapsed
   * @throws IpcException if the receiver is gone, this end is closed, or the message is too long
   * @throws InterruptedException if the thread is interrupted while it waits; nothing was sent
   */
  boolean send(MemorySegment segment, long offset, long length, Duration timeout)
      throws IpcException, InterruptedException;

  /**
   * Sends a message, waiting for room for as long as it takes.
   *
   * @param segment that holds the message; the caller may reuse it after this method returns
   * @param offset of the message in the segment, in bytes
   * @param length of the message in bytes, 0 to {@link #maxMessage}
   * @throws IpcException if the receiver is gone, this end is closed, or the message is too long
   * @throws InterruptedException if the thread is interrupted while it waits; nothing was sent
   */
  void send(MemorySegment segment, long offset, long length)
      throws IpcException, InterruptedException;

  /**
   * Claims room for a message if there is some now.
   *
   * @param length of the room in bytes, 0 to {@link #maxMessage}
   * @return the sender's claim; null if the channel is full
   * @throws IpcException if the receiver is gone, this end is closed, or the message is too long
   * @throws IllegalStateException if the last claim was neither committed nor aborted
   */
  @Nullable Claim tryClaim(long length) throws IpcException;

  /**
   * Claims room for a message, waiting for it for as long as it takes.
   *
   * @param length of the room in bytes, 0 to {@link #maxMessage}
   * @return the sender's claim
   * @throws IpcException if the receiver is gone, this end is closed, or the message is too long
   * @throws InterruptedException if the thread is interrupted while it waits
   * @throws IllegalStateException if the last claim was neither committed nor aborted
   */
  Claim claim(long length) throws IpcException, InterruptedException;

  /**
   * Forces what this sender has sent to the medium, where the medium is durable ({@link
   * Capability#DURABLE}), and returns when it is there; elsewhere it does nothing. After a crash of the machine, only
   * what was synced is used.
   *
   * @throws IpcException if the medium fails
   */
  default void sync() throws IpcException {}

  /**
   * Leaves the channel. What was sent can still be received; an open claim is aborted; a thread that
   * waits on this end gets {@link ChannelClosedException}. Returns when no call on this end is
   * running any more. May be called from any thread; repeating it does nothing.
   *
   * @throws IpcException if the kernel refuses to give something back
   */
  @Override
  void close() throws IpcException;

  /**
   * Sends a whole segment if there is room for it now.
   *
   * @param message to send
   * @return whether it was sent; false if the channel is full
   * @throws IpcException if the receiver is gone, this end is closed, or the message is too long
   */
  default boolean offer(MemorySegment message) throws IpcException {
    Objects.requireNonNull(message, "message");
    return offer(message, 0, message.byteSize());
  }

  /**
   * Sends an array if there is room for it now.
   *
   * @param message to send
   * @return whether it was sent; false if the channel is full
   * @throws IpcException if the receiver is gone, this end is closed, or the message is too long
   */
  default boolean offer(byte[] message) throws IpcException {
    Objects.requireNonNull(message, "message");
    return offer(MemorySegment.ofArray(message));
  }

  /**
   * Sends what remains of a buffer if there is room for it now.
   *
   * @param message to send; its position moves to its limit if it was sent and stays otherwise
   * @return whether it was sent; false if the channel is full
   * @throws IpcException if the receiver is gone, this end is closed, or the message is too long
   */
  default boolean offer(ByteBuffer message) throws IpcException {
    Objects.requireNonNull(message, "message");
    boolean sent = offer(MemorySegment.ofBuffer(message));
    if (sent) {
      message.position(message.limit());
    }
    return sent;
  }

  /**
   * Sends a text as UTF-8 if there is room for it now.
   *
   * @param message to send
   * @return whether it was sent; false if the channel is full
   * @throws IpcException if the receiver is gone, this end is closed, or the message is too long
   */
  default boolean offer(String message) throws IpcException {
    Objects.requireNonNull(message, "message");
    return offer(message.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Sends a whole segment, waiting for room for as long as it takes.
   *
   * @param message to send
   * @throws IpcException if the receiver is gone, this end is closed, or the message is too long
   * @throws InterruptedException if the thread is interrupted while it waits; nothing was sent
   */
  default void send(MemorySegment message) throws IpcException, InterruptedException {
    Objects.requireNonNull(message, "message");
    send(message, 0, message.byteSize());
  }

  /**
   * Sends a whole segment, waiting for room for at most the given time.
   *
   * @param message to send
   * @param timeout longest time to wait; zero or less does not wait
   * @return whether it was sent; false if the timeout elapsed
   * @throws IpcException if the receiver is gone, this end is closed, or the message is too long
   * @throws InterruptedException if the thread is interrupted while it waits; nothing was sent
   */
  default boolean send(MemorySegment message, Duration timeout)
      throws IpcException, InterruptedException {
    Objects.requireNonNull(message, "message");
    return send(message, 0, message.byteSize(), timeout);
  }

  /**
   * Sends an array, waiting for room for as long as it takes.
   *
   * @param message to send
   * @throws IpcException if the receiver is gone, this end is closed, or the message is too long
   * @throws InterruptedException if the thread is interrupted while it waits; nothing was sent
   */
  default void send(byte[] message) throws IpcException, InterruptedException {
    Objects.requireNonNull(message, "message");
    send(MemorySegment.ofArray(message));
  }

  /**
   * Sends what remains of a buffer, waiting for room for as long as it takes.
   *
   * @param message to send; its position moves to its limit
   * @throws IpcException if the receiver is gone, this end is closed, or the message is too long
   * @throws InterruptedException if the thread is interrupted while it waits; nothing was sent
   */
  default void send(ByteBuffer message) throws IpcException, InterruptedException {
    Objects.requireNonNull(message, "message");
    send(MemorySegment.ofBuffer(message));
    message.position(message.limit());
  }

  /**
   * Sends a text as UTF-8, waiting for room for as long as it takes.
   *
   * @param message to send
   * @throws IpcException if the receiver is gone, this end is closed, or the message is too long
   * @throws InterruptedException if the thread is interrupted while it waits; nothing was sent
   */
  default void send(String message) throws IpcException, InterruptedException {
    Objects.requireNonNull(message, "message");
    send(message.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Sends an array, waiting for room for at most the given time.
   *
   * @param message to send
   * @param timeout longest time to wait; zero or less does not wait
   * @return whether it was sent; false if the timeout elapsed
   * @throws IpcException if the receiver is gone, this end is closed, or the message is too long
   * @throws InterruptedException if the thread is interrupted while it waits; nothing was sent
   */
  default boolean send(byte[] message, Duration timeout) throws IpcException, InterruptedException {
    Objects.requireNonNull(message, "message");
    return send(MemorySegment.ofArray(message), timeout);
  }

  /**
   * Sends what remains of a buffer, waiting for room for at most the given time.
   *
   * @param message to send; its position moves to its limit if it was sent and stays otherwise
   * @param timeout longest time to wait; zero or less does not wait
   * @return whether it was sent; false if the timeout elapsed
   * @throws IpcException if the receiver is gone, this end is closed, or the message is too long
   * @throws InterruptedException if the thread is interrupted while it waits; nothing was sent
   */
  default boolean send(ByteBuffer message, Duration timeout)
      throws IpcException, InterruptedException {
    Objects.requireNonNull(message, "message");
    boolean sent = send(MemorySegment.ofBuffer(message), timeout);
    if (sent) {
      message.position(message.limit());
    }
    return sent;
  }

  /**
   * Sends a text as UTF-8, waiting for room for at most the given time.
   *
   * @param message to send
   * @param timeout longest time to wait; zero or less does not wait
   * @return whether it was sent; false if the timeout elapsed
   * @throws IpcException if the receiver is gone, this end is closed, or the message is too long
   * @throws InterruptedException if the thread is interrupted while it waits; nothing was sent
   */
  default boolean send(String message, Duration timeout) throws IpcException, InterruptedException {
    Objects.requireNonNull(message, "message");
    return send(message.getBytes(StandardCharsets.UTF_8), timeout);
  }

  /**
   * {@return this end for any number of threads} Each call takes a lock of this JVM; while one
   * thread waits for room, or in {@link #sync}, the others that send wait behind it and {@code offer} returns false. Messages are
   * in order per thread. It has no claims. Use this end through it alone from then on, also to close it.
   */
  default Sender shared() {
    return new SharedSender(this);
  }

  /**
   * Sends an array on a virtual thread, waiting there for room. The sender is in use until the future
   * completes; cancelling it ends the wait and sends nothing.
   *
   * @param message to send; the caller may reuse it once the future completes
   * @return completes when it was sent, and fails as {@link #send(byte[])} throws
   */
  default CompletableFuture<@Nullable Void> sendAsync(byte[] message) {
    Objects.requireNonNull(message, "message");
    return Async.call(
        "javaipc-send",
        () -> {
          send(message);
          return null;
        });
  }

  /**
   * {@return a stream whose bytes are sent in messages of up to 64 KiB or {@link #maxMessage}, when
   * that many have gathered or at a flush; closing it closes this end} An interrupt while it waits
   * is an {@link java.io.InterruptedIOException}, with the interrupt status set; its {@code
   * bytesTransferred} counts those of the call's bytes that the stream has taken and will send.
   */
  default OutputStream outputStream() {
    return new SenderOutputStream(this);
  }
}
