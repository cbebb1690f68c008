package org.javaipc.objects;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.jar.JarFile;
import org.javaipc.AccessPolicy;
import org.javaipc.Connection;
import org.javaipc.Ipc;
import org.javaipc.IpcException;
import org.javaipc.Listener;
import org.javaipc.Notifier;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.javaipc.Server;
import org.javaipc.TopicPublisher;
import org.javaipc.TopicSubscription;
import org.javaipc.process.ExitStatus;
import org.javaipc.process.Spawn;
import org.javaipc.shm.InterProcessLock;
import org.javaipc.test.LoadedClasses;

/**
 * Uses every transport for the first time with few descriptors left, and again with enough: {@code FOLDER FREE}.
 * Prints a line for each that failed by anything but an exception of ours, or the second time.
 */
final class FirstUseMain {
  private static final List<String> CHANNELS =
      List.of("shm", "sysv", "mmap", "mq", "sysvmq", "fifo", "pipe", "unix", "unixgram");
  private static final List<String> CONNECTIONS =
      List.of("shm", "sysv", "mmap", "mq", "sysvmq", "fifo", "unix", "unixgram");
  private static final List<String> EVENTS = List.of("shm", "sysv", "mmap", "sem");
  private static final List<String> TOPICS = List.of("shm", "mmap");

  private static final List<JarFile> OPEN = new ArrayList<>();

  private final Path folder;
  private final Deque<FileInputStream> eaten = new ArrayDeque<>();

  private FirstUseMain(Path folder) {
    this.folder = folder;
  }

  public static void main(String[] arguments) throws Exception {
    new FirstUseMain(Path.of(arguments[0])).run(Integer.parseInt(arguments[1]));
  }

  private void run(int free) throws Exception {
    loadClasses();
    channel("memory", Duration.ofMinutes(1)); // reads what is installed
    eat();
    for (int i = 0; i < free; i++) {
      eaten.pop().close();
    }
    tryAll(false);
    while (!eaten.isEmpty()) {
      eaten.pop().close();
    }
    tryAll(true);
    System.out.println("done");
    Runtime.getRuntime().halt(0);
  }

  /** Without descriptors a JVM can read neither folders of classes nor jars that it has not opened yet. */
  private static void loadClasses() throws Exception {
    LoadedClasses.ofFolders();
    for (String entry : System.getProperty("java.class.path").split(":", -1)) {
      if (Files.isRegularFile(Path.of(entry))) {
        OPEN.add(new JarFile(entry));
      }
    }
  }

  private void tryAll(boolean enough) {
    Duration limit = Duration.ofSeconds(enough ? 60 : 2);
    CHANNELS.forEach(scheme -> attempt(scheme, enough, () -> channel(scheme, limit)));
    CONNECTIONS.forEach(
        scheme -> attempt(scheme + " server", enough, () -> connection(scheme, limit)));
    EVENTS.forEach(scheme -> attempt(scheme + " event", enough, () -> event(scheme, limit)));
    TOPICS.forEach(scheme -> attempt(scheme + " topic", enough, () -> topic(scheme, limit)));
    attempt("lock", enough, this::lock);
    attempt("spawn", enough, FirstUseMain::spawn);
  }

  private static void attempt(String what, boolean enough, Attempt attempt) {
    try {
      attempt.run();
    } catch (IpcException e) {
      if (enough && !String.valueOf(e.getMessage()).contains("RLIMIT_MSGQUEUE")) { // others fill it
        System.out.println(what + " still fails: " + e);
      }
    } catch (Throwable e) {
      System.out.println(what + (enough ? " still fails: " : " fails: ") + e);
    }
  }

  private void channel(String scheme, Duration limit) throws Exception {
    String directory = scheme.equals("memory") ? "" : "&dir=" + folder;
    String address = scheme + ":first?connect=" + limit.toSeconds() + "s" + directory;
    try (Receiver receiver = Ipc.receiver(address);
        Sender sender = Ipc.sender(address)) {
      sender.send("x");
      require(receiver.receiveString());
    }
  }

  private void connection(String scheme, Duration limit) throws Exception {
    String address = scheme + ":server?connect=" + limit.toSeconds() + "s&dir=" + folder;
    try (Server server = Ipc.listen(address);
        Connection client = Ipc.connect(address);
        Connection accepted = server.accept(limit)) {
      client.sender().send("x");
      require(Objects.requireNonNull(accepted).receiver().receiveString());
    }
  }

  private void event(String scheme, Duration limit) throws Exception {
    String address = scheme + ":event?connect=" + limit.toSeconds() + "s&dir=" + folder;
    try (Listener listener = Ipc.listener(address);
        Notifier notifier = Ipc.notifier(address)) {
      notifier.signal(5);
      long events = listener.await(limit);
      if (events != 1L << 5) {
        throw new IllegalStateException("events " + events);
      }
    }
  }

  private void topic(String scheme, Duration limit) throws Exception {
    String address = scheme + ":topic?connect=" + limit.toSeconds() + "s&dir=" + folder;
    try (TopicPublisher publisher = Ipc.publisher(address);
        TopicSubscription subscription = Ipc.subscribe(address)) {
      publisher.send("x");
      require(subscription.receiveString());
    }
  }

  private void lock() throws Exception {
    try (InterProcessLock lock =
        InterProcessLock.open("first", Optional.of(folder), AccessPolicy.PRIVATE)) {
      lock.lock();
      lock.unlock();
    }
  }

  private static void spawn() throws Exception {
    ExitStatus status = Spawn.of("true").start().waitFor();
    if (!status.equals(new ExitStatus.Exited(0))) {
      throw new IllegalStateException("it ended with " + status);
    }
  }

  private static void require(String received) {
    if (!"x".equals(received)) {
      throw new IllegalStateException("received " + received);
    }
  }

  /** Takes every descriptor that is left. */
  @SuppressWarnings("InfiniteLoopStatement") // until there is none
  private void eat() {
    try {
      while (true) {
        eaten.push(new FileInputStream("/dev/null"));
      }
    } catch (IOException e) {
      if (eaten.isEmpty()) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private interface Attempt {
    void run() throws Exception;
  }
}
