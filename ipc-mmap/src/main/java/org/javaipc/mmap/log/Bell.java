package org.javaipc.mmap.log;

import java.util.HashMap;
import java.util.Map;
import org.javaipc.Address;
import org.javaipc.IpcException;
import org.javaipc.TopicPublisher;
import org.javaipc.core.topic.BellPublisher;
import org.javaipc.core.topic.BellSubscription;
import org.javaipc.core.topic.RegionTopic;

/**
 * The topic in memory beside a log. Publishers announce there that they have appended, subscriptions sleep there, and
 * each learns when the others join, leave and die. An announcement may be missed, since the messages are in the log.
 */
public final class Bell {
  /** The most publishers, and the most subscriptions, at once. */
  private static final String MEMBERS = "64";

  private final Opener topic;

  /** Opens the topic. */
  @FunctionalInterface
  public interface Opener {
    /**
     * {@return the topic}
     *
     * @throws IpcException if it cannot be opened
     */
    RegionTopic open() throws IpcException;
  }

  /**
   * Names the topic; nothing is opened.
   *
   * @param topic opens the topic, by the address of the log
   */
  public Bell(Opener topic) {
    this.topic = topic;
  }

  /**
   * {@return the address of a log with the options of its bell, where publishers never wait for a subscription}
   *
   * @param log address of the log, which may say how to wait and who has access
   */
  public static Address address(Address log) {
    Map<String, String> options = new HashMap<>();
    for (String kept : new String[] {"wait", "connect", "mode", "group", "trust"}) {
      String value = log.options().get(kept);
      if (value != null) {
        options.put(kept, value);
      }
    }
    options.put("slow", "drop");
    options.put("senders", MEMBERS);
    options.put("subscribers", MEMBERS);
    options.put("capacity", "4KiB");
    options.put("maxMessage", String.valueOf(Long.BYTES));
    return new Address(log.scheme(), log.name(), options);
  }

  /** In the metrics it counts as the publisher of the log. */
  BellPublisher publisher() throws IpcException, InterruptedException {
    return topic.open().publisher();
  }

  /**
   * No publisher is needed: the topic is created for the subscription, and exists as long as it does. Only the
   * subscription of the log appears in the metrics.
   */
  BellSubscription subscribe() throws IpcException, InterruptedException {
    RegionTopic unlisted = topic.open().unlisted();
    TopicPublisher maker = unlisted.publisher();
    try {
      return unlisted.subscribe();
    } finally {
      maker.close();
    }
  }
}
