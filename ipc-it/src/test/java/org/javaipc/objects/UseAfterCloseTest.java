package org.javaipc.objects;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.javaipc.AccessPolicy;
import org.javaipc.Address;
import org.javaipc.ChannelClosedException;
import org.javaipc.Connection;
import org.javaipc.Ipc;
import org.javaipc.Listener;
import org.javaipc.Notifier;
import org.javaipc.Poller;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.javaipc.Server;
import org.javaipc.TopicPublisher;
import org.javaipc.TopicSubscription;
import org.javaipc.mmap.MappedFile;
import org.javaipc.mq.PosixMessageQueue;
import org.javaipc.pipe.AnonymousPipe;
import org.javaipc.pipe.PipeReader;
import org.javaipc.pipe.PipeWriter;
import org.javaipc.process.Child;
import org.javaipc.process.FileLock;
import org.javaipc.process.LockFile;
import org.javaipc.process.PipeInput;
import org.javaipc.process.Redirect;
import org.javaipc.process.Spawn;
import org.javaipc.shm.InterProcessLock;
import org.javaipc.shm.PosixSemaphore;
import org.javaipc.shm.PosixSharedMemory;
import org.javaipc.signal.Signal;
import org.javaipc.signal.SignalReader;
import org.javaipc.signal.Ticker;
import org.javaipc.socket.UnixDatagramSocket;
import org.javaipc.socket.UnixServerOptions;
import org.javaipc.socket.UnixServerSocket;
import org.javaipc.socket.UnixSocket;
import org.javaipc.socket.UnixSocketAddress;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One rule for what is used after its close: the package description of {@code org.javaipc} has it. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class UseAfterCloseTest {
  private static final AtomicInteger NAMES = new AtomicInteger();
  private static final Duration SHORT = Duration.ofMillis(1);
  private static final MemorySegment SEGMENT = MemorySegment.ofArray(new byte[8]);

  @TempDir Path folder;

  /** Makes a thing, closes it twice, and says what to call. */
  @FunctionalInterface
  interface Closed {
    List<ThrowingCallable> in(Path folder) throws Exception;
  }

  private static String name() {
    return "closed-" + ProcessHandle.current().pid() + "-" + NAMES.incrementAndGet();
  }

  private static Named<Closed> closed(String name, Closed closed) {
    return Named.of(name, closed);
  }

  private static void closeTwice(AutoCloseable thing) throws Exception {
    thing.close();
    thing.close();
  }

  static Stream<Named<Closed>> carriers() {
    return Stream.of(
        closed("Sender", UseAfterCloseTest::sender),
        closed("Receiver", UseAfterCloseTest::receiver),
        closed("Notifier and Listener", UseAfterCloseTest::events),
        closed("TopicPublisher and TopicSubscription", UseAfterCloseTest::topic),
        closed("Server and Connection", UseAfterCloseTest::server),
        closed("PipeReader and PipeWriter", UseAfterCloseTest::pipe),
        closed("UnixServerSocket and UnixSocket", UseAfterCloseTest::sockets),
        closed("UnixDatagramSocket", UseAfterCloseTest::datagrams),
        closed("PosixMessageQueue", UseAfterCloseTest::queue),
        closed("Ticker", UseAfterCloseTest::ticker),
        closed("SignalReader", UseAfterCloseTest::signals),
        closed("PipeInput", UseAfterCloseTest::child));
  }

  @ParameterizedTest
  @MethodSource("carriers")
  @DisplayName("What messages, bytes, events, ticks or signals go through: ChannelClosedException")
  void carriesNothingAfterItsClose(Closed closed) throws Exception {
    for (ThrowingCallable call : closed.in(folder)) {
      assertThatThrownBy(call)
          .isInstanceOf(ChannelClosedException.class)
          .hasMessageContaining("closed");
    }
  }

  static Stream<Named<Closed>> holders() {
    return Stream.of(
        closed("Poller", UseAfterCloseTest::poller),
        closed("MappedFile", UseAfterCloseTest::mapped),
        closed("PosixSharedMemory", UseAfterCloseTest::shared),
        closed("InterProcessLock", UseAfterCloseTest::lock),
        closed("PosixSemaphore", UseAfterCloseTest::semaphore),
        closed("FileLock", UseAfterCloseTest::fileLock));
  }

  @ParameterizedTest
  @MethodSource("holders")
  @DisplayName("What only holds or guards something: IllegalStateException")
  void holdsNothingAfterItsClose(Closed closed) throws Exception {
    for (ThrowingCallable call : closed.in(folder)) {
      assertThatThrownBy(call)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("closed");
    }
  }

  private static List<ThrowingCallable> sender(Path folder) throws Exception {
    Address address = Address.of("shm", name());
    try (Receiver _ = Ipc.receiver(address)) {
      Sender sender = Ipc.sender(address);
      closeTwice(sender);
      return List.of(() -> sender.send("x"), () -> sender.offer("x"), () -> sender.claim(1));
    }
  }

  private static List<ThrowingCallable> receiver(Path folder) throws Exception {
    Receiver receiver = Ipc.receiver(Address.of("unix", name()));
    closeTwice(receiver);
    return List.of(
        receiver::receive, () -> receiver.receive(SHORT), () -> receiver.awaitReady(SHORT));
  }

  private static List<ThrowingCallable> events(Path folder) throws Exception {
    Address address = Address.of("shm", name());
    Listener listener = Ipc.listener(address);
    Notifier notifier = Ipc.notifier(address);
    closeTwice(notifier);
    closeTwice(listener);
    return List.of(() -> notifier.signal(1), listener::poll, () -> listener.await(SHORT));
  }

  private static List<ThrowingCallable> topic(Path folder) throws Exception {
    Address address = Address.of("shm", name());
    TopicPublisher publisher = Ipc.publisher(address);
    TopicSubscription subscription = Ipc.subscribe(address);
    closeTwice(publisher);
    closeTwice(subscription);
    return List.of(() -> publisher.publish("x"), subscription::receive, subscription::latest);
  }

  private static List<ThrowingCallable> server(Path folder) throws Exception {
    Address address = Address.of("unix", name());
    Server server = Ipc.listen(address);
    Connection connection = Ipc.connect(address);
    closeTwice(connection);
    closeTwice(server);
    return List.of(
        server::accept,
        server::poll,
        () -> server.awaitReady(SHORT),
        connection::receive,
        () -> connection.send("x"),
        () -> connection.call("x"));
  }

  private static List<ThrowingCallable> pipe(Path folder) throws Exception {
    AnonymousPipe pipe = AnonymousPipe.open();
    PipeReader reader = pipe.reader();
    PipeWriter writer = pipe.writer();
    closeTwice(reader);
    closeTwice(writer);
    return List.of(
        () -> reader.read(ByteBuffer.allocate(1)),
        () -> reader.awaitReady(SHORT),
        () -> writer.write(ByteBuffer.allocate(1)));
  }

  private static List<ThrowingCallable> sockets(Path folder) throws Exception {
    UnixSocketAddress address = UnixSocketAddress.of(folder.resolve("s"));
    UnixServerSocket server = UnixServerSocket.bind(address);
    UnixSocket socket = UnixSocket.connect(address);
    closeTwice(socket);
    closeTwice(server);
    return List.of(
        server::accept,
        () -> server.awaitReady(SHORT),
        () -> socket.read(SEGMENT),
        () -> socket.write(SEGMENT),
        () -> socket.awaitReady(SHORT));
  }

  private static List<ThrowingCallable> datagrams(Path folder) throws Exception {
    UnixDatagramSocket socket =
        UnixDatagramSocket.bind(
            UnixSocketAddress.of(folder.resolve("d")), UnixServerOptions.DEFAULT);
    closeTwice(socket);
    return List.of(() -> socket.receive(SEGMENT, SHORT), () -> socket.awaitReady(SHORT));
  }

  private static List<ThrowingCallable> queue(Path folder) throws Exception {
    String name = name();
    PosixMessageQueue queue = PosixMessageQueue.create(name, 1, 8, 0600);
    PosixMessageQueue.unlink(name);
    closeTwice(queue);
    return List.of(queue::attributes, () -> queue.send(new byte[1], 0), () -> queue.receive(SHORT));
  }

  private static List<ThrowingCallable> ticker(Path folder) throws Exception {
    Ticker ticker = Ticker.every(SHORT);
    closeTwice(ticker);
    return List.of(ticker::poll, ticker::await, () -> ticker.awaitReady(SHORT));
  }

  private static List<ThrowingCallable> signals(Path folder) throws Exception {
    SignalReader reader = SignalReader.ofThread(Signal.realTime(7));
    closeTwice(reader);
    return List.of(reader::poll, reader::read, () -> reader.read(SHORT));
  }

  private static List<ThrowingCallable> child(Path folder) throws Exception {
    Child child = Spawn.of("/bin/true").descriptor(1, Redirect.read()).start();
    PipeInput input = child.inputFrom(1);
    closeTwice(input);
    child.waitFor();
    return List.of(() -> input.read(), () -> input.awaitReady(SHORT));
  }

  private static List<ThrowingCallable> poller(Path folder) throws Exception {
    Poller poller = new Poller();
    closeTwice(poller);
    return List.of(
        poller::poll, () -> poller.await(SHORT), () -> poller.add(timeout -> true, () -> {}));
  }

  private static List<ThrowingCallable> mapped(Path folder) throws Exception {
    MappedFile file = MappedFile.at(folder.resolve("m")).size(8).create();
    MemorySegment segment = file.segment();
    closeTwice(file);
    return List.of(() -> file.grow(16), () -> segment.fill((byte) 1));
  }

  private static List<ThrowingCallable> shared(Path folder) throws Exception {
    String name = "/" + name();
    PosixSharedMemory memory = PosixSharedMemory.at(name).size(8).create();
    PosixSharedMemory.unlink(name);
    MemorySegment segment = memory.segment();
    closeTwice(memory);
    return List.of(() -> memory.grow(16), () -> segment.fill((byte) 1));
  }

  private static List<ThrowingCallable> lock(Path folder) throws Exception {
    InterProcessLock lock = InterProcessLock.open(name());
    closeTwice(lock);
    return List.of(lock::lock, lock::tryLock, lock::unlock, lock::owner);
  }

  private static List<ThrowingCallable> semaphore(Path folder) throws Exception {
    String name = "/" + name();
    PosixSemaphore semaphore = PosixSemaphore.create(name, AccessPolicy.PRIVATE, 1);
    PosixSemaphore.unlink(name);
    closeTwice(semaphore);
    return List.of(semaphore::post, semaphore::acquire, semaphore::tryAcquire, semaphore::value);
  }

  private static List<ThrowingCallable> fileLock(Path folder) throws Exception {
    LockFile file = LockFile.open(folder.resolve("lock"));
    FileLock lock = file.whole();
    closeTwice(file);
    return List.of(lock::tryExclusive, () -> lock.exclusive(SHORT));
  }
}
