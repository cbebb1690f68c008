package org.javaipc.testkit;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.javaipc.Address;
import org.javaipc.Capability;
import org.javaipc.Channel;
import org.javaipc.Codec;
import org.javaipc.Connection;
import org.javaipc.CorruptChannelException;
import org.javaipc.Ipc;
import org.javaipc.IpcContext;
import org.javaipc.IpcException;
import org.javaipc.Listener;
import org.javaipc.NameForm;
import org.javaipc.Notifier;
import org.javaipc.PeerDiedException;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.javaipc.Server;
import org.javaipc.TopicPublisher;
import org.javaipc.TopicSubscription;
import org.javaipc.TypedReceiver;
import org.javaipc.TypedSender;
import org.javaipc.spi.ChannelInspector;
import org.javaipc.spi.ChannelProvider;
import org.javaipc.spi.ConnectionProvider;
import org.javaipc.spi.TransportRegistry;
import org.opentest4j.TestAbortedException;

/**
 * What one test has: a runtime directory and a channel name of its own, and whatever it opened,
 * which is closed afterwards.
 */
final class Rig {
  private static final String LOG = ".log";

  /** The directions of a connection, and the mailbox of a server whose medium is durable. */
  private static final Predicate<String> LEFT_BY_CONNECTIONS =
      Pattern.compile("\\.(hi|up|down)\\.|-lane$").asPredicate();

  private static final AtomicInteger NAMES = new AtomicInteger();

  private final ProviderUnderTest provider;
  private final String test;
  private final OwnRuntimeDirectory directory;
  private final String name;
  private final SplittableRandom random;
  private final Deque<AutoCloseable> opened = new ConcurrentLinkedDeque<>();
  private final Collection<Long> peers = new ConcurrentLinkedQueue<>();

  private Rig(ProviderUnderTest provider, String test, OwnRuntimeDirectory directory) {
    this.provider = provider;
    this.test = test;
    this.directory = directory;
    this.name = uniqueName();
    this.random = Seed.randomFor(test);
  }

  static Rig of(ProviderUnderTest provider, String test) throws Exception {
    return new Rig(provider, test, OwnRuntimeDirectory.create());
  }

  private static String uniqueName() {
    return "it-" + ProcessHandle.current().pid() + "-" + NAMES.incrementAndGet();
  }

  ProviderUnderTest provider() {
    return provider;
  }

  OwnRuntimeDirectory directory() {
    return directory;
  }

  SplittableRandom random() {
    return random;
  }

  Duration patience() {
    return provider.patience();
  }

  /** {@return the address of the test's channel, with options such as {@code end=never}} */
  Address address(String... options) {
    return addressOf(name, options);
  }

  /** {@return the address of another channel} */
  Address otherAddress(String... options) {
    return addressOf(uniqueName(), options);
  }

  Address addressOf(String channel, String... options) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("dir", directory.path().toString());
    for (String option : options) {
      int equals = option.indexOf('=');
      all.put(option.substring(0, equals), option.substring(equals + 1));
    }
    return provider.address(channel, all);
  }

  Channel channel(String... options) throws IpcException {
    return Ipc.channel(address(options).toString());
  }

  Receiver receiver(String... options) throws IpcException {
    return closeLater(channel(options).receiver());
  }

  Receiver receiver(Address address) throws IpcException {
    return closeLater(Ipc.receiver(address.toString()));
  }

  Sender sender(String... options) throws IpcException, InterruptedException {
    return closeLater(channel(options).sender());
  }

  Sender sender(Address address) throws IpcException, InterruptedException {
    return closeLater(Ipc.sender(address.toString()));
  }

  <T> TypedReceiver<T> typedReceiver(Codec<T> codec, String... options) throws IpcException {
    return closeLater(Ipc.receiver(address(options), codec));
  }

  <T> TypedSender<T> typedSender(Codec<T> codec, String... options)
      throws IpcException, InterruptedException {
    return closeLater(Ipc.sender(address(options), codec));
  }

  TopicPublisher publisher(String... options) throws IpcException, InterruptedException {
    return closeLater(Ipc.publisher(address(options)));
  }

  TopicSubscription subscribe(String... options) throws IpcException, InterruptedException {
    return closeLater(Ipc.subscribe(address(options)));
  }

  Server server(String... options) throws IpcException {
    return closeLater(Ipc.listen(address(options).toString()));
  }

  Connection connect(String... options) throws IpcException, InterruptedException {
    return closeLater(Ipc.connect(address(options).toString()));
  }

  /** {@return the next client of a server} */
  Connection accept(Server server) throws Exception {
    return closeLater(within("accept", () -> server.accept()));
  }

  Listener listener(Address address) throws IpcException {
    return closeLater(Ipc.listener(address.toString()));
  }

  Notifier notifier(Address address) throws IpcException, InterruptedException {
    return closeLater(Ipc.notifier(address.toString()));
  }

  <C extends AutoCloseable> C closeLater(C closeable) {
    opened.push(closeable);
    return closeable;
  }

  /**
   * {@return another process, which is killed at the end if it is still there}
   *
   * @param jvmOptions which only a JVM understands: with any, the test is skipped for other peers
   */
  PeerProcess peer(String... jvmOptions) throws Exception {
    if (jvmOptions.length > 0) {
      requireJavaPeers();
    }
    return closeLater(joined(PeerProcess.start(provider.peers(), patience(), jvmOptions)));
  }

  /** Remembers a process that takes part: what it makes in the kernel must not be left. */
  PeerProcess joined(PeerProcess peer) {
    peers.add(peer.pid());
    return peer;
  }

  /** {@return another process that may have as few descriptors as the shell allows} */
  PeerProcess peerWithFewDescriptors() throws Exception {
    return hasJavaPeers() ? peer("-XX:-MaxFDLimit") : peer();
  }

  /** {@return another process with a subscription that can be stopped at labelled steps} */
  PeerProcess peerWithSteps() throws Exception {
    return hasJavaPeers() ? peer("-Dipc.checkpoints=on") : peer();
  }

  /** {@return another process that publishes: a JVM, as programs in other languages subscribe only} */
  PeerProcess publishingPeer() throws Exception {
    return closeLater(PeerProcess.start(patience()));
  }

  boolean hasJavaPeers() {
    return PeerLauncher.JAVA.equals(provider.peers());
  }

  /** Skips the test if the other process runs a program in another language. */
  void requireJavaPeers() {
    requireThat(
        hasJavaPeers(),
        "a peer in another language has neither labelled steps nor options of a JVM");
  }

  /** Skips the test, whose other process only publishes, if it runs a program in another language. */
  void requirePublishingPeers() {
    requireThat(
        hasJavaPeers(), "a peer in another language subscribes to topics and does not publish");
  }

  /** {@return a stream of messages of lengths from least to most} */
  Messages messages(int least, int most) {
    return new Messages(random.nextLong(), least, most);
  }

  MemorySegment buffer(long size) {
    return Arena.ofAuto().allocate(Math.max(8, size), 8);
  }

  <T> Task<T> start(String what, Callable<T> body) {
    return Task.start(what, patience(), body);
  }

  /** Runs something that has to end, on a thread of its own. */
  <T> T within(String what, Callable<T> body) throws Exception {
    return start(what, body).join();
  }

  /** Starts a step on a thread of its own. */
  Task<?> begin(String what, Step step) {
    return start(
        what,
        () -> {
          step.run();
          return true;
        });
  }

  /** Runs a step that has to end, on a thread of its own. */
  void run(String what, Step step) throws Exception {
    begin(what, step).join();
  }

  void until(String what, Callable<Boolean> condition) throws Exception {
    Eventually.until(what, patience(), condition);
  }

  /** {@return how many messages to leave unread for a while: as many as wanted, or as find room} */
  int backlog(int wanted) {
    return Math.min(wanted, provider.backlog());
  }

  boolean has(Capability capability) throws IpcException {
    return capabilities().contains(capability);
  }

  private Set<Capability> capabilities() throws IpcException {
    if (provider.keepsLogs()) {
      return Ipc.topic(address()).capabilities();
    }
    return hasChannels() ? channel().capabilities() : eventCapabilities();
  }

  private boolean hasChannels() throws IpcException {
    return Ipc.builder().build().channelProviders().stream()
        .anyMatch(known -> known.scheme().equals(provider.scheme()));
  }

  private Set<Capability> eventCapabilities() throws IpcException {
    return Ipc.builder().build().notifierProviders().stream()
        .filter(known -> known.scheme().equals(provider.scheme()))
        .findFirst()
        .orElseThrow()
        .capabilities();
  }

  /** Skips the test unless the provider says that it can. */
  void require(Capability... capabilities) throws IpcException {
    for (Capability capability : capabilities) {
      if (!has(capability)) {
        throw skipped(
            "the provider of " + provider.scheme() + ": does not have capability " + capability);
      }
    }
  }

  /**
   * {@return how many at least must arrive of what a sender had committed and then died} What it had not sent yet dies with
   * it, where others do not see its memory.
   */
  long leastKept(long committed) throws IpcException {
    return has(Capability.CROSS_MACHINE) ? 0 : committed;
  }

  /** Waits until what was sent is seen: over a network that is a moment later, elsewhere at once. */
  void arrival(Callable<Boolean> seen) throws Exception {
    if (has(Capability.CROSS_MACHINE)) {
      until("what was sent has come", seen);
    }
  }

  /** Waits until what was sent has come: over a network that is a moment later, elsewhere at once. */
  void arrival(Receiver receiver) throws IpcException, InterruptedException {
    if (has(Capability.CROSS_MACHINE) && !receiver.awaitReady(patience())) {
      throw new AssertionError(receiver.address() + ": nothing has come of what was sent");
    }
  }

  /** Skips the test unless there are connections over the provider's medium. */
  void requireConnections() throws IpcException {
    requireThat(
        TransportRegistry.hasConnections(channelProvider()),
        "the provider of " + provider.scheme() + ": has no connections");
  }

  /**
   * Skips the test if a sender on the server's name does not get to the server: where the medium has
   * connections of its own, or keeps what lasts apart from what does not.
   */
  void requireConnectionsOverChannels() throws IpcException {
    requireThat(!has(Capability.DURABLE), "the provider of " + provider.scheme() + ": is durable");
    requireThat(
        !(channelProvider() instanceof ConnectionProvider),
        "the provider of " + provider.scheme() + ": has connections of its own");
  }

  /** {@return addresses of servers, one of each form that names have; all lie in the test's directory} */
  List<Address> addressesOfEachForm() throws IpcException {
    return channelProvider().nameForms().stream().sorted().map(this::addressOf).toList();
  }

  private Address addressOf(NameForm form) {
    return switch (form) {
      case PLAIN -> address();
      case PATH -> provider.address(directory.path().resolve(name + "-path").toString(), Map.of());
      case ABSTRACT -> addressOf("@" + name);
    };
  }

  private ChannelProvider channelProvider() throws IpcException {
    return IpcContext.builder().build().channelProviders().stream()
        .filter(candidate -> candidate.scheme().equals(provider.scheme()))
        .findFirst()
        .orElseThrow();
  }

  /** Removes what the dead have left, as {@code ipc clean} does. */
  void clean() throws IpcException {
    if (channelProvider() instanceof ChannelInspector inspector) {
      var _ = inspector.removeLeftovers(Optional.of(directory.path()));
    }
  }

  void requireThat(boolean condition, String reason) {
    if (!condition) {
      throw skipped(reason);
    }
  }

  /** {@return what to throw to skip the test; the reason is printed} */
  TestAbortedException skipped(String reason) {
    say("skipped: " + reason);
    return new TestAbortedException(reason);
  }

  /** Prints what a test measured. */
  @SuppressWarnings("SystemOut") // the build log is where measurements are read
  void say(String what) {
    System.out.println("[" + provider.scheme() + "] " + test + ": " + what);
  }

  /** {@return the file in which a channel of the test, or who takes part in it, lies, if any} */
  Optional<Path> medium(Address address) {
    String name = address.name() + "." + provider.scheme();
    return Stream.of(name, name + "-control")
        .map(directory.path()::resolve)
        .filter(Files::isRegularFile)
        .findFirst();
  }

  Path requireMedium(Address address) {
    return medium(address)
        .orElseThrow(() -> skipped(provider.scheme() + ": a channel lies in no file"));
  }

  /** Closes what the test opened, and fails if anything of it is left behind. */
  void close() throws Exception {
    try {
      closeAll();
      receiveWhatIsKept();
      if (!leftovers().isEmpty() && has(Capability.CROSS_PROCESS)) {
        newcomer();
      }
      Eventually.until(
          () -> test + ": nothing is left in " + directory + ": left are " + leftovers(),
          patience(),
          () -> leftovers().isEmpty());
    } finally {
      directory.close();
    }
  }

  /** What a dead process has left beside a log goes when the next one opens it. */
  void newcomer(Address log) throws Exception {
    if (leftovers().stream().anyMatch(left -> left.startsWith(log.name() + LOG + "/"))) {
      try (PeerProcess peer = PeerProcess.start(patience())) {
        peer.ask("ok", "publisher", log);
        peer.ask("ok", "close");
      }
    }
  }

  /** What the dead have left goes when the next process comes, and when the name is used again. */
  private void newcomer() throws Exception {
    try (PeerProcess peer = PeerProcess.start(patience())) {
      peer.ask("ok", newcomersEnd(), address());
      peer.ask("ok", "close");
      if (leftovers().stream().anyMatch(left -> left.contains("-sub-"))) {
        peer.ask("ok", "publisher", address());
        peer.ask("ok", "close");
      }
      if (leftovers().stream().anyMatch(left -> left.endsWith("-events"))) {
        peer.ask("ok", "listener", address());
        peer.ask("ok", "close");
      }
    }
    if (leftovers().stream().anyMatch(LEFT_BY_CONNECTIONS)) {
      Ipc.listen(address().toString()).close(); // the next server
    }
  }

  private String newcomersEnd() throws IpcException {
    if (provider.keepsLogs()) {
      return "publisher";
    }
    return hasChannels() ? "receiver" : "listener";
  }

  /** What a durable channel keeps is not left behind, nor is a log, but what stands beside its files. */
  List<String> leftovers() throws IOException {
    boolean durable = has(Capability.DURABLE);
    List<String> leftovers = new ArrayList<>(kernelObjects());
    for (String left : directory.leftovers()) {
      if (provider.keepsLogs() && left.endsWith(LOG)) {
        OwnRuntimeDirectory.leftoversIn(directory.path().resolve(left)).stream()
            .filter(name -> !name.endsWith(LOG) && !name.equals(".lock"))
            .filter(name -> !name.startsWith(".place-"))
            .map(name -> left + "/" + name)
            .forEach(leftovers::add);
      } else if (!durable || !left.endsWith("." + provider.scheme())) {
        leftovers.add(left);
      }
    }
    return leftovers;
  }

  /** {@return System V segments and queues of the test's other processes} */
  List<String> kernelObjects() throws IOException {
    return SystemVTables.of(peers);
  }

  /** What a durable channel keeps may be in the kernel, where removing the directory does not reach. */
  void receiveWhatIsKept() throws Exception {
    if (!has(Capability.DURABLE)) {
      return;
    }
    String suffix = "." + provider.scheme();
    for (String file : directory.leftovers()) {
      if (file.endsWith(suffix)) {
        receiveAll(addressOf(file.substring(0, file.length() - suffix.length())));
      }
    }
  }

  private void receiveAll(Address address) throws Exception {
    try (Receiver receiver = Ipc.receiver(address.toString())) {
      receiveWhatIsKept(receiver);
    } catch (CorruptChannelException e) {
      say("is kept for nobody: " + e.getMessage());
    }
  }

  /** Takes what a former receiver left, if the channel keeps it. */
  void receiveWhatIsKept(Receiver receiver) throws Exception {
    boolean more = has(Capability.DURABLE);
    while (more) {
      try {
        more = receiver.poll((segment, offset, length) -> {}, 100) > 0;
      } catch (PeerDiedException | CorruptChannelException e) {
        say("with what was kept: " + e.getMessage());
      }
    }
  }

  private void closeAll() throws Exception {
    Deque<Exception> failures = new ArrayDeque<>();
    while (!opened.isEmpty()) {
      AutoCloseable closeable = opened.pop();
      try {
        run("close " + closeable.getClass().getSimpleName(), closeable::close);
      } catch (Exception e) {
        failures.push(e);
      }
    }
    if (!failures.isEmpty()) {
      throw failures.pop();
    }
  }
}
