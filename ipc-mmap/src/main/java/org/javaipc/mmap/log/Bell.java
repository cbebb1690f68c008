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
 * The topic in memory beside a log: publishers say there that they have appended, subscriptions sleep there, and each side learns
 * of the other's coming, leaving and death. What is said may be missed, for what was appended is in the log.
 */
public final class Bell {
  /** How many publishers and how many subscriptions there can be at once. */
  private static final String MEMBERS = "64";

  private final Opener topic;

  /** Opens the topic. */
  @FunctionalInterface
  public interface Opener {
    /**
     * {@return the topic}
     *
     * @throws IpcException if there can be none
     */
    RegionTopic open() throws IpcException;
  }

  /**
   * Names the topic; nothing is opened.
   *
   * @param topic by the address of the log
   */
  public Bell(Opener topic) {
    this.topic = topic;
  }

  /**
   * {@return the options of a bell, under the address of its log: no subscription is ever waited for there}
   *
   * @param log address of its log, which may say how to wait, and who may
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

  /** It counts as the publisher of the log. */
  BellPublisher publisher() throws IpcException, InterruptedException {
    return topic.open().publisher();
  }

  /**
   * Nobody needs to be publishing: the topic is made for the subscription, and is there as long as it is. In the metrics is the
   * subscription of the log alone.
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
