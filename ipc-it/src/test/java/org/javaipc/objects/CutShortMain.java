package org.javaipc.objects;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.javaipc.AccessPolicy;
import org.javaipc.Claim;
import org.javaipc.Connection;
import org.javaipc.CorruptChannelException;
import org.javaipc.Ipc;
import org.javaipc.IpcException;
import org.javaipc.Listener;
import org.javaipc.Notifier;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.javaipc.Server;
import org.javaipc.TopicPublisher;
import org.javaipc.TopicSubscription;
import org.javaipc.shm.InterProcessLock;
import org.javaipc.shm.PosixSemaphore;

/**
 * Cuts the files of every kind of object short while they are in use: {@code DIRECTORY SEMAPHORE}. Prints a line with an asterisk for each
 * use, which ends with {@code typed} if each end of it got a {@link CorruptChannelException} and nothing else; {@code
 * done} at the end.
 */
final class CutShortMain {
  private static final List<String> SCHEMES =
      List.of("shm", "mmap", "mq", "sysvmq", "fifo", "unix", "unixgram");
  private static final Duration LOOK = Duration.ofMillis(200);
  private static final long PATIENCE_SECONDS = 60;
  private static final long PAUSE = 30_000_000;

  /** Held: a logger that nobody holds is collected, and its level with it. */
  private static final Logger LOGGER = Logger.getLogger("org.javaipc");

  private final Path directory;
  private int names;

  /** What ends with an exception, some time. */
  @FunctionalInterface
  private interface Use {
    void goOn() throws Exception;
  }

  private CutShortMain(Path directory) {
    this.directory = directory;
  }

  public static void main(String[] arguments) throws Exception {
    if (arguments.length > 2) {
      try (Sender sender = Ipc.sender(arguments[2])) {
        sender.send("here");
        Thread.sleep(Duration.ofMinutes(2));
      }
      return;
    }
    LOGGER.setLevel(Level.OFF); // ends that could not leave in order
    CutShortMain main = new CutShortMain(Path.of(arguments[0]));
    for (String scheme : SCHEMES) {
      main.channel(scheme);
    }
    main.peerDies("shm");
    main.peerDies("fifo");
    main.events("shm");
    main.events("mmap");
    main.connection("shm");
    main.connection("fifo");
    main.semaphoreEvents();
    for (String scheme : List.of("shm", "mmap")) {
      main.topic(scheme, "&slow=wait");
      main.topic(scheme, "&slow=drop");
    }
    main.log("");
    main.log("&senders=1");
    main.lock();
    main.semaphore(arguments[1]);
    System.out.println("done");
    System.out.flush();
    Runtime.getRuntime().halt(0); // nothing that was cut short is to hold it up
  }

  private void channel(String scheme) throws Exception {
    for (String strategy : List.of("park", "spin", "adaptive")) {
      receiverWaits(scheme, strategy, Thread.ofPlatform().daemon());
    }
    receiverWaits(scheme, "park", Thread.ofVirtual());
    senderSends(scheme);
    bothClose(scheme);
    receiverPolls(scheme);
    senderClaims(scheme);
  }

  private void receiverWaits(String scheme, String strategy, Thread.Builder builder)
      throws Exception {
    String name = name();
    try (Receiver receiver = Ipc.receiver(address(scheme, name, "&wait=" + strategy));
        Sender _ = Ipc.sender(address(scheme, name, ""))) {
      MemorySegment into = Arena.ofAuto().allocate(64);
      FutureTask<String> waiting = inBackground(builder, () -> receiver.receive(into));
      LockSupport.parkNanos(PAUSE);
      cut(name);
      say(
          scheme + " receiver waits " + strategy + " " + builder.unstarted(() -> {}).isVirtual(),
          waiting);
    } catch (CorruptChannelException e) {
      // of a close
    }
  }

  private void senderSends(String scheme) throws Exception {
    String name = name();
    try (Receiver _ = Ipc.receiver(address(scheme, name, ""));
        Sender sender = Ipc.sender(address(scheme, name, "&wait=park"))) {
      MemorySegment message = Arena.ofAuto().allocate(400);
      FutureTask<String> sending =
          inBackground(Thread.ofPlatform().daemon(), () -> sender.send(message, 0, 400, LOOK));
      LockSupport.parkNanos(PAUSE);
      cut(name);
      say(scheme + " sender sends", sending);
    } catch (CorruptChannelException e) {
      // of a close
    }
  }

  private void bothClose(String scheme) throws Exception {
    String name = name();
    Receiver receiver = Ipc.receiver(address(scheme, name, ""));
    Sender sender = Ipc.sender(address(scheme, name, ""));
    sender.send("x");
    cut(name);
    say(scheme + " closes", closing(sender), closing(receiver));
  }

  /** So that it is compiled when it happens. */
  private void receiverPolls(String scheme) throws Exception {
    String name = name();
    try (Receiver receiver = Ipc.receiver(address(scheme, name, ""));
        Sender sender = Ipc.sender(address(scheme, name, ""))) {
      FutureTask<String> polling =
          inBackground(
              Thread.ofPlatform().daemon(),
              () -> {
                for (int i = 0; i < 1000; i++) {
                  receiver.poll((segment, offset, length) -> {}, 8);
                }
              });
      FutureTask<String> offering =
          inBackground(
              Thread.ofPlatform().daemon(),
              () -> {
                for (int i = 0; i < 1000; i++) {
                  sender.offer(new byte[8]);
                }
              });
      LockSupport.parkNanos(10 * PAUSE);
      cut(name);
      say(scheme + " receiver polls, sender offers", polling, offering);
    } catch (CorruptChannelException e) {
      // of a close
    }
  }

  private void senderClaims(String scheme) throws Exception {
    String name = name();
    try (Receiver receiver = Ipc.receiver(address(scheme, name, ""));
        Sender sender = Ipc.sender(address(scheme, name, ""))) {
      MemorySegment into = Arena.ofAuto().allocate(64);
      FutureTask<String> readying =
          inBackground(
              Thread.ofPlatform().daemon(),
              () -> {
                if (receiver.awaitReady(LOOK)) {
                  receiver.receive(into);
                }
              });
      FutureTask<String> claiming =
          inBackground(
              Thread.ofPlatform().daemon(),
              () -> {
                try (Claim claim = sender.tryClaim(8)) {
                  if (claim != null) {
                    claim.commit();
                  }
                }
              });
      LockSupport.parkNanos(5 * PAUSE);
      cut(name);
      say(scheme + " sender claims, receiver waits until it is ready", readying, claiming);
    } catch (CorruptChannelException e) {
      // of a close
    }
  }

  private void topic(String scheme, String options) throws Exception {
    String name = name();
    try (TopicPublisher publisher = Ipc.publisher(address(scheme, name, options));
        TopicSubscription subscription = Ipc.subscribe(address(scheme, name, "&wait=park"))) {
      FutureTask<String> receiving =
          inBackground(
              Thread.ofPlatform().daemon(),
              () -> subscription.receive((segment, offset, length) -> {}, 8, LOOK));
      FutureTask<String> publishing =
          inBackground(Thread.ofPlatform().daemon(), () -> publisher.offer(new byte[8]));
      LockSupport.parkNanos(5 * PAUSE);
      cut(name);
      say(scheme + " topic" + options, receiving, publishing);
      say(scheme + " topic closes", closing(subscription), closing(publisher));
    } catch (CorruptChannelException e) {
      // of a close
    }
  }

  private void log(String options) throws Exception {
    String name = name();
    try (TopicPublisher publisher =
            Ipc.publisher(address("mmap", name, "&keep=all&roll=1MiB" + options));
        TopicSubscription subscription = Ipc.subscribe(address("mmap", name, ""));
        TopicSubscription named = Ipc.subscribe(address("mmap", name, "&as=cut"))) {
      FutureTask<String> receiving =
          inBackground(Thread.ofPlatform().daemon(), () -> receiveOne(subscription));
      FutureTask<String> dealing =
          inBackground(Thread.ofPlatform().daemon(), () -> receiveOne(named));
      FutureTask<String> publishing =
          inBackground(Thread.ofPlatform().daemon(), () -> publisher.publish("x"));
      LockSupport.parkNanos(5 * PAUSE);
      cut(name);
      say("log" + options, receiving, dealing, publishing);
      say("log closes", closing(subscription), closing(named), closing(publisher));
    } catch (CorruptChannelException e) {
      // of a close
    }
  }

  private static void receiveOne(TopicSubscription subscription) throws Exception {
    subscription.receive((segment, offset, length) -> {}, 8, LOOK);
  }

  /** A listener on a platform thread waits for the semaphores alone, which no file takes away. */
  private void semaphoreEvents() throws Exception {
    String name = name();
    try (Listener listener = Ipc.listener(address("sem", name, ""));
        Notifier notifier = Ipc.notifier(address("sem", name, ""))) {
      FutureTask<String> listening = inBackground(Thread.ofVirtual(), () -> listener.await(LOOK));
      FutureTask<String> notifying =
          inBackground(Thread.ofPlatform().daemon(), () -> notifier.signal(63));
      LockSupport.parkNanos(PAUSE);
      cut(name);
      say("sem events", listening, notifying);
      say("sem events close", closing(notifier), closing(listener));
    } catch (CorruptChannelException e) {
      // of a close
    }
  }

  private void peerDies(String scheme) throws Exception {
    String name = name();
    String address = address(scheme, name, "&wait=park");
    try (Receiver receiver = Ipc.receiver(address);
        Program peer = Program.java(CutShortMain.class, directory, "-", address)) {
      receiver.receiveString();
      cut(name);
      peer.kill();
      MemorySegment into = Arena.ofAuto().allocate(64);
      say(
          scheme + " peer dies",
          inBackground(Thread.ofPlatform().daemon(), () -> receiver.receive(into, LOOK)));
    } catch (CorruptChannelException e) {
      // of a close
    }
  }

  private void events(String scheme) throws Exception {
    String name = name();
    try (Listener listener = Ipc.listener(address(scheme, name, "&wait=park"));
        Notifier notifier = Ipc.notifier(address(scheme, name, ""))) {
      FutureTask<String> listening =
          inBackground(Thread.ofPlatform().daemon(), () -> listener.await(LOOK));
      FutureTask<String> notifying =
          inBackground(Thread.ofPlatform().daemon(), () -> notifier.signal(63));
      LockSupport.parkNanos(PAUSE);
      cut(name);
      say(scheme + " events", listening, notifying);
    } catch (CorruptChannelException e) {
      // of a close
    }
  }

  private void connection(String scheme) throws Exception {
    String name = name();
    Server server = Ipc.listen(address(scheme, name, ""));
    FutureTask<Connection> connecting =
        new FutureTask<>(() -> Ipc.connect(address(scheme, name, "")));
    Thread.ofPlatform().daemon().start(connecting);
    Connection accepted = server.accept();
    Connection connected = connecting.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    MemorySegment into = Arena.ofAuto().allocate(64);
    FutureTask<String> serving =
        inBackground(Thread.ofPlatform().daemon(), () -> accepted.receiver().receive(into, LOOK));
    FutureTask<String> asking =
        inBackground(Thread.ofPlatform().daemon(), () -> connected.receiver().receive(into, LOOK));
    FutureTask<String> accepting =
        inBackground(Thread.ofPlatform().daemon(), () -> server.accept(LOOK));
    LockSupport.parkNanos(PAUSE);
    cut(name);
    say(scheme + " connection", serving, asking);
    if (scheme.equals("shm")) {
      say(scheme + " server", accepting); // the other finds out when somebody comes
    }
    say(scheme + " connection closes", closing(accepted), closing(connected), closing(server));
  }

  private void lock() throws Exception {
    String name = name();
    try (InterProcessLock lock =
        InterProcessLock.open(name, Optional.of(directory), AccessPolicy.PRIVATE)) {
      for (int i = 0; i < 2000; i++) {
        lock.lock();
        lock.unlock();
      }
      lock.lock();
      cut(name);
      lock.unlock();
      say("lock", inBackground(Thread.ofPlatform().daemon(), lock::lock));
      say("lock closes", closing(lock));
    }
  }

  private void semaphore(String name) throws Exception {
    PosixSemaphore semaphore = PosixSemaphore.create(name, AccessPolicy.PRIVATE, 0);
    FutureTask<String> waiting =
        inBackground(Thread.ofPlatform().daemon(), () -> semaphore.acquire(LOOK));
    LockSupport.parkNanos(PAUSE);
    empty(Path.of("/dev/shm/sem." + name.substring(1)));
    say(
        "semaphore",
        waiting,
        inBackground(Thread.ofPlatform().daemon(), semaphore::post),
        inBackground(Thread.ofPlatform().daemon(), semaphore::tryAcquire),
        inBackground(Thread.ofPlatform().daemon(), semaphore::value));
    say("semaphore closes", closing(semaphore)); // after the others: one that is closed is misused
  }

  private String name() {
    return "cut" + names++;
  }

  private String address(String scheme, String name, String options) {
    return scheme + ":" + name + "?dir=" + directory + options;
  }

  /** Does something again and again until it fails. */
  private static FutureTask<String> inBackground(Thread.Builder builder, Use use) {
    FutureTask<String> task =
        new FutureTask<>(() -> {
          while (true) {
            try {
              use.goOn();
            } catch (IpcException e) {
              return typed(e);
            } catch (Exception | Error e) {
              return e.toString();
            }
          }
        });
    builder.start(task);
    return task;
  }

  /** An end that closes may say that its file was cut short, and need not. */
  private static FutureTask<String> closing(AutoCloseable end) {
    FutureTask<String> task =
        new FutureTask<>(() -> {
          try {
            end.close();
          } catch (IpcException e) {
            return typed(e);
          } catch (Exception | Error e) {
            return e.toString();
          }
          return "typed";
        });
    Thread.ofPlatform().daemon().start(task);
    return task;
  }

  /** A server that goes nowhere without its file says so, and why. */
  private static String typed(IpcException e) {
    boolean corrupt =
        e instanceof CorruptChannelException || e.getCause() instanceof CorruptChannelException;
    return corrupt ? "typed" : e.toString();
  }

  @SafeVarargs
  private static void say(String use, FutureTask<String>... tasks)
      throws ExecutionException, InterruptedException {
    String outcome = "typed";
    for (FutureTask<String> task : tasks) {
      try {
        String ended = task.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        outcome = ended.equals("typed") ? outcome : ended;
      } catch (TimeoutException e) {
        outcome = "goes on";
      }
    }
    System.out.println("* " + use + ": " + outcome);
  }

  private void cut(String name) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String under = directory.relativize(file).getName(0).toString();
        if (under.matches("\\.?" + name + "\\b.*")) {
          empty(file);
        }
      }
    }
  }

  private static void empty(Path path) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.setLength(0);
    }
  }
}
