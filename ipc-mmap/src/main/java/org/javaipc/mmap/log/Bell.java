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

  private final Side publishers;
  private final Side subscriptions;

  /** Opens the topic for one side. */
  @FunctionalInterface
  public interface Side {
    /**
     * {@return the topic}
     *
     * @throws IpcException if there can be none
     */
    RegionTopic open() throws IpcException;
  }

  /**
   * Names the two sides of one topic; nothing is opened.
   *
   * @param publishers by the address under which publishers are counted
   * @param subscriptions by another address, as what is said here is not what a subscription receives
   */
  public Bell(Side publishers, Side subscriptions) {
    this.publishers = publishers;
    this.subscriptions = subscriptions;
  }

  /**
   * {@return the address of a bell: no subscription is ever waited for there}
   *
   * @param name of the bell
   * @param log address of its log, which may say how to wait, and who may
   */
  public static Address address(String name, Address log) {
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
    return new Address(log.scheme(), name, options);
  }

  BellPublisher publisher() throws IpcException, InterruptedException {
    return publishers.open().publisher();
  }

  /** Nobody needs to be publishing: the topic is made for the subscription, and is there as long as it is. */
  BellSubscription subscribe() throws IpcException, InterruptedException {
    RegionTopic topic = subscriptions.open();
    TopicPublisher maker = topic.publisher();
    try {
      return topic.subscribe();
    } finally {
      maker.close();
    }
  }
}
