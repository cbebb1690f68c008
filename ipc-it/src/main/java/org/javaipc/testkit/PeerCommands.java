package org.javaipc.testkit;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.javaipc.Address;
import org.javaipc.Claim;
import org.javaipc.Ipc;
import org.javaipc.Listener;
import org.javaipc.Notifier;
import org.javaipc.PeerClosedException;
import org.javaipc.PeerDiedException;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.javaipc.TopicSubscription;
import org.javaipc.relay.Relay;
import org.javaipc.spi.Checkpoint;
import org.jspecify.annotations.Nullable;

/** The commands of {@link Peer}. */
final class PeerCommands {
  private final Consumer<String> output;
  private @Nullable Sender sender;
  private @Nullable Receiver receiver;
  private @Nullable Notifier notifier;
  private @Nullable Listener listener;
  private final PeerConnections connections;

  PeerCommands(Consumer<String> output) {
    this.output = output;
    this.connections = new PeerConnections(output);
  }

  /** Runs a command and returns the answer. */
  String run(List<String> words) throws Exception {
    return switch (words.getFirst()) {
      case "receiver" -> openReceiver(words.get(1));
      case "sender" -> openSender(words.get(1));
      case "publisher" -> openPublisher(words.get(1));
      case "subscription" -> openSubscription(words.get(1));
      case "listener" -> openListener(words.get(1));
      case "notifier" -> openNotifier(words.get(1));
      case "notify" -> notify(Math.toIntExact(number(words, 1)));
      case "notify-on" -> notifyOn(Math.toIntExact(number(words, 1)));
      case "await" -> "events " + Objects.requireNonNull(listener).await();
      case "churn-listener" -> churnListener(words.get(1));
      case "echo-events" -> echoEvents();
      case "send" -> send(outgoing(words).from(number(words, 4)), number(words, 5));
      case "receive" -> receive(incoming(words).from(number(words, 4)), number(words, 5));
      case "fill" -> "filled " + outgoing(words).fill();
      case "claim" -> claim(messages(words));
      case "flood" -> flood(outgoing(words), Path.of(words.get(4)));
      case "drain" -> drain(incoming(words), Path.of(words.get(4)));
      case "drain-until-death" -> drainUntilDeath(incoming(words), Path.of(words.get(4)));
      case "latest" -> Latest.of(subscription());
      case "watch-latest" -> watchLatest(number(words, 1));
      case "lag" -> "lag " + subscription().lag();
      case "missed" -> "missed " + subscription().missed();
      case "stand" -> stand();
      case "follow" -> follow();
      case "publish-as" -> publishAs(number(words, 1), number(words, 2));
      case "collect" -> collect(Math.toIntExact(number(words, 1)), number(words, 2));
      case "churn-sender" -> churnSender(words.get(1), Path.of(words.get(2)));
      case "churn-receiver" -> churnReceiver(words.get(1));
      case "relay" -> relay(words.get(1), words.get(2));
      case "close" -> close();
      case "starve" -> starve(number(words, 1));
      case "arm" -> arm(Checkpoint.valueOf(words.get(1)), number(words, 2));
      case "say" -> words.get(1);
      case "progress" -> progress(Path.of(words.get(1)));
      case "list" -> "list " + OwnRuntimeDirectory.leftoversIn(Path.of(words.get(1)));
      case "exit" -> exit();
      case "exit-in-handler" -> exitInHandler();
      case "halt" -> halt();
      default -> connections.run(words);
    };
  }

  private static long number(List<String> words, int index) {
    return Long.parseLong(words.get(index));
  }

  private static Messages messages(List<String> words) {
    return new Messages(
        number(words, 1), Math.toIntExact(number(words, 2)), Math.toIntExact(number(words, 3)));
  }

  private Outgoing outgoing(List<String> words) {
    return new Outgoing(Objects.requireNonNull(sender), messages(words));
  }

  private Incoming incoming(List<String> words) {
    return new Incoming(Objects.requireNonNull(receiver), messages(words));
  }

  private static String arm(Checkpoint checkpoint, long pass) {
    StopAtCheckpoint.arm(checkpoint, Math.toIntExact(pass));
    return "ok";
  }

  private String openReceiver(String address) throws Exception {
    receiver = Ipc.receiver(address);
    return "ok";
  }

  private String openSender(String address) throws Exception {
    sender = Ipc.sender(address);
    return "ok";
  }

  private String openPublisher(String address) throws Exception {
    sender = Ipc.publisher(address);
    return "ok";
  }

  private String openSubscription(String address) throws Exception {
    receiver = Ipc.subscribe(address);
    return "ok";
  }

  private String openListener(String address) throws Exception {
    listener = Ipc.listener(address);
    return "ok";
  }

  private String openNotifier(String address) throws Exception {
    notifier = Ipc.notifier(address);
    return "ok";
  }

  private String notify(int event) throws Exception {
    Objects.requireNonNull(notifier).signal(event);
    return "notified";
  }

  private String notifyOn(int event) throws Exception {
    output.accept("notifying");
    try {
      while (true) {
        Objects.requireNonNull(notifier).signal(event);
      }
    } catch (PeerDiedException e) {
      return "died";
    } catch (PeerClosedException e) {
      return "gone";
    }
  }

  private String echoEvents() throws Exception {
    output.accept("echoing");
    while (true) {
      long events = Objects.requireNonNull(listener).await();
      for (int event = 0; event < Notifier.EVENTS; event++) {
        if ((events & Notifier.bit(event)) != 0) {
          Objects.requireNonNull(notifier).signal(event);
        }
      }
    }
  }

  private String churnListener(String address) throws Exception {
    output.accept("churning");
    while (true) {
      try (Listener one = Ipc.listener(address)) {
        one.await(Duration.ofMillis(2));
      }
    }
  }

  private static String send(Outgoing out, long count) throws Exception {
    out.send(count);
    return "sent " + count;
  }

  private static String receive(Incoming in, long count) throws Exception {
    in.receiveUpTo(in.next() + count);
    return "received " + count;
  }

  private String claim(Messages messages) throws Exception {
    Claim claim = Objects.requireNonNull(sender).claim(messages.length(0));
    messages.write(0, claim.segment(), claim.offset());
    return "claimed";
  }

  private String flood(Outgoing out, Path file) throws Exception {
    try (ProgressFile progress = ProgressFile.open(file)) {
      output.accept("flooding");
      while (true) {
        out.send();
        progress.set(out.next());
      }
    } catch (PeerDiedException e) {
      return "died " + out.next();
    } catch (PeerClosedException e) {
      return "gone " + out.next();
    }
  }

  private String drain(Incoming in, Path file) throws Exception {
    try (ProgressFile progress = ProgressFile.open(file)) {
      output.accept("draining");
      while (in.receiver().receive(in, 16) != Receiver.END_OF_STREAM) {
        progress.set(in.next());
      }
      return "end " + in.next();
    } catch (PeerDiedException e) {
      return "died " + in.next();
    }
  }

  /** What a publisher that died had published is there before its death is told. */
  private String drainUntilDeath(Incoming in, Path file) throws Exception {
    try (ProgressFile progress = ProgressFile.open(file)) {
      output.accept("draining");
      while (in.receiver().diedSenders() == 0) {
        in.receiver().receive(in, 16, Duration.ofMillis(100));
        progress.set(in.next());
      }
      in.pollAll();
      return "died " + in.next();
    }
  }

  /** Takes nothing. */
  private String stand() throws Exception {
    output.accept("standing");
    while (true) {
      Thread.sleep(Duration.ofDays(1));
    }
  }

  private TopicSubscription subscription() {
    return (TopicSubscription) Objects.requireNonNull(receiver);
  }

  private String watchLatest(long last) throws Exception {
    output.accept("watching");
    return "watched " + Latest.watch(subscription(), last);
  }

  private String follow() throws Exception {
    Follower follower = new Follower(subscription());
    output.accept("following");
    while (true) {
      follower.receive();
    }
  }

  private String publishAs(long publisher, long count) throws Exception {
    Numbered.publish(Objects.requireNonNull(sender), publisher, count);
    return "published";
  }

  private String collect(int publishers, long count) throws Exception {
    Numbered numbered = new Numbered(subscription(), publishers, count);
    output.accept("collecting");
    numbered.receiveAll();
    return "collected %d missed %d".formatted(numbered.taken(), numbered.missed());
  }

  private String relay(String from, String to) throws Exception {
    try (Relay relay = Relay.open(Ipc.context(), Address.parse(from), Address.parse(to))) {
      output.accept("relaying");
      relay.run();
      return "relayed " + relay.messages();
    }
  }

  private String churnSender(String address, Path file) throws Exception {
    try (ProgressFile progress = ProgressFile.open(file)) {
      output.accept("churning");
      for (long next = 0; true; next++) {
        try (Sender one = Ipc.sender(address)) {
          one.send(Long.toString(next));
          progress.set(next + 1);
        }
      }
    }
  }

  private String churnReceiver(String address) throws Exception {
    output.accept("churning");
    while (true) {
      try (Receiver one = Ipc.receiver(address)) {
        one.receive((segment, offset, length) -> {}, 64, Duration.ofMillis(2));
      } catch (PeerDiedException e) {
        // the next one goes on
      }
    }
  }

  private String close() throws Exception {
    connections.close();
    if (sender != null) {
      sender.close();
    }
    if (receiver != null) {
      receiver.close();
    }
    if (notifier != null) {
      notifier.close();
    }
    if (listener != null) {
      listener.close();
    }
    return "ok";
  }

  /** Takes all descriptors that are left, for so many milliseconds. */
  private static String starve(long millis) throws Exception {
    DescriptorEater eater = new DescriptorEater();
    eater.eat();
    eater.spitLater(Duration.ofMillis(millis));
    return "starved";
  }

  private static String progress(Path file) throws Exception {
    try (ProgressFile progress = ProgressFile.open(file)) {
      return "progress " + progress.get();
    }
  }

  private static String exit() {
    System.exit(0);
    throw new AssertionError("exit returned");
  }

  private String exitInHandler() throws Exception {
    Objects.requireNonNull(receiver).receive((segment, offset, length) -> System.exit(0), 1);
    throw new AssertionError("exit returned");
  }

  private static String halt() {
    Runtime.getRuntime().halt(0);
    throw new AssertionError("halt returned");
  }
}
