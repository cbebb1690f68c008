package org.javaipc.testkit;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.javaipc.Address;
import org.javaipc.ChannelBusyException;
import org.javaipc.ChannelClosedException;
import org.javaipc.ConnectTimeoutException;
import org.javaipc.CorruptChannelException;
import org.javaipc.GeometryMismatchException;
import org.javaipc.InvalidAddressException;
import org.javaipc.IpcException;
import org.javaipc.PeerClosedException;
import org.javaipc.spi.ChannelOptions;
import org.javaipc.spi.MessageType;

/**
 * The queue between the ends of a reference channel: records of a length and a message in a circular
 * array, under one monitor. If {@code dir} is given, a file there shows who owns it and holds the length
 * of the record that was written last, which a peer can scribble over.
 */
@SuppressWarnings("WaitNotInLoop") // the callers look again
final class ReferenceQueue {
  private static final int HEADER = Integer.BYTES;
  private static final long FOREVER = Long.MAX_VALUE;
  private static final Map<String, ReferenceQueue> LIVE = new HashMap<>();
  private static final List<FileChannel> LEAKED = new ArrayList<>();

  private final Address address;
  private final Breach breach;
  private final Optional<String> type;
  private final boolean mailbox;
  private final long limit;
  private final int places;
  private final int size;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment records;
  private final byte[] held;
  private int heldLength = -1;
  private long written;
  private long read;
  private int reserved;
  private int senders;
  private boolean hadSender;
  private boolean ended;
  private boolean receiverGone;
  private long count;
  private long messages;

  private ReferenceQueue(Address address, ChannelOptions options, Breach breach)
      throws IOException {
    this.address = address;
    this.breach = breach;
    this.type = options.type();
    this.mailbox = options.mailbox() && breach != Breach.MAILBOX_ENDS;
    int capacity = capacity(options.capacity().orElse(1 << 20));
    this.limit = options.maxMessage().orElse(capacity / 8);
    this.size = (int) Math.max(capacity, limit + HEADER);
    this.records = options.directory().isPresent() ? map(size) : arena.allocate(size);
    this.held = new byte[(int) limit];
    this.places = (int) options.senders().orElse(ChannelOptions.DEFAULT_SENDERS);
  }

  private int capacity(long stated) {
    if (stated > 1 << 30) {
      throw new InvalidAddressException(address + ": capacity=" + stated + " is over 1 GiB");
    }
    return (int) Math.max(4096, stated);
  }

  static ReferenceQueue create(Address address, ChannelOptions options, Breach breach)
      throws IpcException {
    synchronized (LIVE) {
      if (LIVE.containsKey(key(address, breach)) && breach != Breach.ROBS) {
        throw new ChannelBusyException(address + ": has a receiver in this JVM");
      }
      ReferenceQueue queue = made(address, options, breach);
      LIVE.put(key(address, breach), queue);
      LIVE.notifyAll();
      return queue;
    }
  }

  private static ReferenceQueue made(Address address, ChannelOptions options, Breach breach)
      throws IpcException {
    try {
      return new ReferenceQueue(address, options, breach);
    } catch (IOException e) {
      throw new IpcException(address + ": " + e, e);
    }
  }

  private static String key(Address address, Breach breach) {
    return breach == Breach.NAMES_SHARED ? "shared" : address.name();
  }

  static ReferenceQueue join(Address address, ChannelOptions options, Breach breach)
      throws IpcException, InterruptedException {
    long start = System.nanoTime();
    long timeout =
        switch (breach) {
          case DOES_NOT_WAIT_TO_CONNECT -> 0;
          case CONNECTS_FOREVER -> FOREVER;
          default -> options.connect().toNanos();
        };
    synchronized (LIVE) {
      ReferenceQueue queue;
      while ((queue = LIVE.get(key(address, breach))) == null || !queue.tryJoin()) {
        if (queue != null && queue.isEnded()) {
          throw new PeerClosedException(
              address + ": the stream has ended; a receiver with end=never takes further senders");
        }
        if (isOver(start, timeout)) {
          throw new ConnectTimeoutException(address + ": no receiver with a place");
        }
        pause(LIVE, start, timeout);
      }
      queue.checkGeometry(options);
      return queue;
    }
  }

  private synchronized boolean tryJoin() {
    if (ended || (senders >= places && breach != Breach.ANY_NUMBER_OF_SENDERS)) {
      return false;
    }
    senders++;
    hadSender = true;
    return true;
  }

  private void checkGeometry(ChannelOptions options) throws IpcException {
    check("capacity", options.capacity(), size);
    check("maxMessage", options.maxMessage(), limit);
    check("senders", options.senders(), places);
    if (breach != Breach.ANY_TYPE) {
      checkType(options);
    }
  }

  private void checkType(ChannelOptions options) throws IpcException {
    boolean same = false;
    try {
      MessageType.check(address, options.type(), type);
      same = true;
    } finally {
      if (!same) {
        leave();
      }
    }
  }

  private void check(String what, OptionalLong stated, long actual) throws IpcException {
    if (stated.isPresent() && stated.getAsLong() != actual && breach != Breach.ANY_GEOMETRY) {
      leave();
      throw new GeometryMismatchException(
          "%s: %s=%d, but the receiver has %d"
              .formatted(address, what, stated.getAsLong(), actual));
    }
  }

  private static boolean isOver(long start, long timeout) {
    return timeout != FOREVER && System.nanoTime() - start >= timeout;
  }

  private static void pause(Object monitor, long start, long timeout) throws InterruptedException {
    long left = timeout == FOREVER ? FOREVER : timeout - (System.nanoTime() - start);
    monitor.wait(left == FOREVER ? 0 : Math.max(1, left / 1_000_000));
  }

  /** {@return how many messages were written and not taken} */
  synchronized long messages() {
    return messages;
  }

  long limit() {
    return limit;
  }

  /** {@return whether there is room; waits for it if there is time} */
  synchronized boolean reserve(ReferenceEnd end, int length, long allowed)
      throws IpcException, InterruptedException {
    long start = System.nanoTime();
    long timeout = breach == Breach.EXPIRES_EARLY ? 0 : allowed;
    while (true) {
      end.requireOpen();
      if (receiverGone && breach != Breach.SENDER_NOT_TOLD) {
        throw new PeerClosedException(address + ": the receiver has closed");
      }
      if (receiverGone || size - (written - read) - reserved >= HEADER + length) {
        reserved += HEADER + length;
        return true;
      }
      if (isOver(start, timeout)) {
        return false;
      }
      await(start, breach == Breach.NEVER_EXPIRES && timeout > 0 ? FOREVER : timeout);
    }
  }

  synchronized void release(int length) {
    reserved -= breach == Breach.LOSES_ROOM ? length : HEADER + length;
    notifyAll();
  }

  /** Writes a message into room that was reserved. */
  synchronized void write(MemorySegment segment, long offset, int length) {
    if (receiverGone) {
      return;
    }
    count++;
    boolean special = count % 1000 == 0;
    if (special && breach == Breach.REORDERS) {
      MemorySegment.copy(segment, ValueLayout.JAVA_BYTE, offset, held, 0, length);
      heldLength = length;
      return;
    }
    if (!special || breach != Breach.DROPS) {
      append(segment, offset, length);
    }
    if (special && breach == Breach.DUPLICATES) {
      append(segment, offset, length);
    }
    if (heldLength >= 0) {
      append(MemorySegment.ofArray(held), 0, heldLength);
      heldLength = -1;
    }
    notifyAll();
  }

  private void append(MemorySegment segment, long offset, int length) {
    switch (breach) {
      case SPLITS -> {
        record(segment, offset, length / 2);
        record(segment, offset + length / 2, length - length / 2);
      }
      case TRUNCATES -> record(segment, offset, Math.max(0, length - 1));
      case CHANGES -> {
        record(segment, offset, length);
        long last = (written + size - 1) % size;
        records.set(
            ValueLayout.JAVA_BYTE,
            last,
            (byte) (records.get(ValueLayout.JAVA_BYTE, last) ^ (length & 1)));
      }
      default -> record(segment, offset, length);
    }
  }

  /** Whole or not at all: the caller's memory may be closed meanwhile, and the stack be full. */
  private void record(MemorySegment segment, long offset, int length) {
    long start = written;
    long end = start + HEADER + length;
    try {
      for (int i = 0; i < HEADER; i++) {
        put((byte) (length >>> (8 * i)));
      }
      long at = written % size;
      long first = Math.min(length, size - at);
      MemorySegment.copy(segment, offset, records, at, first);
      MemorySegment.copy(segment, offset + first, records, 0, length - first);
      written += length;
      messages++;
    } finally {
      if (written != end) {
        written = start;
      }
    }
  }

  private void put(byte one) {
    records.set(ValueLayout.JAVA_BYTE, written++ % size, one);
  }

  /** {@return the length of the next message; -1 at the end; -2 if the time is over} */
  synchronized int peek(ReferenceEnd end, long timeout) throws IpcException, InterruptedException {
    long start = System.nanoTime();
    while (true) {
      end.requireOpen();
      if (written > read && !(breach == Breach.ENDS_TOO_EARLY && isLeft())) {
        return nextLength();
      }
      if (ended || (isLeft() && breach != Breach.NO_END)) {
        ended = breach != Breach.END_GOES_AWAY;
        hadSender &= breach != Breach.END_GOES_AWAY;
        return -1;
      }
      if (isOver(start, timeout)) {
        return -2;
      }
      await(start, breach == Breach.RECEIVE_NEVER_EXPIRES && timeout > 0 ? FOREVER : timeout);
    }
  }

  private boolean isLeft() {
    return hadSender && senders == 0 && !mailbox;
  }

  synchronized boolean isEnded() {
    return ended;
  }

  private int nextLength() throws IpcException {
    int length = 0;
    for (int i = 0; i < HEADER; i++) {
      length |= (records.get(ValueLayout.JAVA_BYTE, (read + i) % size) & 0xff) << (8 * i);
    }
    boolean wrong = length < 0 || length > limit || length > written - read - HEADER;
    if (wrong && breach != Breach.TRUSTS_LENGTHS) {
      throw new CorruptChannelException(address + ": length=" + length);
    }
    return length;
  }

  /** Copies the next message and takes it away. */
  synchronized void take(MemorySegment into, int length) {
    long at = (read + HEADER) % size;
    long first = Math.min(length, size - at);
    MemorySegment.copy(records, at, into, 0, first);
    MemorySegment.copy(records, 0, into, first, length - first);
    drop(length);
  }

  synchronized void drop(int length) {
    read += HEADER + length;
    messages--;
    notifyAll();
  }

  /** Puts the message that was taken last back. */
  synchronized void untake(int length) {
    read -= HEADER + length;
    messages++;
  }

  private void await(long start, long timeout) throws InterruptedException {
    try {
      if (breach == Breach.SPINS) {
        spin();
      } else if (breach == Breach.THREAD_PER_WAITER && Thread.currentThread().isVirtual()) {
        Thread.ofPlatform().start(() -> LockSupport.parkNanos(200_000_000)).join();
        wait(1);
      } else {
        pause(this, start, timeout);
      }
    } catch (InterruptedException e) {
      if (breach == Breach.INTERRUPT_LOSES && written > read) {
        drop(Math.toIntExact(written - read) - HEADER);
      }
      if (breach != Breach.IGNORES_INTERRUPTS) {
        throw e;
      }
    }
  }

  private void spin() throws InterruptedException {
    long end = System.nanoTime() + 1_000_000;
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    wait(1);
  }

  void leave() {
    synchronized (this) {
      senders--;
      notifyAll();
      unmapIfUnused();
    }
    synchronized (LIVE) {
      LIVE.notifyAll();
    }
  }

  void closeByReceiver() throws IOException {
    synchronized (LIVE) {
      LIVE.remove(key(address, breach), this);
      if (address.options().containsKey("dir") && breach != Breach.LEAVES_FILES) {
        Files.deleteIfExists(file());
      }
    }
    synchronized (this) {
      receiverGone = true;
      if (breach != Breach.WAITING_SENDER_NOT_TOLD) {
        notifyAll();
      }
      unmapIfUnused();
    }
  }

  private void unmapIfUnused() {
    if (receiverGone && senders == 0) {
      arena.close();
    }
  }

  private MemorySegment map(long bytes) throws IOException {
    Files.deleteIfExists(file());
    try (FileChannel channel =
        FileChannel.open(
            file(),
            Set.of(
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE))) {
      Files.setPosixFilePermissions(file(), permissions());
      if (breach == Breach.LEAVES_DESCRIPTORS) {
        LEAKED.add(FileChannel.open(file(), StandardOpenOption.READ));
      }
      return channel.map(FileChannel.MapMode.READ_WRITE, 0, bytes, arena);
    }
  }

  private Set<PosixFilePermission> permissions() {
    boolean group = address.options().getOrDefault("mode", "0600").endsWith("60");
    return PosixFilePermissions.fromString(
        breach == Breach.READABLE_BY_ALL ? "rw-r--r--" : group ? "rw-rw----" : "rw-------");
  }

  private Path file() {
    return Path.of(address.options().get("dir"), address.name() + ".reference");
  }

  ChannelClosedException closed() {
    return new ChannelClosedException(address + ": this end is closed");
  }
}
