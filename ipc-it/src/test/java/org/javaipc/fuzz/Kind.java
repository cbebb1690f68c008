package org.javaipc.fuzz;

import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.javaipc.Ipc;
import org.javaipc.Listener;
import org.javaipc.MessageHandler;
import org.javaipc.Notifier;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.javaipc.TopicPublisher;
import org.javaipc.TopicSubscription;

/** What lies in files that somebody else may write to, and how its two ends use it; addresses are asked for with more options. */
enum Kind {
  CHANNEL {
    @Override
    void meet(UnaryOperator<String> address, Step between) throws Exception {
      try (Receiver receiver = Ipc.receiver(address.apply("&capacity=4KiB"));
          Sender sender = Ipc.sender(address.apply(""))) {
        sender.offer(new byte[20]);
        receiver.poll(READING, 1);
        sender.offer(new byte[25]);
        between.run();
        sender.offer(new byte[30]);
        for (int i = 0; i < 3; i++) {
          receiver.poll(READING, 64);
        }
      }
    }

    @Override
    void send(UnaryOperator<String> address) throws Exception {
      try (Sender sender = Ipc.sender(address.apply(""))) {
        sender.offer(new byte[8]);
      }
    }

    @Override
    void receive(UnaryOperator<String> address) throws Exception {
      try (Receiver receiver = Ipc.receiver(address.apply("&capacity=4KiB"))) {
        receiver.poll(READING, 100);
      }
    }
  },

  TOPIC {
    @Override
    void meet(UnaryOperator<String> address, Step between) throws Exception {
      meetInTopic(address.apply("&capacity=4KiB&slow=drop"), address.apply("&history=4"), between);
    }

    @Override
    void send(UnaryOperator<String> address) throws Exception {
      publish(address.apply("&capacity=4KiB&slow=drop"));
    }

    @Override
    void receive(UnaryOperator<String> address) throws Exception {
      subscribe(address.apply("&history=4"));
    }
  },

  LOG {
    @Override
    void meet(UnaryOperator<String> address, Step between) throws Exception {
      meetInTopic(address.apply("&keep=all&roll=64KiB"), address.apply("&as=reader"), between);
    }

    @Override
    void send(UnaryOperator<String> address) throws Exception {
      publish(address.apply("&keep=all&roll=64KiB"));
    }

    @Override
    void receive(UnaryOperator<String> address) throws Exception {
      subscribe(address.apply("&as=reader"));
      subscribe(address.apply("&from=start"));
    }
  },

  EVENTS {
    @Override
    void meet(UnaryOperator<String> address, Step between) throws Exception {
      try (Listener listener = Ipc.listener(address.apply(""));
          Notifier notifier = Ipc.notifier(address.apply(""))) {
        notifier.signal(1);
        between.run();
        notifier.signal(2);
        listener.await(Duration.ofNanos(1));
      }
    }

    @Override
    void send(UnaryOperator<String> address) throws Exception {
      try (Notifier notifier = Ipc.notifier(address.apply(""))) {
        notifier.signal(3);
      }
    }

    @Override
    void receive(UnaryOperator<String> address) throws Exception {
      try (Listener listener = Ipc.listener(address.apply(""))) {
        listener.poll();
      }
    }
  };

  private static final MessageHandler READING =
      (segment, offset, length) -> {
        for (long i = 0; i < length; i++) {
          segment.get(ValueLayout.JAVA_BYTE, offset + i);
        }
      };

  /** What a stranger does meanwhile. */
  @FunctionalInterface
  interface Step {
    void run() throws Exception;
  }

  /** Opens both ends and uses them, before and after the step. */
  abstract void meet(UnaryOperator<String> address, Step between) throws Exception;

  /** Opens the end that sends, and sends. */
  abstract void send(UnaryOperator<String> address) throws Exception;

  /** Opens the end that receives, and receives what is there. */
  abstract void receive(UnaryOperator<String> address) throws Exception;

  private static void meetInTopic(String publishing, String subscribing, Step between)
      throws Exception {
    try (TopicPublisher publisher = Ipc.publisher(publishing);
        TopicSubscription subscription = Ipc.subscribe(subscribing)) {
      publisher.offer(new byte[20]);
      subscription.poll(READING, 1);
      publisher.offer(new byte[25]);
      between.run();
      publisher.offer(new byte[30]);
      for (int i = 0; i < 3; i++) {
        subscription.poll(READING, 64);
      }
    }
  }

  private static void publish(String address) throws Exception {
    try (TopicPublisher publisher = Ipc.publisher(address)) {
      publisher.offer(new byte[8]);
    }
  }

  private static void subscribe(String address) throws Exception {
    try (TopicSubscription subscription = Ipc.subscribe(address)) {
      subscription.poll(READING, 100);
      subscription.lag();
    }
  }
}
